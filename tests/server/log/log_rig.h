// SPDX-License-Identifier: Apache-2.0
// A log with everything below it, on any file system, and what its users know
// of it: the acknowledged leaves.
#ifndef PRESCREEN_TESTS_SERVER_LOG_LOG_RIG_H_
#define PRESCREEN_TESTS_SERVER_LOG_LOG_RIG_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "base/crypto/ed25519.h"
#include "base/file_system.h"
#include "base/random.h"
#include "server/log/log.h"
#include "server/store/key_file.h"
#include "server/store/rocksdb_store.h"

namespace prescreen {

// A leaf as screenings make them: an object, and a row encrypted under a data
// key of its own. Deterministic in `name`.
struct SampleLeaf {
  std::string name;
  std::string object() const { return "object of " + name; }
  std::string row_key() const { return "row of " + name; }
  std::string plaintext() const { return "secret of " + name; }
};

struct Acknowledged {
  SampleLeaf leaf;
  LoggedLeaf logged;
};

// What somebody outside remembers. Thread-safe.
class Memory {
 public:
  void Add(Acknowledged acknowledged);
  void AddNote(std::string note);
  std::vector<Acknowledged> acknowledged() const;
  std::vector<std::string> notes() const;

 private:
  mutable absl::Mutex mutex_;
  std::vector<Acknowledged> acknowledged_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> notes_ ABSL_GUARDED_BY(mutex_);
};

// Not thread-safe, but for Submit and Append.
class LogRig {
 public:
  // Everything lies below `root`, which must exist also on the real disk (for
  // the lock file's flock). `env` may be null.
  LogRig(FileSystem& files, rocksdb::Env* env, std::string root);
  ~LogRig() { Close(); }

  absl::Status Open();
  void Close();
  bool is_open() const { return log_ != nullptr; }

  // `done` is called on the log's thread.
  void Submit(const SampleLeaf& leaf,
              std::function<void(absl::StatusOr<LoggedLeaf>)> done);
  // Waits.
  absl::StatusOr<LoggedLeaf> Append(const SampleLeaf& leaf);

  // Everything that is not as `memory` says, in words. Closes the log.
  std::vector<std::string> Violations(const Memory& memory);

  std::vector<absl::Status> fatal() const;
  Log& log() { return *log_; }
  Store& store() { return *store_; }
  KeyFile& keys() { return *keys_; }
  const TenantKey& tenant_key() const { return *tenant_key_; }
  anchor::LogIdentity Genesis() const;
  anchor::NoteVerifier verifier() const;
  LogOptions& options() { return options_; }
  const std::string& root() const { return root_; }
  std::string data() const { return root_ + "/data"; }

 private:
  void CheckLeaf(const Acknowledged& acknowledged,
                 std::vector<std::string>* violations);
  void CheckNote(const std::string& note, std::vector<std::string>* violations);
  void CheckPublished(std::vector<std::string>* violations);

  FileSystem& files_;
  rocksdb::Env* const env_;
  const std::string root_;
  SystemRandom random_;
  SystemClock clock_;
  LogOptions options_;
  mutable absl::Mutex mutex_;
  std::vector<absl::Status> fatal_ ABSL_GUARDED_BY(mutex_);

  std::unique_ptr<Store> store_;
  std::unique_ptr<KeyFile> keys_;
  std::optional<TenantKey> tenant_key_;
  std::optional<Ed25519PrivateKey> key_;
  std::unique_ptr<Log> log_;
};

// A fresh folder on the real disk, removed with its contents at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SERVER_LOG_LOG_RIG_H_
