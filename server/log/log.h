// SPDX-License-Identifier: Apache-2.0
// The Merkle log: the one writer of leaves, nodes, checkpoints, lock record and
// tiles. Order of effects: RECEIPTS ("Commit order") as in
// server/log/README.md.
#ifndef PRESCREEN_SERVER_LOG_LOG_H_
#define PRESCREEN_SERVER_LOG_LOG_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "anchor/checkpoint.h"
#include "anchor/leaf.h"
#include "anchor/log_identity.h"
#include "anchor/merkle.h"
#include "base/clock.h"
#include "base/crypto/ed25519.h"
#include "base/file_system.h"
#include "base/random.h"
#include "server/store/key_file.h"
#include "server/store/store.h"

namespace prescreen {

// A leaf that is now in a durable, signed tree.
struct LoggedLeaf {
  std::uint64_t index = 0;
  std::string checkpoint;          // signed note, verbatim
  std::vector<anchor::Hash> path;  // inclusion proof in that checkpoint
};

// What a leaf may use while it is sealed. Valid during Seal only.
class LeafContext {
 public:
  virtual ~LeafContext() = default;
  // The index that the leaf gets if Seal returns an object.
  virtual std::uint64_t leaf_index() const = 0;
  // The log's clock, the same for a whole batch.
  virtual absl::Time now() const = 0;
  // Shows rows of this batch's earlier leaves too.
  virtual const StoreReader& store() const = 0;
  // Rows written in the same atomic batch as the leaf. Conditions are not
  // allowed here.
  virtual WriteBatch& rows() = 0;
};

// Something to be logged. The log calls Seal and Done on its own thread.
class PendingLeaf {
 public:
  virtual ~PendingLeaf() = default;

  struct Object {
    anchor::LeafType type = anchor::LeafType::kDecisionRecord;
    std::string bytes;
  };
  // In log order. The object to be hashed into the log; or nullopt: nothing to
  // add after all (a duplicate), its rows still written. An error drops this
  // leaf and its rows alone and reaches Done.
  virtual absl::StatusOr<std::optional<Object>> Seal(LeafContext& context) = 0;

  // Once, when the leaf is durable and its proof has been checked against the
  // signed checkpoint (for a nullopt: when the batch is durable; index and
  // path are then meaningless), or with the error. Must not block.
  virtual void Done(absl::StatusOr<LoggedLeaf> logged) = 0;
};

struct LogOptions {
  std::string origin;
  std::string lock_path;   // the lock store's file; outside the data folder
  std::string tiles_path;  // folder of checkpoint, tiles, log.json; empty: none
  // At least this long between two publications, so that their syncs do not
  // slow those that a reply waits for. Nothing that is answered waits for it.
  absl::Duration publish_pause = absl::Milliseconds(100);
  // Called on the log's thread after each batch that added leaves: their
  // number, and how long until they were durable and signed.
  std::function<void(std::size_t, absl::Duration)> on_batch;
  // Called on the log's thread when a durable write, sync or signature failed:
  // nothing more can be promised. Production ends the process.
  std::function<void(const absl::Status&)> on_fatal;
};

// Thread-safe. Everything given must outlive it.
class Log {
 public:
  // Opens the log of `store`; an empty one gets the genesis leaf (type 04) made
  // from `genesis` (its origin must be options.origin), durable on return.
  // FailedPrecondition, saying why: the lock record and the tree disagree (a
  // restored backup, another log's lock file, a fork), the lock record is
  // missing beside a non-empty log or there beside an empty one, or the stored
  // genesis names another origin or key.
  static absl::StatusOr<std::unique_ptr<Log>> Open(
      const LogOptions& options, const anchor::LogIdentity& genesis,
      const Ed25519PrivateKey& key, Store& store, KeyFile& keys,
      FileSystem& files, const Clock& clock);
  virtual ~Log() = default;  // drains what was submitted

  // Queues `leaf`. Batches form while the previous one syncs; no timer.
  // Done is called exactly once, also after Close (Unavailable).
  virtual void Submit(std::unique_ptr<PendingLeaf> leaf) = 0;

  // Refuses new leaves, waits for those submitted.
  virtual void Close() = 0;

  // The newest signed checkpoint.
  virtual anchor::Checkpoint checkpoint() const = 0;
  virtual std::string signed_checkpoint() const = 0;
  // The same, once its tree holds leaf `index`: rows of a batch can be read a
  // moment before its checkpoint is signed. Waits for that batch, ten seconds
  // at most; never on the log's thread. Unavailable: it was not signed.
  virtual absl::StatusOr<std::string> SignedCheckpointWith(
      std::uint64_t index) const = 0;

  // The log identity as stored in leaf 0.
  virtual const anchor::LogIdentity& identity() const = 0;

  // InvalidArgument: index >= size, or size beyond the tree.
  virtual absl::StatusOr<std::vector<anchor::Hash>> InclusionProof(
      std::uint64_t index, std::uint64_t size) const = 0;

  // A complete subtree of the newest signed tree, as stored: not checked.
  // InvalidArgument: not in that tree.
  virtual absl::StatusOr<anchor::Hash> Node(const anchor::NodeId& id) const = 0;

  // The signed checkpoint of the smallest size >= `size`. NotFound: none.
  virtual absl::StatusOr<std::string> CheckpointAt(
      std::uint64_t size) const = 0;
};

// Reads the log's signing key (32-byte seed as 64 hexadecimal digits), or makes
// it if absent: mode 0600, durable before it is returned.
// FailedPrecondition: wider rights than 0600, or malformed.
absl::StatusOr<Ed25519PrivateKey> LoadOrCreateLogKey(FileSystem& files,
                                                     Random& random,
                                                     const std::string& path);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_LOG_LOG_H_
