// SPDX-License-Identifier: Apache-2.0
#include "server/access/api_keys.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/access/key_text.h"

namespace prescreen {
namespace {

// More keys than a server has clients; bounds memory and the start-up scan.
constexpr std::size_t kMaxKeys = 100000;
// Unguessable is the secret; an id only has to be distinct.
constexpr std::size_t kIdBytes = 8;

absl::Time ExpireTime(const stored::v1::ApiKeyRow& row) {
  return row.expire_time() == 0 ? absl::InfiniteFuture()
                                : absl::FromUnixMicros(row.expire_time());
}

Roles RolesOf(const stored::v1::ApiKeyRow& row) {
  Roles roles;
  for (const int role : row.roles()) {
    if (v1::Role_IsValid(role)) roles.Add(static_cast<v1::Role>(role));
  }
  return roles;
}

absl::Status WriteRow(Store& store, const stored::v1::ApiKeyRow& row,
                      Durability durability) {
  WriteBatch batch;
  batch.Put(Family::kApiKeys, row.id(), row.SerializeAsString());
  return store.Write(batch, durability);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ApiKeys>> ApiKeys::Open(
    Store& store, Random& random, const Clock& clock,
    int default_max_in_flight) {
  auto keys = std::unique_ptr<ApiKeys>(
      new ApiKeys(store, random, clock, default_max_in_flight));
  ASSIGN_OR_RETURN(const auto rows,
                   store.Scan(Family::kApiKeys, "", "", kMaxKeys));
  absl::MutexLock lock(&keys->mutex_);
  for (const Row& stored : rows) {
    stored::v1::ApiKeyRow row;
    if (!row.ParseFromString(stored.value) || row.id() != stored.key) {
      return absl::DataLossError(
          absl::StrCat("key ", stored.key, ": its row is damaged"));
    }
    keys->entries_.emplace(stored.key, keys->MakeEntry(std::move(row)));
  }
  return keys;
}

ApiKeys::Entry ApiKeys::MakeEntry(stored::v1::ApiKeyRow row) const {
  Caller caller;
  caller.principal = absl::StrCat("keys/", row.id());
  caller.roles = RolesOf(row);
  caller.every_tenant = row.tenants().empty();
  caller.tenants.assign(row.tenants().begin(), row.tenants().end());
  const int max_in_flight = row.max_in_flight() > 0
                                ? static_cast<int>(row.max_in_flight())
                                : default_max_in_flight_;
  auto principal = std::make_shared<Principal>(std::move(caller), max_in_flight,
                                               ExpireTime(row));
  if (row.revoke_time() != 0) principal->Revoke();
  return {std::move(row), std::move(principal)};
}

absl::StatusOr<MadeApiKey> ApiKeys::Create(const NewApiKey& key) {
  KeyText text;
  text.id = HexEncode(random_.Bytes(kIdBytes));
  text.secret = random_.Bytes(kKeySecretBytes);
  MadeApiKey made;
  made.text = FormatKeyText(text);
  stored::v1::ApiKeyRow& row = made.row;
  row.set_id(text.id);
  row.set_secret_digest(SecretDigest(text.secret));
  row.set_label(key.label);
  for (int role = v1::Role_MIN; role <= v1::Role_MAX; ++role) {
    if (key.roles.Has(static_cast<v1::Role>(role))) row.add_roles(role);
  }
  row.mutable_tenants()->Assign(key.tenants.begin(), key.tenants.end());
  row.set_max_in_flight(static_cast<std::uint32_t>(key.max_in_flight));
  row.set_create_time(absl::ToUnixMicros(clock_.Now()));
  if (key.expire_time != absl::InfiniteFuture()) {
    row.set_expire_time(absl::ToUnixMicros(key.expire_time));
  }
  row.set_creator(key.creator);
  WriteBatch batch;
  batch.Require(Family::kApiKeys, row.id(), std::nullopt);
  batch.Put(Family::kApiKeys, row.id(), row.SerializeAsString());
  absl::MutexLock write_lock(&write_mutex_);
  RETURN_IF_ERROR(store_.Write(batch, Durability::kSynced));
  absl::MutexLock lock(&mutex_);
  entries_.emplace(row.id(), MakeEntry(row));
  return made;
}

absl::StatusOr<stored::v1::ApiKeyRow> ApiKeys::Revoke(absl::string_view id) {
  absl::MutexLock write_lock(&write_mutex_);
  stored::v1::ApiKeyRow row;
  std::shared_ptr<Principal> principal;
  {
    absl::MutexLock lock(&mutex_);
    const auto found = entries_.find(id);
    if (found == entries_.end()) return absl::NotFoundError("no such key");
    if (found->second.row.revoke_time() != 0) return found->second.row;
    principal = found->second.principal;
    found->second.row.set_revoke_time(absl::ToUnixMicros(clock_.Now()));
    row = found->second.row;
  }
  // Before it is durable: it ends at once, even if the disk is slow.
  principal->Revoke();
  RETURN_IF_ERROR(WriteRow(store_, row, Durability::kSynced));
  return row;
}

ApiKeys::Match ApiKeys::Find(absl::string_view text) const {
  const absl::StatusOr<KeyText> key = ParseKeyText(text);
  if (!key.ok()) return {};
  Match match;
  {
    absl::ReaderMutexLock lock(&mutex_);
    const auto found = entries_.find(key->id);
    if (found == entries_.end()) return {};
    if (!IsSecret(key->secret, found->second.row.secret_digest())) return {};
    match.principal = found->second.principal;
  }
  const absl::Time now = clock_.Now();
  match.valid = match.principal->IsValidAt(now);
  if (match.valid) match.principal->Touch(now);
  return match;
}

absl::StatusOr<stored::v1::ApiKeyRow> ApiKeys::Get(absl::string_view id) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return absl::NotFoundError("no such key");
  return found->second.row;
}

std::vector<stored::v1::ApiKeyRow> ApiKeys::List() const {
  std::vector<stored::v1::ApiKeyRow> rows;
  {
    absl::ReaderMutexLock lock(&mutex_);
    rows.reserve(entries_.size());
    for (const auto& [id, entry] : entries_) rows.push_back(entry.row);
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.create_time(), a.id()) <
           std::tuple(b.create_time(), b.id());
  });
  return rows;
}

bool ApiKeys::empty() const {
  absl::ReaderMutexLock lock(&mutex_);
  return entries_.empty();
}

bool ApiKeys::HasAdmin() const {
  const absl::Time now = clock_.Now();
  absl::ReaderMutexLock lock(&mutex_);
  return std::any_of(entries_.begin(), entries_.end(), [now](const auto& item) {
    const Principal& principal = *item.second.principal;
    return principal.IsValidAt(now) && principal.caller().every_tenant &&
           principal.caller().roles.Has(v1::ADMIN);
  });
}

absl::Status ApiKeys::FlushLastUse() {
  absl::MutexLock write_lock(&write_mutex_);
  WriteBatch batch;
  {
    absl::MutexLock lock(&mutex_);
    for (auto& [id, entry] : entries_) {
      const std::int64_t last_use = entry.principal->last_use();
      if (last_use <= entry.row.last_use()) continue;
      entry.row.set_last_use(last_use);
      batch.Put(Family::kApiKeys, id, entry.row.SerializeAsString());
    }
  }
  if (batch.empty()) return absl::OkStatus();
  return store_.Write(batch, Durability::kUnsynced);
}

}  // namespace prescreen
