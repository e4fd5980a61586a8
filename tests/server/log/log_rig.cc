// SPDX-License-Identifier: Apache-2.0
#include "tests/server/log/log_rig.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "anchor/signed_note.h"
#include "anchor/tiles.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "server/log/lock_store.h"
#include "server/log/log_tree.h"
#include "server/store/keys.h"
#include "server/store/sealed_value.h"

namespace prescreen {
namespace {

constexpr absl::string_view kOrigin = "log.example.test/rig";
constexpr std::uint64_t kMaxTileBytes = 64u << 10;

class RigLeaf final : public PendingLeaf {
 public:
  RigLeaf(SampleLeaf leaf, KeyFile& keys, Random& random,
          std::string tenant_key_id,
          std::function<void(absl::StatusOr<LoggedLeaf>)> done)
      : leaf_(std::move(leaf)),
        keys_(keys),
        random_(random),
        tenant_key_id_(std::move(tenant_key_id)),
        done_(std::move(done)) {}

  absl::StatusOr<std::optional<Object>> Seal(LeafContext& context) override {
    ASSIGN_OR_RETURN(const DataKey key, keys_.NewKey(tenant_key_id_));
    context.rows().Put(Family::kRevisions, leaf_.row_key(),
                       SealValue(key, random_, Family::kRevisions,
                                 leaf_.row_key(), leaf_.plaintext()));
    return Object{anchor::LeafType::kDecisionRecord, leaf_.object()};
  }
  void Done(absl::StatusOr<LoggedLeaf> logged) override {
    done_(std::move(logged));
  }

 private:
  const SampleLeaf leaf_;
  KeyFile& keys_;
  Random& random_;
  const std::string tenant_key_id_;
  const std::function<void(absl::StatusOr<LoggedLeaf>)> done_;
};

}  // namespace

void Memory::Add(Acknowledged acknowledged) {
  const absl::MutexLock lock(&mutex_);
  acknowledged_.push_back(std::move(acknowledged));
}

void Memory::AddNote(std::string note) {
  const absl::MutexLock lock(&mutex_);
  notes_.push_back(std::move(note));
}

std::vector<Acknowledged> Memory::acknowledged() const {
  const absl::MutexLock lock(&mutex_);
  return acknowledged_;
}

std::vector<std::string> Memory::notes() const {
  const absl::MutexLock lock(&mutex_);
  return notes_;
}

LogRig::LogRig(FileSystem& files, rocksdb::Env* env, std::string root)
    : files_(files), env_(env), root_(std::move(root)) {
  options_.origin = std::string(kOrigin);
  options_.lock_path = root_ + "/lock";
  options_.tiles_path = root_ + "/public";
  options_.on_fatal = [this](const absl::Status& status) {
    const absl::MutexLock lock(&mutex_);
    fatal_.push_back(status);
  };
}

absl::Status LogRig::Open() {
  Close();
  {
    const absl::MutexLock lock(&mutex_);
    fatal_.clear();
  }
  RETURN_IF_ERROR(CreateDirectories(files_, data()));
  ASSIGN_OR_RETURN(tenant_key_, LoadOrCreateTenantKey(files_, random_,
                                                      data() + "/tenant.key"));
  ASSIGN_OR_RETURN(key_,
                   LoadOrCreateLogKey(files_, random_, data() + "/log.key"));
  ASSIGN_OR_RETURN(store_, OpenRocksDbStore({data() + "/db", env_}));
  ASSIGN_OR_RETURN(keys_, KeyFile::Open(files_, random_, data() + "/keys"));
  keys_->AddTenantKey(*tenant_key_);
  ASSIGN_OR_RETURN(log_, Log::Open(options_, Genesis(), *key_, *store_, *keys_,
                                   files_, clock_));
  return absl::OkStatus();
}

void LogRig::Close() {
  log_.reset();
  keys_.reset();
  store_.reset();
}

anchor::LogIdentity LogRig::Genesis() const {
  anchor::LogIdentity genesis;
  genesis.iat = absl::ToUnixSeconds(clock_.Now());
  genesis.origin = options_.origin;
  genesis.vkeys = {anchor::FormatVkey(options_.origin, key_->public_key())};
  genesis.cadence_seconds = 3600;
  genesis.formats = {"prescreen-record/1", "tlog-tiles"};
  return genesis;
}

anchor::NoteVerifier LogRig::verifier() const {
  return anchor::NoteVerifier{
      options_.origin, anchor::NoteKeyId(options_.origin, key_->public_key()),
      key_->public_key()};
}

void LogRig::Submit(const SampleLeaf& leaf,
                    std::function<void(absl::StatusOr<LoggedLeaf>)> done) {
  log_->Submit(std::make_unique<RigLeaf>(leaf, *keys_, random_, tenant_key_->id,
                                         std::move(done)));
}

absl::StatusOr<LoggedLeaf> LogRig::Append(const SampleLeaf& leaf) {
  absl::Notification done;
  absl::StatusOr<LoggedLeaf> result = absl::UnknownError("not done");
  Submit(leaf, [&](absl::StatusOr<LoggedLeaf> logged) {
    result = std::move(logged);
    done.Notify();
  });
  done.WaitForNotification();
  return result;
}

std::vector<absl::Status> LogRig::fatal() const {
  const absl::MutexLock lock(&mutex_);
  return fatal_;
}

std::vector<std::string> LogRig::Violations(const Memory& memory) {
  std::vector<std::string> violations;
  const anchor::Checkpoint now = log_->checkpoint();
  CheckNote(log_->signed_checkpoint(), &violations);
  for (const Acknowledged& acknowledged : memory.acknowledged()) {
    CheckLeaf(acknowledged, &violations);
    CheckNote(acknowledged.logged.checkpoint, &violations);
  }
  for (const std::string& note : memory.notes()) CheckNote(note, &violations);
  log_->Close();
  CheckPublished(&violations);
  Close();
  const absl::StatusOr<std::unique_ptr<LockStore>> lock =
      OpenFileLockStore(files_, options_.lock_path);
  if (!lock.ok() || !(*lock)->Read().ok() || !(*lock)->Read()->has_value() ||
      (**(*lock)->Read()).size != now.size ||
      (**(*lock)->Read()).root != now.root) {
    violations.push_back("the lock record is not the log's checkpoint");
  }
  return violations;
}

void LogRig::CheckLeaf(const Acknowledged& acknowledged,
                       std::vector<std::string>* violations) {
  const auto& [leaf, logged] = acknowledged;
  const auto fail = [&](absl::string_view why) {
    violations->push_back(absl::StrCat("leaf ", logged.index, ": ", why));
  };
  const anchor::Checkpoint now = log_->checkpoint();
  if (logged.index >= now.size) return fail("beyond the tree");
  const std::string entry =
      anchor::MakeEntry(anchor::LeafType::kDecisionRecord, leaf.object());
  const absl::StatusOr<std::string> stored =
      ReadLogEntry(*store_, logged.index);
  if (!stored.ok() || *stored != entry) return fail("is not what it was");
  const absl::StatusOr<std::vector<anchor::Hash>> path =
      log_->InclusionProof(logged.index, now.size);
  if (!path.ok() ||
      !anchor::VerifyInclusion(logged.index, now.size, anchor::LeafHash(entry),
                               *path, now.root)
           .ok()) {
    fail("has no proof in the tree");
  }
  const absl::StatusOr<anchor::Checkpoint> then =
      anchor::OpenCheckpoint(logged.checkpoint, {verifier()});
  if (!then.ok() ||
      !anchor::VerifyInclusion(logged.index, then->size,
                               anchor::LeafHash(entry), logged.path, then->root)
           .ok()) {
    fail("its proof is wrong");
  }
  const absl::StatusOr<std::string> row =
      store_->Get(Family::kRevisions, leaf.row_key());
  if (!row.ok()) return fail("its row is gone");
  const absl::StatusOr<std::string> plaintext =
      OpenValue(*keys_, Family::kRevisions, leaf.row_key(), *row);
  if (!plaintext.ok() || *plaintext != leaf.plaintext()) {
    fail("its row cannot be decrypted");
  }
}

void LogRig::CheckNote(const std::string& note,
                       std::vector<std::string>* violations) {
  const absl::StatusOr<anchor::Checkpoint> old =
      anchor::OpenCheckpoint(note, {verifier()});
  if (!old.ok()) {
    violations->push_back("a checkpoint is not signed");
    return;
  }
  const anchor::Checkpoint now = log_->checkpoint();
  if (old->size > now.size) {
    violations->push_back(
        absl::StrCat("the signed checkpoint of ", old->size, " is lost"));
    return;
  }
  const absl::StatusOr<std::vector<anchor::Hash>> proof =
      anchor::ConsistencyProof(old->size, now.size,
                               [this](const anchor::NodeId& id) {
                                 return ReadLogNode(*store_, id);
                               });
  if (!proof.ok() || !anchor::VerifyConsistency(old->size, now.size, *proof,
                                                old->root, now.root)
                          .ok()) {
    violations->push_back(absl::StrCat("a fork at ", old->size));
  }
}

// Recomputes the tree from the published entries alone.
void LogRig::CheckPublished(std::vector<std::string>* violations) {
  const auto fail = [&](absl::string_view why) {
    violations->push_back(absl::StrCat("published: ", why));
  };
  const absl::StatusOr<std::string> note =
      files_.Read(options_.tiles_path + "/checkpoint", kMaxTileBytes);
  if (!note.ok()) return fail("no checkpoint");
  const absl::StatusOr<anchor::Checkpoint> published =
      anchor::OpenCheckpoint(*note, {verifier()});
  if (!published.ok() || *published != log_->checkpoint()) {
    return fail("another checkpoint");
  }
  anchor::Frontier tree;
  std::vector<anchor::Node> nodes;
  for (const anchor::Tile& tile : anchor::NewTiles(0, published->size)) {
    const absl::StatusOr<std::string> bytes = files_.Read(
        absl::StrCat(options_.tiles_path, "/", anchor::TilePath(tile)),
        kMaxTileBytes);
    if (!bytes.ok()) return fail("a tile is missing");
    if (tile.level >= 0) {
      if (bytes->size() != tile.width * 32) fail("a tile of another width");
      continue;
    }
    const auto entries = anchor::DecodeEntryBundle(*bytes, tile.width);
    if (!entries.ok()) return fail("a bundle is malformed");
    for (const std::string& entry : *entries) {
      tree.Append(anchor::LeafHash(entry), &nodes);
    }
  }
  if (tree.Root() != published->root) fail("its entries have another root");
}

TemporaryFolder::TemporaryFolder() {
  std::string name =
      (std::filesystem::temp_directory_path() / "prescreen-XXXXXX").string();
  PRESCREEN_CHECK(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace prescreen
