// SPDX-License-Identifier: Apache-2.0
#include "server/log/log_writer.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

// A batch is one sync: more leaves would only make the first of them wait.
constexpr std::size_t kMaxBatchLeaves = 1024;
constexpr std::size_t kMaxBatchBytes = 8u << 20;
// What the lock record may hold (270 KiB); beyond, leaves wait for the tiles.
constexpr std::uint64_t kMaxUnpublished = 8192;
// Each lock record holds them all, so few are better (33 KiB).
constexpr std::uint64_t kPublishAtOnce = 1024;
// From a batch's rows to its signed checkpoint: one or two syncs of a slow
// disk.
constexpr absl::Duration kLongestCommit = absl::Seconds(10);

}  // namespace

LogWriter::LogWriter(OpenedLog opened, const Ed25519PrivateKey& key,
                     Store& store, KeyFile& keys, const Clock& clock)
    : options_(std::move(opened.options)),
      identity_(std::move(opened.identity)),
      verifier_(std::move(opened.verifier)),
      key_(key),
      store_(store),
      keys_(keys),
      clock_(clock),
      lock_(std::move(opened.lock)),
      lock_record_(std::move(opened.lock_record)),
      tree_(std::move(opened.tree)),
      first_entry_(tree_.size()),
      publisher_(std::move(opened.publisher)),
      checkpoint_{options_.origin, lock_record_->size, lock_record_->root},
      signed_checkpoint_(lock_record_->checkpoint),
      published_size_(opened.published_size) {
  if (publisher_ != nullptr) {
    publisher_thread_ = std::thread([this] { Publish(); });
  }
  writer_thread_ = std::thread([this] { Write(); });
}

LogWriter::~LogWriter() {
  Close();
  {
    const absl::MutexLock lock(&mutex_);
    is_stopping_ = true;
  }
  writer_thread_.join();
  if (publisher_thread_.joinable()) publisher_thread_.join();
}

void LogWriter::Submit(std::unique_ptr<PendingLeaf> leaf) {
  const absl::MutexLock lock(&mutex_);
  Queue& queue = is_closed_ || is_failed_ ? refused_ : queue_;
  queue.push_back(std::move(leaf));
}

void LogWriter::Close() {
  const absl::MutexLock lock(&mutex_);
  is_closed_ = true;
  mutex_.Await(absl::Condition(this, &LogWriter::IsIdle));
}

bool LogWriter::IsIdle() const {
  return queue_.empty() && refused_.empty() && !is_writing_ &&
         ((!to_publish_ && !is_publishing_ && !IsPublisherFailed()) ||
          is_failed_);
}

bool LogWriter::IsPublisherFailed() const {
  return !publish_status_.ok() && !is_failed_;
}

bool LogWriter::HasRoom() const {
  return publisher_ == nullptr ||
         checkpoint_.size - published_size_ < kMaxUnpublished;
}

bool LogWriter::HasWork() const {
  return is_stopping_ || !refused_.empty() || IsPublisherFailed() ||
         (!queue_.empty() && (HasRoom() || is_failed_));
}

void LogWriter::Write() {
  for (;;) {
    Queue refused;
    Queue leaves;
    absl::Status publish_status;
    {
      const absl::MutexLock lock(&mutex_);
      is_writing_ = false;
      mutex_.Await(absl::Condition(this, &LogWriter::HasWork));
      if (is_stopping_) return;  // Close has waited for everything
      is_writing_ = true;
      if (IsPublisherFailed()) publish_status = publish_status_;
      refused.swap(refused_);
      if (is_failed_) {
        for (std::unique_ptr<PendingLeaf>& leaf : queue_) {
          refused.push_back(std::move(leaf));
        }
        queue_.clear();
      }
      if (HasRoom() && publish_status.ok()) {
        while (!queue_.empty() && leaves.size() < kMaxBatchLeaves) {
          leaves.push_back(std::move(queue_.front()));
          queue_.pop_front();
        }
      }
    }
    if (!publish_status.ok()) Fail(publish_status);
    for (const std::unique_ptr<PendingLeaf>& leaf : refused) {
      leaf->Done(absl::UnavailableError("log: takes no more leaves"));
    }
    if (!leaves.empty()) WriteLeaves(std::move(leaves));
  }
}

void LogWriter::WriteLeaves(Queue leaves) {
  LogBatch batch(store_, tree_, clock_.Now());
  while (!leaves.empty() && batch.bytes() < kMaxBatchBytes) {
    batch.Add(std::move(leaves.front()));
    leaves.pop_front();
  }
  if (!leaves.empty()) {
    const absl::MutexLock lock(&mutex_);
    queue_.insert(queue_.begin(), std::make_move_iterator(leaves.begin()),
                  std::make_move_iterator(leaves.end()));
  }
  const absl::Status status = Commit(batch);
  if (status.ok()) return;
  Fail(status);
  for (const SealedLeaf& sealed : batch.leaves()) {
    if (sealed.leaf == nullptr) continue;  // was answered
    sealed.leaf->Done(absl::UnavailableError(
        "log: a durable write failed; the leaf may or may not be there"));
  }
}

// The order of effects that README.md explains.
absl::Status LogWriter::Commit(LogBatch& batch) {
  const auto begin = std::chrono::steady_clock::now();
  const WriteBatch rows = batch.TakeRows();
  RETURN_IF_ERROR(keys_.Flush());
  if (!rows.empty()) {
    RETURN_IF_ERROR(store_.Write(rows, Durability::kSynced));
  }
  if (!batch.has_leaves()) return Answer(lock_record_->checkpoint, batch);

  const anchor::Checkpoint checkpoint{options_.origin, tree_.size(),
                                      tree_.Root()};
  ASSIGN_OR_RETURN(const std::string note,
                   anchor::SignCheckpoint(checkpoint, key_));
  const std::size_t added = batch.entries().size();
  RETURN_IF_ERROR(AdvanceLock(checkpoint, note, batch));
  if (options_.on_batch) {
    options_.on_batch(
        added, absl::FromChrono(std::chrono::steady_clock::now() - begin));
  }
  {
    const absl::MutexLock lock(&mutex_);
    checkpoint_ = checkpoint;
    signed_checkpoint_ = note;
  }
  RETURN_IF_ERROR(Answer(note, batch));
  tree_.Commit();
  // Not synced: the next batch's sync makes it durable, and until then the lock
  // record holds the same note.
  WriteBatch row;
  row.Put(Family::kLog, keys::LogCheckpoint(checkpoint.size), note);
  RETURN_IF_ERROR(store_.Write(row, Durability::kUnsynced));
  if (publisher_ != nullptr) {
    const absl::MutexLock lock(&mutex_);
    to_publish_ = PublishRequest{checkpoint.size, note};
  }
  return absl::OkStatus();
}

absl::Status LogWriter::AdvanceLock(const anchor::Checkpoint& checkpoint,
                                    const std::string& note, LogBatch& batch) {
  std::uint64_t published = checkpoint.size;
  if (publisher_ != nullptr) {
    for (std::string& entry : batch.entries()) {
      entries_.push_back(std::move(entry));
    }
    const absl::MutexLock lock(&mutex_);
    published = published_size_;
  }
  while (!entries_.empty() && first_entry_ < published) {
    entries_.pop_front();
    ++first_entry_;
  }
  if (entries_.empty()) first_entry_ = checkpoint.size;
  LockRecord next{checkpoint.size, checkpoint.root, note, first_entry_, {}};
  next.entries.assign(entries_.begin(), entries_.end());
  RETURN_IF_ERROR(lock_->CompareAndSwap(lock_record_, next));
  lock_record_ = std::move(next);
  return absl::OkStatus();
}

// Checks every proof against the note as a reader of it would, then answers.
absl::Status LogWriter::Answer(const std::string& note, LogBatch& batch) {
  ASSIGN_OR_RETURN(const anchor::Checkpoint checkpoint,
                   anchor::OpenCheckpoint(note, {&verifier_, 1}));
  std::vector<LoggedLeaf> logged(batch.leaves().size());
  for (std::size_t i = 0; i < logged.size(); ++i) {
    const SealedLeaf& sealed = batch.leaves()[i];
    logged[i].checkpoint = note;
    if (!sealed.index.has_value()) continue;
    logged[i].index = *sealed.index;
    ASSIGN_OR_RETURN(logged[i].path, tree_.InclusionProof(*sealed.index));
    RETURN_IF_ERROR(anchor::VerifyInclusion(*sealed.index, checkpoint.size,
                                            sealed.leaf_hash, logged[i].path,
                                            checkpoint.root));
  }
  for (std::size_t i = 0; i < logged.size(); ++i) {
    SealedLeaf& sealed = batch.leaves()[i];
    const std::unique_ptr<PendingLeaf> leaf = std::move(sealed.leaf);
    if (sealed.status.ok()) {
      leaf->Done(std::move(logged[i]));
    } else {
      leaf->Done(std::move(sealed.status));
    }
  }
  return absl::OkStatus();
}

void LogWriter::Fail(const absl::Status& status) {
  {
    const absl::MutexLock lock(&mutex_);
    if (is_failed_) return;
    is_failed_ = true;
  }
  if (options_.on_fatal) options_.on_fatal(status);
}

bool LogWriter::HasPublishWork() const {
  return is_stopping_ || to_publish_.has_value();
}

bool LogWriter::MustPublishNow() const {
  return is_stopping_ || is_closed_ || is_failed_ ||
         checkpoint_.size - published_size_ >= kPublishAtOnce;
}

void LogWriter::Publish() {
  for (;;) {
    PublishRequest request;
    std::uint64_t old_size = 0;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &LogWriter::HasPublishWork));
      // Close has waited for everything, unless the log failed.
      if (is_stopping_) return;
      request = *std::move(to_publish_);
      to_publish_.reset();
      old_size = published_size_;
      is_publishing_ = true;
    }
    const absl::Status status =
        publisher_->Publish(old_size, request.size, request.note);
    const absl::MutexLock lock(&mutex_);
    is_publishing_ = false;
    if (!status.ok()) {
      publish_status_ = status;
      to_publish_.reset();
      return;
    }
    published_size_ = request.size;
    mutex_.AwaitWithTimeout(absl::Condition(this, &LogWriter::MustPublishNow),
                            options_.publish_pause);
  }
}

anchor::Checkpoint LogWriter::checkpoint() const {
  const absl::MutexLock lock(&mutex_);
  return checkpoint_;
}

std::string LogWriter::signed_checkpoint() const {
  const absl::MutexLock lock(&mutex_);
  return signed_checkpoint_;
}

absl::StatusOr<std::string> LogWriter::SignedCheckpointWith(
    std::uint64_t index) const {
  const absl::MutexLock lock(&mutex_);
  const auto is_over = [this, index]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return checkpoint_.size > index || is_failed_;
  };
  mutex_.AwaitWithTimeout(absl::Condition(&is_over), kLongestCommit);
  if (checkpoint_.size <= index) {
    return absl::UnavailableError(
        absl::StrCat("log: leaf ", index, " is not signed"));
  }
  return signed_checkpoint_;
}

absl::StatusOr<std::vector<anchor::Hash>> LogWriter::InclusionProof(
    std::uint64_t index, std::uint64_t size) const {
  if (size > checkpoint().size) {
    return absl::InvalidArgumentError(
        absl::StrCat("log: has fewer than ", size, " leaves"));
  }
  return anchor::InclusionProof(index, size, [this](const anchor::NodeId& id) {
    return ReadLogNode(store_, id);
  });
}

absl::StatusOr<anchor::Hash> LogWriter::Node(const anchor::NodeId& id) const {
  if (id.level < 0 || id.level > 63 ||
      id.index >= checkpoint().size >> id.level) {
    return absl::InvalidArgumentError("log: no such subtree is signed");
  }
  return ReadLogNode(store_, id);
}

absl::StatusOr<std::string> LogWriter::CheckpointAt(std::uint64_t size) const {
  std::string newest;
  {
    const absl::MutexLock lock(&mutex_);
    if (size > checkpoint_.size) {
      return absl::NotFoundError(
          absl::StrCat("log: no checkpoint of ", size, " leaves yet"));
    }
    newest = signed_checkpoint_;
  }
  ASSIGN_OR_RETURN(
      std::vector<Row> rows,
      store_.Scan(Family::kLog, keys::LogCheckpoint(size), "d", 1));
  // The newest one's row may not be written yet.
  return rows.empty() ? newest : std::move(rows.front().value);
}

}  // namespace prescreen
