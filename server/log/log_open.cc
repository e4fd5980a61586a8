// SPDX-License-Identifier: Apache-2.0
// Log::Open: what must agree before anything is signed.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "anchor/signed_note.h"
#include "base/status_macros.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "server/log/lock_store.h"
#include "server/log/log.h"
#include "server/log/log_tree.h"
#include "server/log/log_writer.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

constexpr absl::string_view kRecoverable =
    "; the published tiles and the lock record hold the log's entries up to "
    "its size";

absl::Status Refuse(const std::string& what, absl::string_view meaning) {
  return absl::FailedPreconditionError(absl::StrCat(what, ": ", meaning));
}

// One opening of a log, step by step.
class Opening {
 public:
  Opening(const LogOptions& options, const anchor::LogIdentity& genesis,
          const Ed25519PrivateKey& key, Store& store, FileSystem& files)
      : options_(options),
        genesis_(genesis),
        key_(key),
        store_(store),
        files_(files) {}

  absl::StatusOr<OpenedLog> Run();

 private:
  absl::Status CheckArguments();
  absl::Status ReadAll();
  absl::Status CheckPair() const;
  absl::Status WriteGenesis();
  absl::Status CheckIdentity();
  absl::Status CheckTree();
  absl::Status CheckLock();
  absl::Status CheckPublished();
  absl::Status CheckNote(const std::string& note, const std::string& where,
                         const LogHead& expected) const;
  absl::Status CatchUp();
  absl::Status Publish();
  absl::StatusOr<anchor::Hash> RootAt(std::uint64_t size) const;
  std::string LockName() const { return options_.lock_path; }

  const LogOptions& options_;
  const anchor::LogIdentity& genesis_;
  const Ed25519PrivateKey& key_;
  Store& store_;
  FileSystem& files_;

  anchor::NoteVerifier verifier_;
  std::unique_ptr<LockStore> lock_;
  std::optional<LockRecord> record_;
  std::optional<LogHead> head_;
  std::unique_ptr<TilePublisher> publisher_;
  std::optional<std::string> published_note_;
  std::uint64_t published_size_ = 0;
  std::string identity_json_;
  anchor::LogIdentity identity_;
};

absl::StatusOr<OpenedLog> Opening::Run() {
  RETURN_IF_ERROR(CheckArguments());
  RETURN_IF_ERROR(ReadAll());
  RETURN_IF_ERROR(CheckPair());
  if (!head_) {
    RETURN_IF_ERROR(WriteGenesis());
  }
  RETURN_IF_ERROR(CheckIdentity());
  RETURN_IF_ERROR(CheckTree());
  RETURN_IF_ERROR(CheckLock());
  RETURN_IF_ERROR(CheckPublished());
  RETURN_IF_ERROR(CatchUp());
  RETURN_IF_ERROR(Publish());
  ASSIGN_OR_RETURN(LogTree tree, LogTree::Load(store_, head_->size));
  return OpenedLog{options_,
                   std::move(identity_),
                   std::move(verifier_),
                   std::move(lock_),
                   *std::move(record_),
                   std::move(tree),
                   std::move(publisher_),
                   published_size_};
}

absl::Status Opening::CheckArguments() {
  RETURN_IF_ERROR(anchor::ValidateOrigin(options_.origin));
  if (genesis_.origin != options_.origin) {
    return absl::InvalidArgumentError("log: genesis is of another origin");
  }
  const std::string vkey =
      anchor::FormatVkey(options_.origin, key_.public_key());
  ASSIGN_OR_RETURN(verifier_, anchor::ParseVkey(vkey));
  return absl::OkStatus();
}

absl::Status Opening::ReadAll() {
  ASSIGN_OR_RETURN(lock_, OpenFileLockStore(files_, options_.lock_path));
  ASSIGN_OR_RETURN(record_, lock_->Read());
  ASSIGN_OR_RETURN(head_, ReadLogHead(store_));
  if (options_.tiles_path.empty()) return absl::OkStatus();
  publisher_ =
      std::make_unique<TilePublisher>(files_, store_, options_.tiles_path);
  ASSIGN_OR_RETURN(published_note_, publisher_->ReadCheckpoint());
  return absl::OkStatus();
}

// A record of size 0 is written before the genesis leaf, so that a store with
// a log always has a record beside it.
absl::Status Opening::CheckPair() const {
  if (head_ && !record_) {
    return Refuse(
        absl::StrCat(LockName(),
                     ": missing or empty, but the store holds a "
                     "log of ",
                     head_->size, " leaves"),
        "without the lock record a restored backup could sign a fork; put the "
        "file back");
  }
  if (head_) return absl::OkStatus();
  if (record_ && record_->size > 0) {
    return Refuse(
        absl::StrCat(LockName(), ": records a log of ", record_->size,
                     " leaves, but the store holds none"),
        absl::StrCat("the data folder is new, was emptied, or belongs to "
                     "another log",
                     kRecoverable));
  }
  if (published_note_) {
    return Refuse(
        absl::StrCat(options_.tiles_path,
                     "/checkpoint: a log is published "
                     "there, but the store holds none"),
        "the data folder is new, was emptied, or belongs to another log");
  }
  return absl::OkStatus();
}

absl::Status Opening::WriteGenesis() {
  const auto& vkeys = genesis_.vkeys;
  if (std::find(vkeys.begin(), vkeys.end(),
                anchor::FormatVkey(options_.origin, key_.public_key())) ==
      vkeys.end()) {
    return absl::InvalidArgumentError("log: genesis does not name its key");
  }
  const std::string json = anchor::FormatLogIdentity(genesis_);
  RETURN_IF_ERROR(anchor::ParseLogIdentity(json).status());
  ASSIGN_OR_RETURN(const std::vector<Row> rows,
                   store_.Scan(Family::kLog, "", "", 1));
  if (!rows.empty()) {
    return absl::DataLossError("log: has rows but no head");
  }
  if (!record_) {
    const LockRecord empty{0, anchor::EmptyRoot(), "", 0, {}};
    RETURN_IF_ERROR(lock_->CompareAndSwap(std::nullopt, empty));
    record_ = empty;
  }
  const std::string entry =
      anchor::MakeEntry(anchor::LeafType::kLogIdentity, json);
  WriteBatch batch;
  LogTree tree;
  tree.Append(entry, anchor::LeafHash(entry), &batch);
  head_ = LogHead{tree.size(), tree.Root()};
  PutLogHead(*head_, &batch);
  stored::v1::OwnerRow owner;
  owner.set_leaf_type(
      static_cast<std::uint32_t>(anchor::LeafType::kLogIdentity));
  batch.Put(Family::kOwner, keys::Owner(0), owner.SerializeAsString());
  batch.Put(Family::kEvidence, AsBytes(Sha256(json)), json);
  return store_.Write(batch, Durability::kSynced);
}

absl::Status Opening::CheckIdentity() {
  ASSIGN_OR_RETURN(const std::string entry, ReadLogEntry(store_, 0));
  const absl::StatusOr<std::string> json =
      store_.Get(Family::kEvidence, absl::string_view(entry).substr(1));
  if (!json.ok() && !absl::IsNotFound(json.status())) return json.status();
  if (!json.ok() ||
      anchor::MakeEntry(anchor::LeafType::kLogIdentity, *json) != entry) {
    return absl::DataLossError("log: leaf 0 is no log identity, or it is lost");
  }
  identity_json_ = *json;
  ASSIGN_OR_RETURN(identity_, anchor::ParseLogIdentity(*json));
  if (identity_.origin != options_.origin) {
    return Refuse(absl::StrCat("log: the store holds the log of origin ",
                               identity_.origin, ", not ", options_.origin),
                  "another data folder or another `origin` was configured");
  }
  const std::string vkey =
      anchor::FormatVkey(options_.origin, key_.public_key());
  const auto& vkeys = identity_.vkeys;
  if (std::find(vkeys.begin(), vkeys.end(), vkey) == vkeys.end()) {
    return Refuse(absl::StrCat("log: its genesis leaf does not name ", vkey),
                  "the log key file was replaced or is another log's");
  }
  return absl::OkStatus();
}

absl::StatusOr<anchor::Hash> Opening::RootAt(std::uint64_t size) const {
  return anchor::TreeRoot(size, [this](const anchor::NodeId& id) {
    return ReadLogNode(store_, id);
  });
}

absl::Status Opening::CheckTree() {
  ASSIGN_OR_RETURN(const anchor::Hash root, RootAt(head_->size));
  if (head_->size == 0 || root != head_->root) {
    return absl::DataLossError("log: its nodes do not lead to its head");
  }
  ASSIGN_OR_RETURN(const std::string last,
                   ReadLogEntry(store_, head_->size - 1));
  ASSIGN_OR_RETURN(const anchor::Hash leaf,
                   ReadLogNode(store_, anchor::NodeId{0, head_->size - 1}));
  if (anchor::LeafHash(last) != leaf) {
    return absl::DataLossError("log: its last entry is not its last leaf");
  }
  return absl::OkStatus();
}

absl::Status Opening::CheckLock() {
  if (record_->size > head_->size) {
    return Refuse(
        absl::StrCat(LockName(), ": a tree of ", record_->size,
                     " leaves was signed, but the store ends at ", head_->size),
        absl::StrCat("the store was restored from a backup or has lost its "
                     "end; going on would sign a fork",
                     kRecoverable));
  }
  ASSIGN_OR_RETURN(const anchor::Hash root, RootAt(record_->size));
  if (root != record_->root) {
    return Refuse(
        absl::StrCat(LockName(), ": the signed tree of ", record_->size,
                     " leaves has another root than the store's"),
        absl::StrCat("the store was restored from a backup and has grown, or "
                     "the file is another log's; going on would sign a fork",
                     kRecoverable));
  }
  if (record_->size == 0) return absl::OkStatus();
  return CheckNote(record_->checkpoint, LockName(),
                   LogHead{record_->size, record_->root});
}

absl::Status Opening::CheckNote(const std::string& note,
                                const std::string& where,
                                const LogHead& expected) const {
  const absl::StatusOr<anchor::Checkpoint> checkpoint =
      anchor::OpenCheckpoint(note, {&verifier_, 1});
  if (checkpoint.ok() && checkpoint->origin == options_.origin &&
      checkpoint->size == expected.size && checkpoint->root == expected.root) {
    return absl::OkStatus();
  }
  return Refuse(absl::StrCat(where, ": its checkpoint is not this log's"),
                "the file is another log's, or was changed");
}

// Covers a backup that was restored together with its lock record.
absl::Status Opening::CheckPublished() {
  if (!published_note_) return absl::OkStatus();
  const std::string where = absl::StrCat(options_.tiles_path, "/checkpoint");
  const absl::StatusOr<anchor::Checkpoint> published =
      anchor::OpenCheckpoint(*published_note_, {&verifier_, 1});
  if (!published.ok()) {
    return Refuse(absl::StrCat(where, ": not signed by this log"),
                  "the folder is another log's, or the file was changed");
  }
  if (published->size > head_->size) {
    return Refuse(
        absl::StrCat(where, ": a tree of ", published->size,
                     " leaves is published, but the store ends at ",
                     head_->size),
        "store and lock record were both restored from a backup; going on "
        "would sign a fork; the published tiles hold the missing entries");
  }
  ASSIGN_OR_RETURN(const anchor::Hash root, RootAt(published->size));
  if (root != published->root) {
    return Refuse(
        absl::StrCat(where, ": the published tree of ", published->size,
                     " leaves has another root than the store's"),
        "store and lock record were both restored from a backup; "
        "going on would sign a fork");
  }
  published_size_ = published->size;
  return absl::OkStatus();
}

// Leaves that were stored but not signed before a crash are signed now; nobody
// was told of them, and nobody need be.
absl::Status Opening::CatchUp() {
  if (head_->size > record_->size) {
    const anchor::Checkpoint checkpoint{options_.origin, head_->size,
                                        head_->root};
    LockRecord next = *record_;
    next.size = head_->size;
    next.root = head_->root;
    ASSIGN_OR_RETURN(next.checkpoint, anchor::SignCheckpoint(checkpoint, key_));
    ASSIGN_OR_RETURN(const std::vector<std::string> entries,
                     ReadLogEntries(store_, record_->size, head_->size));
    next.entries.insert(next.entries.end(), entries.begin(), entries.end());
    RETURN_IF_ERROR(lock_->CompareAndSwap(record_, next));
    record_ = std::move(next);
  }
  // The row of the last checkpoint before a crash may be missing.
  WriteBatch row;
  row.Put(Family::kLog, keys::LogCheckpoint(record_->size),
          record_->checkpoint);
  return store_.Write(row, Durability::kUnsynced);
}

absl::Status Opening::Publish() {
  if (publisher_ == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string note,
                   anchor::SignNote(absl::StrCat(identity_json_, "\n"),
                                    options_.origin, key_));
  RETURN_IF_ERROR(publisher_->WriteIdentity(identity_json_, note));
  if (published_size_ == record_->size) return absl::OkStatus();
  RETURN_IF_ERROR(
      publisher_->Publish(published_size_, record_->size, record_->checkpoint));
  published_size_ = record_->size;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Log>> Log::Open(
    const LogOptions& options, const anchor::LogIdentity& genesis,
    const Ed25519PrivateKey& key, Store& store, KeyFile& keys,
    FileSystem& files, const Clock& clock) {
  Opening opening(options, genesis, key, store, files);
  ASSIGN_OR_RETURN(OpenedLog opened, opening.Run());
  return std::make_unique<LogWriter>(std::move(opened), key, store, keys,
                                     clock);
}

}  // namespace prescreen
