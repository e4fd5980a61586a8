// SPDX-License-Identifier: Apache-2.0
#include "server/store/key_file.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/crypto/aead.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

// Stored. Never change.
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kKeyBytes = kAeadKeyBytes;
constexpr std::size_t kPaddingBytes = 4;
constexpr std::size_t kNonceAt = 2 * kIdBytes;
constexpr std::size_t kWrappedAt = kNonceAt + kAeadNonceBytes;
constexpr std::size_t kPaddingAt = kWrappedAt + kKeyBytes + kAeadTagBytes;
constexpr std::size_t kSlotBytes = kPaddingAt + kPaddingBytes;
static_assert(kSlotBytes == 96);

// A segment that holds this many slots is continued in the next one. Small, as
// a segment is read whole to find one key; not part of the format.
constexpr std::uint32_t kSlotsPerSegment = 1024;
// A segment is exceeded by one batch at most.
constexpr std::uint64_t kMaxSegmentBytes = 16u << 20;

bool IsZero(absl::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(),
                     [](char c) { return c == '\0'; });
}

// `017.seg` → 17.
absl::StatusOr<std::uint32_t> SegmentNumber(absl::string_view name) {
  std::uint32_t number = 0;
  if (!absl::ConsumeSuffix(&name, ".seg") || !absl::SimpleAtoi(name, &number) ||
      absl::StrFormat("%03d", number) != name) {
    return absl::NotFoundError("not a segment");
  }
  return number;
}

absl::Status Damaged(absl::string_view path, absl::string_view why) {
  return absl::DataLossError(absl::StrCat(path, ": damaged: ", why));
}

}  // namespace

KeyFile::KeyFile(FileSystem& files, Random& random, std::string directory)
    : files_(files), random_(random), directory_(std::move(directory)) {}

absl::StatusOr<std::unique_ptr<KeyFile>> KeyFile::Open(
    FileSystem& files, Random& random, const std::string& directory) {
  RETURN_IF_ERROR(CreateDirectories(files, directory));
  std::unique_ptr<KeyFile> keys(new KeyFile(files, random, directory));
  RETURN_IF_ERROR(keys->Load());
  return keys;
}

absl::Status KeyFile::Load() {
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   files_.List(directory_));
  std::vector<std::uint32_t> segments;
  for (const std::string& name : names) {
    const absl::StatusOr<std::uint32_t> number = SegmentNumber(name);
    if (number.ok()) segments.push_back(*number);
  }
  std::sort(segments.begin(), segments.end());
  for (std::uint32_t i = 0; i < segments.size(); ++i) {
    if (segments[i] != i) return Damaged(SegmentPath(i), "it is missing");
    RETURN_IF_ERROR(LoadSegment(i));
  }
  return absl::OkStatus();
}

absl::Status KeyFile::LoadSegment(std::uint32_t segment) {
  const std::string path = SegmentPath(segment);
  ASSIGN_OR_RETURN(const std::string bytes,
                   files_.Read(path, kMaxSegmentBytes));
  const std::size_t count = bytes.size() / kSlotBytes;
  const absl::MutexLock flush_lock(&flush_mutex_);
  const absl::MutexLock lock(&mutex_);
  for (std::size_t i = 0; i < count; ++i) {
    const absl::string_view slot =
        absl::string_view(bytes).substr(i * kSlotBytes, kSlotBytes);
    if (IsZero(slot)) continue;  // erased
    if (!IsZero(slot.substr(kPaddingAt)) || IsZero(slot.substr(0, kIdBytes))) {
      return Damaged(path, absl::StrCat("slot ", i, " is malformed"));
    }
    SlotId id;
    std::copy_n(slot.begin(), kIdBytes, id.begin());
    const Place place{segment, static_cast<std::uint32_t>(i)};
    if (!places_.emplace(id, place).second) {
      return Damaged(path, absl::StrCat("slot ", i, " has a known id"));
    }
  }
  end_ = Place{segment, static_cast<std::uint32_t>(count)};
  return absl::OkStatus();
}

std::string KeyFile::SegmentPath(std::uint32_t segment) const {
  return absl::StrCat(directory_, "/", absl::StrFormat("%03d.seg", segment));
}

void KeyFile::AddTenantKey(const TenantKey& key) {
  PRESCREEN_CHECK(key.id.size() == kIdBytes && key.key.size() == kKeyBytes);
  const absl::MutexLock lock(&mutex_);
  tenant_keys_.insert_or_assign(key.id, key);
}

absl::StatusOr<DataKey> KeyFile::NewKey(absl::string_view tenant_key_id) {
  DataKey key;
  SlotId id;
  do {
    key.slot_id = random_.Bytes(kIdBytes);
  } while (IsZero(key.slot_id));  // would read as erased
  std::copy_n(key.slot_id.begin(), kIdBytes, id.begin());
  key.key = random_.Bytes(kKeyBytes);
  const std::string nonce = random_.Bytes(kAeadNonceBytes);

  const absl::MutexLock lock(&mutex_);
  const auto tenant_key = tenant_keys_.find(tenant_key_id);
  if (tenant_key == tenant_keys_.end()) {
    return absl::NotFoundError("tenant key: not loaded");
  }
  std::string slot = absl::StrCat(key.slot_id, tenant_key_id);
  const std::string wrapped =
      AeadSeal(tenant_key->second.key, nonce, slot, key.key);
  absl::StrAppend(&slot, nonce, wrapped, std::string(kPaddingBytes, '\0'));
  recent_.emplace(id, std::move(slot));
  pending_.push_back(id);
  return key;
}

absl::Status KeyFile::Flush() {
  const absl::MutexLock flush_lock(&flush_mutex_);
  RETURN_IF_ERROR(broken_);
  std::vector<SlotId> flushed;
  std::string slots;
  {
    const absl::MutexLock lock(&mutex_);
    flushed.swap(pending_);
    slots.reserve(flushed.size() * kSlotBytes);
    for (const SlotId& id : flushed) slots += recent_[id];
  }
  if (flushed.empty()) return absl::OkStatus();
  broken_ = Append(slots);
  RETURN_IF_ERROR(broken_);
  const absl::MutexLock lock(&mutex_);
  for (const SlotId& id : flushed) {
    places_.emplace(id, end_);
    recent_.erase(id);
    ++end_.slot;
  }
  return absl::OkStatus();
}

// Writes `slots` at `end_`, which is on a slot's border also where a crash
// left a part of a slot behind.
absl::Status KeyFile::Append(absl::string_view slots) {
  if (end_.slot >= kSlotsPerSegment) {
    segment_.reset();
    end_ = Place{end_.segment + 1, 0};
  }
  const bool is_first_use = segment_ == nullptr;
  if (is_first_use) {
    ASSIGN_OR_RETURN(segment_, files_.Open(SegmentPath(end_.segment), 0600));
  }
  RETURN_IF_ERROR(
      segment_->WriteAt(std::uint64_t{end_.slot} * kSlotBytes, slots));
  RETURN_IF_ERROR(segment_->Sync());
  // A name from before a crash may never have been synced either.
  return is_first_use ? files_.SyncDirectory(directory_) : absl::OkStatus();
}

absl::StatusOr<DataKey> KeyFile::Find(absl::string_view slot_id) const {
  SlotId id;
  if (slot_id.size() != id.size()) {
    return absl::NotFoundError("data key: not a slot id");
  }
  std::copy_n(slot_id.begin(), kIdBytes, id.begin());
  std::string slot;
  Place place{0, 0};
  {
    const absl::MutexLock lock(&mutex_);
    const auto recent = recent_.find(id);
    if (recent != recent_.end()) {
      slot = recent->second;
    } else {
      const auto known = places_.find(id);
      if (known == places_.end()) {
        return absl::NotFoundError("data key: erased, or never there");
      }
      place = known->second;
    }
  }
  if (slot.empty()) {
    ASSIGN_OR_RETURN(slot, ReadSlot(place));
  }
  if (IsZero(slot)) {
    return absl::NotFoundError("data key: erased");
  }
  if (!absl::StartsWith(slot, slot_id)) {
    return Damaged(SegmentPath(place.segment), "a slot has another id");
  }
  return Unwrap(slot);
}

absl::StatusOr<std::string> KeyFile::ReadSlot(const Place& place) const {
  const std::string path = SegmentPath(place.segment);
  const absl::StatusOr<std::string> segment =
      files_.Read(path, kMaxSegmentBytes);
  // A segment that is gone is damage, not erasure.
  if (absl::IsNotFound(segment.status())) return Damaged(path, "it is missing");
  RETURN_IF_ERROR(segment.status());
  const std::size_t at = std::size_t{place.slot} * kSlotBytes;
  if (segment->size() < at + kSlotBytes) return Damaged(path, "cut short");
  return segment->substr(at, kSlotBytes);
}

absl::StatusOr<DataKey> KeyFile::Unwrap(absl::string_view slot) const {
  std::string wrapping_key;
  {
    const absl::MutexLock lock(&mutex_);
    const auto found = tenant_keys_.find(slot.substr(kIdBytes, kIdBytes));
    if (found == tenant_keys_.end()) {
      return absl::FailedPreconditionError(
          "data key: wrapped by a tenant key that is not loaded");
    }
    wrapping_key = found->second.key;
  }
  absl::StatusOr<std::string> key =
      AeadOpen(wrapping_key, slot.substr(kNonceAt, kAeadNonceBytes),
               slot.substr(0, kNonceAt),
               slot.substr(kWrappedAt, kKeyBytes + kAeadTagBytes));
  if (!key.ok()) return Damaged(directory_, "a slot cannot be unwrapped");
  return DataKey{std::string(slot.substr(0, kIdBytes)), *std::move(key)};
}

}  // namespace prescreen
