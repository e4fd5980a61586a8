// SPDX-License-Identifier: Apache-2.0
// Fsck of the log: entries, nodes, head, lock record, published checkpoint.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "anchor/checkpoint.h"
#include "anchor/leaf.h"
#include "base/status_macros.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "server/log/lock_store.h"
#include "server/log/log_tree.h"
#include "server/store/keys.h"
#include "server/upkeep/fsck.h"
#include "server/upkeep/stored_log.h"

namespace prescreen {
namespace {

constexpr std::uint64_t kMaxCheckpointBytes = 1u << 20;

class LogCheck {
 public:
  LogCheck(const StoreReader& store, const DataPlaces& places,
           FileSystem& files, FsckReport* report)
      : store_(store), places_(places), files_(files), report_(*report) {}

  void Run() {
    const absl::StatusOr<StoredLog> log = ReadStoredLog(store_);
    if (!log.ok()) {
      report_.Fault("log", log.status().message());
      // What can still be looked at without leaf 0.
      const auto head = ReadLogHead(store_);
      if (head.ok() && *head) CheckTree(**head);
      return;
    }
    log_ = *log;
    if (log_.identity.origin != places_.origin) {
      report_.Fault("log", absl::StrCat("is of origin ", log_.identity.origin,
                                        ", not ", places_.origin));
    }
    CheckTree(log_.head);
    CheckOwners();
    CheckLockRecord();
    CheckPublished();
    report_.counts.push_back(absl::StrCat(log_.head.size, " log entries"));
  }

 private:
  // From the entries up: every node, and the head's root.
  void CheckTree(const LogHead& head) {
    anchor::Frontier frontier;
    std::vector<anchor::Node> nodes;
    for (std::uint64_t i = 0; i < head.size; ++i) {
      const absl::StatusOr<std::string> entry = ReadLogEntry(store_, i);
      if (!entry.ok()) {
        report_.Fault("log", entry.status().message());
        return;
      }
      nodes.clear();
      frontier.Append(anchor::LeafHash(*entry), &nodes);
      for (const anchor::Node& node : nodes) CheckNode(node);
    }
    if (frontier.Root() != head.root) {
      report_.Fault("log", "its entries do not lead to its head");
    }
    const auto beyond =
        store_.Scan(Family::kLog, keys::LogEntry(head.size), "f", 1);
    if (beyond.ok() && !beyond->empty()) {
      report_.Fault("log", "has an entry beyond its head");
    }
  }

  void CheckNode(const anchor::Node& node) {
    const auto stored = ReadLogNode(store_, node.id);
    const std::string where =
        absl::StrCat("log node ", node.id.level, "/", node.id.index);
    if (!stored.ok()) {
      report_.Fault(where, "is missing or malformed");
    } else if (*stored != node.hash) {
      report_.Fault(where, "is not what the entries below it make");
    }
  }

  // Each leaf has its row, or is lost.
  void CheckOwners() {
    const auto lost = ReadLost(store_);
    if (!lost.ok()) {
      report_.Fault("meta", lost.status().message());
      return;
    }
    for (const LostRange& range : *lost) {
      report_.counts.push_back(absl::StrCat("leaves ", range.first, " to ",
                                            range.last, " LOST by a restore"));
    }
    for (std::uint64_t i = 0; i < log_.head.size; ++i) {
      if (!IsLost(*lost, i)) CheckOwner(i);
    }
  }

  void CheckOwner(std::uint64_t index) {
    const std::string where = absl::StrCat("leaf ", index);
    const auto value = store_.Get(Family::kOwner, keys::Owner(index));
    const auto entry = ReadLogEntry(store_, index);
    if (!value.ok()) {
      report_.Fault(where, "has no owner row, and is not listed as lost");
      return;
    }
    stored::v1::OwnerRow owner;
    if (!owner.ParseFromString(*value) || !entry.ok() ||
        owner.leaf_type() != static_cast<unsigned char>((*entry)[0])) {
      report_.Fault(where, "its owner row is of another type");
      return;
    }
    const bool is_record =
        owner.leaf_type() ==
        static_cast<std::uint32_t>(anchor::LeafType::kDecisionRecord);
    if (!is_record) return;
    const auto row =
        store_.Get(Family::kRevisions,
                   keys::Revision(owner.tenant(), owner.screening(),
                                  owner.revision(), keys::Part::kMeta));
    stored::v1::RevisionRow revision;
    if (!row.ok() || !revision.ParseFromString(*row) ||
        revision.leaf_index() != index) {
      report_.Fault(where, "its owner row names a revision that is not its");
    }
  }

  void CheckLockRecord() {
    const std::string where = "lock record";
    if (!files_.Stat(places_.lock_path).ok()) {
      report_.Unchecked(where, "the file is missing");
      return;
    }
    const auto lock = OpenFileLockStore(files_, places_.lock_path);
    if (!lock.ok()) {
      if (absl::IsDataLoss(lock.status())) {
        report_.Fault(where, lock.status().message());
      } else {
        report_.Unchecked(where, lock.status().message());
      }
      return;
    }
    const auto record = (*lock)->Read();
    if (!record.ok() || !*record) {
      report_.Fault(where, "the file holds none");
      return;
    }
    CheckSigned(where, (*record)->size, (*record)->root, (*record)->checkpoint);
    for (std::size_t i = 0; i < (*record)->entries.size(); ++i) {
      const auto entry = ReadLogEntry(store_, (*record)->first_entry + i);
      if (!entry.ok() || *entry != (*record)->entries[i]) {
        report_.Fault(where, absl::StrCat("entry ", (*record)->first_entry + i,
                                          " is not the store's"));
        return;
      }
    }
  }

  void CheckPublished() {
    if (places_.tiles_path.empty()) return;
    const std::string path = places_.tiles_path + "/checkpoint";
    const auto note = files_.Read(path, kMaxCheckpointBytes);
    if (!note.ok()) {
      report_.Unchecked(path, "is missing; the next start publishes it");
      return;
    }
    const auto checkpoint = anchor::OpenCheckpoint(*note, log_.verifiers);
    if (!checkpoint.ok()) {
      report_.Fault(path, "is not signed by this log");
      return;
    }
    CheckSigned(path, checkpoint->size, checkpoint->root, *note);
  }

  void CheckSigned(const std::string& where, std::uint64_t size,
                   const anchor::Hash& root, const std::string& note) {
    if (size == 0) return;
    const auto checkpoint = anchor::OpenCheckpoint(note, log_.verifiers);
    if (!checkpoint.ok() || checkpoint->size != size ||
        checkpoint->root != root) {
      report_.Fault(where, "its checkpoint is not signed by this log");
    }
    if (size > log_.head.size) {
      report_.Fault(
          where, absl::StrCat("is of ", size, " leaves, but the store ends at ",
                              log_.head.size));
      return;
    }
    const auto stored = StoredRoot(store_, size);
    if (!stored.ok() || *stored != root) {
      report_.Fault(where, "has another root than the store at its size");
    }
  }

  const StoreReader& store_;
  const DataPlaces& places_;
  FileSystem& files_;
  FsckReport& report_;
  StoredLog log_;
};

}  // namespace

void CheckStoredLog(const StoreReader& store, const DataPlaces& places,
                    FileSystem& files, FsckReport* report) {
  LogCheck(store, places, files, report).Run();
}

}  // namespace prescreen
