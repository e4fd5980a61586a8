// SPDX-License-Identifier: Apache-2.0
#include "server/access/access_control.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

constexpr char kScheme[] = "bearer ";

}  // namespace

absl::StatusOr<std::unique_ptr<AccessControl>> AccessControl::Open(
    AccessOptions options, Store& store, FileSystem& files, Random& random,
    const Clock& clock) {
  ASSIGN_OR_RETURN(auto keys, ApiKeys::Open(store, random, clock,
                                            options.max_in_flight_per_key));
  ASSIGN_OR_RETURN(auto bootstrap,
                   BootstrapKey::Open(files, random, options.bootstrap_path,
                                      /*needed=*/!keys->HasAdmin()));
  return std::unique_ptr<AccessControl>(
      new AccessControl(options, std::move(keys), std::move(bootstrap)));
}

AccessControl::AccessControl(const AccessOptions& options,
                             std::unique_ptr<ApiKeys> keys,
                             std::unique_ptr<BootstrapKey> bootstrap)
    : keys_(std::move(keys)),
      bootstrap_(std::move(bootstrap)),
      loopback_(std::make_shared<Principal>(
          Caller{"loopback", Roles::All(), false, {kLoopbackTenant}},
          Principal::kUnlimited)) {
  for (const CertificateGrant& grant : options.certificates) {
    Caller caller = {absl::StrCat("certificates/", grant.name), grant.roles,
                     grant.tenants.empty(), grant.tenants};
    certificates_.emplace_back(
        grant.san, std::make_shared<Principal>(std::move(caller),
                                               options.max_in_flight_per_key));
  }
  if (!options.trust_loopback || !keys_->empty()) loopback_->Revoke();
}

Identification AccessControl::Identify(const ShownByCaller& shown) const {
  using Result = Identification::Result;
  if (!shown.authorization.empty()) return IdentifyKey(shown.authorization);
  for (const auto& [san, principal] : certificates_) {
    for (const absl::string_view name : shown.names) {
      if (name == san) return {Result::kKnown, principal};
    }
  }
  // It never expires: any time will do.
  if (shown.is_loopback && loopback_->IsValidAt(absl::UnixEpoch())) {
    return {Result::kKnown, loopback_};
  }
  return {Result::kNothingShown, nullptr};
}

Identification AccessControl::IdentifyKey(
    const std::vector<absl::string_view>& authorization) const {
  using Result = Identification::Result;
  absl::string_view text = authorization.front();
  if (authorization.size() > 1 || !absl::StartsWithIgnoreCase(text, kScheme)) {
    return {Result::kRefused, nullptr};
  }
  text.remove_prefix(sizeof(kScheme) - 1);
  if (auto principal = bootstrap_->Find(text)) {
    const bool valid = principal->IsValidAt(absl::UnixEpoch());
    return {valid ? Result::kKnown : Result::kRefused, std::move(principal)};
  }
  ApiKeys::Match match = keys_->Find(text);
  return {match.valid ? Result::kKnown : Result::kRefused,
          std::move(match.principal)};
}

absl::StatusOr<MadeApiKey> AccessControl::CreateKey(const NewApiKey& key) {
  ASSIGN_OR_RETURN(MadeApiKey made, keys_->Create(key));
  loopback_->Revoke();
  // The file's removal may fail; its key is void all the same.
  if (keys_->HasAdmin()) bootstrap_->Void().IgnoreError();
  return made;
}

}  // namespace prescreen
