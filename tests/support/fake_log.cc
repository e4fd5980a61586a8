// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_log.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "anchor/signed_note.h"

namespace prescreen {

FakeLog::FakeLog(std::string origin)
    : key_(*Ed25519PrivateKey::FromSeed(std::string(32, 'k'))) {
  identity_.origin = std::move(origin);
  identity_.vkeys = {anchor::FormatVkey(identity_.origin, key_.public_key())};
  GrowTo(1);
}

void FakeLog::GrowTo(std::uint64_t size) {
  absl::MutexLock lock(&mutex_);
  while (frontier_.size() < size) {
    std::vector<anchor::Node> completed;
    frontier_.Append(anchor::LeafHash(absl::StrCat(frontier_.size())),
                     &completed);
    for (const anchor::Node& node : completed) {
      nodes_[{node.id.level, node.id.index}] = node.hash;
    }
  }
  const anchor::Checkpoint checkpoint{identity_.origin, frontier_.size(),
                                      frontier_.Root()};
  notes_[size] = *anchor::SignCheckpoint(checkpoint, key_);
}

void FakeLog::Submit(std::unique_ptr<PendingLeaf> leaf) {
  leaf->Done(absl::UnavailableError("fake log: takes no leaves"));
}

anchor::Checkpoint FakeLog::checkpoint() const {
  absl::MutexLock lock(&mutex_);
  return {identity_.origin, frontier_.size(), frontier_.Root()};
}

std::string FakeLog::signed_checkpoint() const {
  absl::MutexLock lock(&mutex_);
  return notes_.rbegin()->second;
}

absl::StatusOr<std::string> FakeLog::SignedCheckpointWith(
    std::uint64_t index) const {
  if (checkpoint().size <= index) {
    return absl::UnavailableError("fake log: beyond the tree");
  }
  return signed_checkpoint();
}

absl::StatusOr<std::vector<anchor::Hash>> FakeLog::InclusionProof(
    std::uint64_t index, std::uint64_t size) const {
  absl::MutexLock lock(&mutex_);
  if (size > frontier_.size()) {
    return absl::InvalidArgumentError("fake log: beyond the tree");
  }
  const auto& nodes = nodes_;
  return anchor::InclusionProof(
      index, size,
      [&nodes](const anchor::NodeId& id) -> absl::StatusOr<anchor::Hash> {
        const auto found = nodes.find({id.level, id.index});
        if (found == nodes.end()) return absl::NotFoundError("node");
        return found->second;
      });
}

absl::StatusOr<anchor::Hash> FakeLog::Node(const anchor::NodeId& id) const {
  absl::MutexLock lock(&mutex_);
  const auto found = nodes_.find({id.level, id.index});
  if (found == nodes_.end())
    return absl::InvalidArgumentError("fake log: node");
  return found->second;
}

void FakeLog::AlterNode(const anchor::NodeId& id) {
  absl::MutexLock lock(&mutex_);
  nodes_[{id.level, id.index}][0] ^= 1;
}

absl::StatusOr<std::string> FakeLog::CheckpointAt(std::uint64_t size) const {
  absl::MutexLock lock(&mutex_);
  const auto found = notes_.lower_bound(size);
  if (found == notes_.end()) return absl::NotFoundError("fake log: none");
  return found->second;
}

}  // namespace prescreen
