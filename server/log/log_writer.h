// SPDX-License-Identifier: Apache-2.0
// The running log: the writer's thread and the tile publisher's.
#ifndef PRESCREEN_SERVER_LOG_LOG_WRITER_H_
#define PRESCREEN_SERVER_LOG_LOG_WRITER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "anchor/signed_note.h"
#include "server/log/lock_store.h"
#include "server/log/log.h"
#include "server/log/log_batch.h"
#include "server/log/log_tree.h"
#include "server/log/tile_publisher.h"

namespace prescreen {

// A log whose state was found sound; what Log::Open hands over.
struct OpenedLog {
  LogOptions options;
  anchor::LogIdentity identity;
  anchor::NoteVerifier verifier;
  std::unique_ptr<LockStore> lock;
  LockRecord lock_record;  // equal to the tree
  LogTree tree;
  std::unique_ptr<TilePublisher> publisher;  // null: nothing is published
  std::uint64_t published_size = 0;
};

class LogWriter final : public Log {
 public:
  LogWriter(OpenedLog opened, const Ed25519PrivateKey& key, Store& store,
            KeyFile& keys, const Clock& clock);
  ~LogWriter() override;

  void Submit(std::unique_ptr<PendingLeaf> leaf) override;
  void Close() override;
  anchor::Checkpoint checkpoint() const override;
  std::string signed_checkpoint() const override;
  absl::StatusOr<std::string> SignedCheckpointWith(
      std::uint64_t index) const override;
  const anchor::LogIdentity& identity() const override { return identity_; }
  absl::StatusOr<std::vector<anchor::Hash>> InclusionProof(
      std::uint64_t index, std::uint64_t size) const override;
  absl::StatusOr<anchor::Hash> Node(const anchor::NodeId& id) const override;
  absl::StatusOr<std::string> CheckpointAt(std::uint64_t size) const override;

 private:
  using Queue = std::deque<std::unique_ptr<PendingLeaf>>;
  struct PublishRequest {
    std::uint64_t size;
    std::string note;
  };

  // The writer's thread.
  void Write();
  bool HasWork() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  bool HasRoom() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  bool IsIdle() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  bool IsPublisherFailed() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  void WriteLeaves(Queue leaves);
  absl::Status Commit(LogBatch& batch);
  absl::Status AdvanceLock(const anchor::Checkpoint& checkpoint,
                           const std::string& note, LogBatch& batch);
  absl::Status Answer(const std::string& note, LogBatch& batch);
  void Fail(const absl::Status& status);

  // The publisher's thread.
  void Publish();
  bool HasPublishWork() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  bool MustPublishNow() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const LogOptions options_;
  const anchor::LogIdentity identity_;
  const anchor::NoteVerifier verifier_;
  const Ed25519PrivateKey& key_;
  Store& store_;
  KeyFile& keys_;
  const Clock& clock_;

  // Of the writer's thread alone.
  const std::unique_ptr<LockStore> lock_;
  std::optional<LockRecord> lock_record_;
  LogTree tree_;
  std::uint64_t first_entry_;        // of entries_
  std::deque<std::string> entries_;  // in no published tile yet

  // Of the publisher's thread alone.
  const std::unique_ptr<TilePublisher> publisher_;

  mutable absl::Mutex mutex_;
  Queue queue_ ABSL_GUARDED_BY(mutex_);
  Queue refused_ ABSL_GUARDED_BY(mutex_);  // came after the end
  bool is_writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_failed_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_stopping_ ABSL_GUARDED_BY(mutex_) = false;
  anchor::Checkpoint checkpoint_ ABSL_GUARDED_BY(mutex_);
  std::string signed_checkpoint_ ABSL_GUARDED_BY(mutex_);
  std::optional<PublishRequest> to_publish_ ABSL_GUARDED_BY(mutex_);
  bool is_publishing_ ABSL_GUARDED_BY(mutex_) = false;
  std::uint64_t published_size_ ABSL_GUARDED_BY(mutex_);
  absl::Status publish_status_ ABSL_GUARDED_BY(mutex_);

  std::thread publisher_thread_;
  std::thread writer_thread_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_LOG_LOG_WRITER_H_
