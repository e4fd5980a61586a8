// SPDX-License-Identifier: Apache-2.0
#ifndef PRESCREEN_TESTS_SUPPORT_FAKE_LOG_H_
#define PRESCREEN_TESTS_SUPPORT_FAKE_LOG_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "server/log/log.h"

namespace prescreen {

// A log whose tree grows when told to, in memory. Its leaves are numbers; its
// checkpoints and proofs are real, signed with a fixed key. Thread-safe.
class FakeLog final : public Log {
 public:
  explicit FakeLog(std::string origin = "prescreen.example/fake");

  void GrowTo(std::uint64_t size);

  // Not supported: Done gets Unavailable.
  void Submit(std::unique_ptr<PendingLeaf> leaf) override;
  void Close() override {}
  anchor::Checkpoint checkpoint() const override;
  std::string signed_checkpoint() const override;
  // Waits for nothing.
  absl::StatusOr<std::string> SignedCheckpointWith(
      std::uint64_t index) const override;
  const anchor::LogIdentity& identity() const override { return identity_; }
  absl::StatusOr<std::vector<anchor::Hash>> InclusionProof(
      std::uint64_t index, std::uint64_t size) const override;
  absl::StatusOr<anchor::Hash> Node(const anchor::NodeId& id) const override;
  absl::StatusOr<std::string> CheckpointAt(std::uint64_t size) const override;

  // As a fault of the disk would.
  void AlterNode(const anchor::NodeId& id);

 private:
  const Ed25519PrivateKey key_;
  anchor::LogIdentity identity_;
  mutable absl::Mutex mutex_;
  anchor::Frontier frontier_ ABSL_GUARDED_BY(mutex_);
  std::map<std::pair<int, std::uint64_t>, anchor::Hash> nodes_
      ABSL_GUARDED_BY(mutex_);
  std::map<std::uint64_t, std::string> notes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_FAKE_LOG_H_
