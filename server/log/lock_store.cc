// SPDX-License-Identifier: Apache-2.0
// One file, two slots, 1 MiB apart; the record with sequence number n stands in
// slot n mod 2. Integers big-endian. Stored. Never change.
//   slot := "PSLOCK01" ‖ sequence 8 ‖ body length 4 ‖ body ‖ SHA-256 of all
//   that body := size 8 ‖ root 32 ‖ note length 4 ‖ note ‖ first entry 8 ‖
//   entries
#include "server/log/lock_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "anchor/leaf.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

constexpr absl::string_view kMagic = "PSLOCK01";
constexpr std::size_t kSlotBytes = 1u << 20;
constexpr std::size_t kHeaderBytes = 8 + 8 + 4;
constexpr std::size_t kChecksumBytes = 32;

std::string EncodeBody(const LockRecord& record) {
  std::string body;
  body.reserve(128 + record.checkpoint.size() +
               record.entries.size() * anchor::kEntryBytes);
  absl::StrAppend(
      &body, BigEndian64(record.size), AsBytes(record.root),
      BigEndian32(static_cast<std::uint32_t>(record.checkpoint.size())),
      record.checkpoint, BigEndian64(record.first_entry));
  for (const std::string& entry : record.entries) body += entry;
  return body;
}

std::string EncodeSlot(std::uint64_t sequence, const LockRecord& record) {
  const std::string body = EncodeBody(record);
  std::string slot =
      absl::StrCat(kMagic, BigEndian64(sequence),
                   BigEndian32(static_cast<std::uint32_t>(body.size())), body);
  const Digest32 checksum = Sha256(slot);
  return absl::StrCat(slot, AsBytes(checksum));
}

// Takes bytes from the front; after the first failure everything is empty.
class Reader {
 public:
  explicit Reader(absl::string_view bytes) : rest_(bytes) {}
  absl::string_view Take(std::uint64_t count) {
    if (count > rest_.size()) {
      failed_ = true;
      rest_ = {};
      return {};
    }
    const absl::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::uint64_t TakeInteger(std::size_t bytes) {
    std::uint64_t value = 0;
    for (const char c : Take(bytes)) {
      value = value << 8 | static_cast<unsigned char>(c);
    }
    return value;
  }
  absl::string_view rest() const { return rest_; }
  bool failed() const { return failed_; }

 private:
  absl::string_view rest_;
  bool failed_ = false;
};

std::optional<LockRecord> DecodeBody(absl::string_view body) {
  Reader reader(body);
  LockRecord record;
  record.size = reader.TakeInteger(8);
  const absl::string_view root = reader.Take(record.root.size());
  std::copy(root.begin(), root.end(), record.root.begin());
  const std::uint64_t note_bytes = reader.TakeInteger(4);
  record.checkpoint = std::string(reader.Take(note_bytes));
  record.first_entry = reader.TakeInteger(8);
  while (!reader.failed() && !reader.rest().empty()) {
    record.entries.emplace_back(reader.Take(anchor::kEntryBytes));
  }
  if (reader.failed() || record.first_entry > record.size ||
      record.size - record.first_entry != record.entries.size()) {
    return std::nullopt;
  }
  return record;
}

struct Slot {
  std::uint64_t sequence = 0;
  LockRecord record;
};

std::optional<Slot> DecodeSlot(absl::string_view bytes) {
  Reader reader(bytes);
  if (reader.Take(kMagic.size()) != kMagic) return std::nullopt;
  Slot slot;
  slot.sequence = reader.TakeInteger(8);
  const std::uint64_t body_bytes = reader.TakeInteger(4);
  const absl::string_view body = reader.Take(body_bytes);
  const absl::string_view checksum = reader.Take(kChecksumBytes);
  if (reader.failed() ||
      AsBytes(Sha256(bytes.substr(0, kHeaderBytes + body_bytes))) != checksum) {
    return std::nullopt;
  }
  std::optional<LockRecord> record = DecodeBody(body);
  if (!record) return std::nullopt;
  slot.record = *std::move(record);
  return slot;
}

class FileLockStore final : public LockStore {
 public:
  FileLockStore(FileSystem& files, std::string path,
                std::unique_ptr<FileLock> lock)
      : files_(files), path_(std::move(path)), lock_(std::move(lock)) {}

  absl::Status Load();
  absl::StatusOr<std::optional<LockRecord>> Read() override { return current_; }
  absl::Status CompareAndSwap(const std::optional<LockRecord>& expected,
                              const LockRecord& next) override;

 private:
  absl::Status WriteSlot(absl::string_view bytes);
  std::string Folder() const;

  FileSystem& files_;
  const std::string path_;
  const std::unique_ptr<FileLock> lock_;  // nobody else changes the file
  std::unique_ptr<OpenFile> file_;
  std::uint64_t sequence_ = 0;  // of current_; the first record has 1
  std::optional<LockRecord> current_;
  absl::Status broken_;
};

absl::Status FileLockStore::Load() {
  const absl::StatusOr<std::string> bytes = files_.Read(path_, 2 * kSlotBytes);
  if (absl::IsNotFound(bytes.status())) return absl::OkStatus();
  RETURN_IF_ERROR(bytes.status());
  const absl::string_view first =
      absl::string_view(*bytes).substr(0, std::min(bytes->size(), kSlotBytes));
  const absl::string_view second =
      absl::string_view(*bytes).substr(first.size());
  std::optional<Slot> newest = DecodeSlot(first);
  std::optional<Slot> other = DecodeSlot(second);
  if (!newest || (other && other->sequence > newest->sequence)) {
    newest.swap(other);
  }
  if (newest) {
    sequence_ = newest->sequence;
    current_ = std::move(newest->record);
    return absl::OkStatus();
  }
  // The very first record, in the second slot, may have been cut off by a
  // crash. Anything more than that was a record once.
  const bool is_first_torn =
      std::all_of(first.begin(), first.end(), [](char c) { return c == 0; });
  if (is_first_torn) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat(path_, ": damaged: neither of its records is readable"));
}

absl::Status FileLockStore::CompareAndSwap(
    const std::optional<LockRecord>& expected, const LockRecord& next) {
  RETURN_IF_ERROR(broken_);
  if (expected != current_) {
    return absl::AbortedError(
        absl::StrCat(path_, ": does not hold the expected record"));
  }
  const std::string slot = EncodeSlot(sequence_ + 1, next);
  if (slot.size() > kSlotBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat(path_, ": a record of ", slot.size(), " bytes"));
  }
  broken_ = WriteSlot(slot);
  RETURN_IF_ERROR(broken_);
  ++sequence_;
  current_ = next;
  return absl::OkStatus();
}

absl::Status FileLockStore::WriteSlot(absl::string_view bytes) {
  const bool is_first_use = file_ == nullptr;
  if (is_first_use) {
    ASSIGN_OR_RETURN(file_, files_.Open(path_, 0600));
  }
  RETURN_IF_ERROR(file_->WriteAt((sequence_ + 1) % 2 * kSlotBytes, bytes));
  RETURN_IF_ERROR(file_->Sync());
  return is_first_use ? files_.SyncDirectory(Folder()) : absl::OkStatus();
}

std::string FileLockStore::Folder() const {
  const std::size_t slash = path_.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path_.substr(0, slash);
}

}  // namespace

absl::StatusOr<std::unique_ptr<LockStore>> OpenFileLockStore(
    FileSystem& files, const std::string& path) {
  absl::StatusOr<std::unique_ptr<FileLock>> lock = FileLock::Acquire(path);
  if (absl::IsFailedPrecondition(lock.status())) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": another server writes this log; stop it first"));
  }
  RETURN_IF_ERROR(lock.status());
  auto store = std::make_unique<FileLockStore>(files, path, *std::move(lock));
  RETURN_IF_ERROR(store->Load());
  return store;
}

}  // namespace prescreen
