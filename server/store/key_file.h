// SPDX-License-Identifier: Apache-2.0
// Data keys outside the database: segments `NNN.seg` of 96-byte slots
//   id 16 ‖ tenant key id 16 ‖ nonce 12 ‖ wrapped key 32 ‖ tag 16 ‖ zero 4
// (AES-256-GCM, associated data = id ‖ tenant key id). Stored. Never change.
// A zeroed slot is an erased key.
#ifndef PRESCREEN_SERVER_STORE_KEY_FILE_H_
#define PRESCREEN_SERVER_STORE_KEY_FILE_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/file_system.h"
#include "base/random.h"

namespace prescreen {

// A 32-byte key that wraps data keys, from a file of mode 0600.
struct TenantKey {
  std::string
      id;  // 16 bytes: the first half of SHA-256("prescreen tenant key" ‖ key)
  std::string key;  // 32 bytes
};

// Reads the key, or makes it if the file is absent (mode 0600, durable).
// FailedPrecondition: wider rights than 0600, or not 32 bytes.
absl::StatusOr<TenantKey> LoadOrCreateTenantKey(FileSystem& files,
                                                Random& random,
                                                const std::string& path);

// The key of a tenant's HMACs in row keys, 32 bytes; `tenant_id` is 16.
std::string IndexKey(const TenantKey& key, absl::string_view tenant_id);

// A key that encrypts the values of one screening.
struct DataKey {
  std::string slot_id;  // 16 bytes
  std::string key;      // 32 bytes
};

// Thread-safe. `files` and `random` must outlive it.
class KeyFile {
 public:
  // Loads every slot id of `directory` (made if absent). A slot cut short by a
  // crash is ignored. DataLoss: a segment that is damaged otherwise.
  static absl::StatusOr<std::unique_ptr<KeyFile>> Open(
      FileSystem& files, Random& random, const std::string& directory);

  // Known tenant keys, for reading and (the one named) for wrapping.
  void AddTenantKey(const TenantKey& key);

  // A fresh key, usable at once, durable after the next Flush.
  // NotFound: `tenant_key_id` was not added.
  absl::StatusOr<DataKey> NewKey(absl::string_view tenant_key_id);

  // Appends every slot that is not on disk yet; one fdatasync. An error is
  // fatal to the process.
  absl::Status Flush();

  // NotFound: erased, or never there. FailedPrecondition: its tenant key was
  // not added. DataLoss: damaged.
  absl::StatusOr<DataKey> Find(absl::string_view slot_id) const;

 private:
  using SlotId = std::array<char, 16>;
  struct Place {
    std::uint32_t segment;
    std::uint32_t slot;
  };
  KeyFile(FileSystem& files, Random& random, std::string directory);
  absl::Status Load();
  absl::Status LoadSegment(std::uint32_t segment);
  std::string SegmentPath(std::uint32_t segment) const;
  absl::Status Append(absl::string_view slots)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(flush_mutex_);
  absl::StatusOr<std::string> ReadSlot(const Place& place) const;
  absl::StatusOr<DataKey> Unwrap(absl::string_view slot) const;

  FileSystem& files_;
  Random& random_;
  const std::string directory_;

  // Taken first. The files' end and what is being written.
  absl::Mutex flush_mutex_;
  std::unique_ptr<OpenFile> segment_ ABSL_GUARDED_BY(flush_mutex_);
  Place end_ ABSL_GUARDED_BY(flush_mutex_) = {0, 0};
  absl::Status broken_ ABSL_GUARDED_BY(flush_mutex_);

  // Never held across input or output.
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, TenantKey> tenant_keys_
      ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<SlotId, Place> places_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<SlotId, std::string> recent_
      ABSL_GUARDED_BY(mutex_);  // slots not yet on disk
  std::vector<SlotId> pending_
      ABSL_GUARDED_BY(mutex_);  // those of recent_ that no Flush has taken
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_STORE_KEY_FILE_H_
