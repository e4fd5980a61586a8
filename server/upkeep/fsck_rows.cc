// SPDX-License-Identifier: Apache-2.0
// Fsck of the rows: screenings, revisions, what they are found by, rules.
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "anchor/leaf.h"
#include "base/encoding.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "prescreen/v1/screening.pb.h"
#include "server/log/log_tree.h"
#include "server/store/keys.h"
#include "server/store/sealed_value.h"
#include "server/upkeep/fsck.h"

namespace prescreen {
namespace {

constexpr std::size_t kRowsARead = 1024;
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kHmacBytes = 32;
// tenant ‖ uuid ‖ revision32 ‖ part
constexpr std::size_t kRevisionKeyBytes = 2 * kIdBytes + 4 + 1;

class RowCheck {
 public:
  RowCheck(const StoreReader& store, const KeyFile& keys, FsckReport* report)
      : store_(store), keys_(keys), report_(*report) {}

  void Run() {
    EachRow(Family::kScreenings, [this](const Row& row) { Screening(row); });
    EachRow(Family::kRevisions, [this](const Row& row) { Revision(row); });
    EachRow(Family::kIdempotency, [this](const Row& row) { Request(row); });
    EachRow(Family::kPolicies, [this](const Row& row) { Policy(row); });
    EachRow(Family::kCatalogues, [this](const Row& row) { Catalogue(row); });
    report_.counts.push_back(absl::StrCat(screenings_, " screenings, ",
                                          revisions_, " revisions, ", sealed_,
                                          " sealed rows"));
  }

 private:
  template <typename Visit>
  void EachRow(Family family, Visit visit) {
    std::string begin;
    for (;;) {
      const auto rows = store_.Scan(family, begin, "", kRowsARead);
      if (!rows.ok()) {
        report_.Unchecked(FamilyName(family), rows.status().message());
        return;
      }
      if (rows->empty()) return;
      for (const Row& row : *rows) visit(row);
      begin = absl::StrCat(rows->back().key, absl::string_view("\0", 1));
    }
  }

  // False, with a line, where the row cannot be opened.
  bool Open(Family family, const std::string& where, const Row& row,
            std::string* bytes) {
    ++sealed_;
    const auto opened = OpenValue(keys_, family, row.key, row.value);
    if (opened.ok()) {
      *bytes = *opened;
      return true;
    }
    if (absl::IsNotFound(opened.status())) {
      report_.Fault(where, "cannot be opened: its key is gone");
    } else if (absl::IsDataLoss(opened.status())) {
      report_.Fault(where, opened.status().message());
    } else {
      report_.Unchecked(where, opened.status().message());
    }
    return false;
  }

  template <typename Message>
  bool OpenMessage(Family family, const std::string& where, const Row& row,
                   Message* message) {
    std::string bytes;
    if (!Open(family, where, row, &bytes)) return false;
    if (message->ParseFromString(bytes)) return true;
    report_.Fault(where, "is malformed");
    return false;
  }

  static std::string NameOf(absl::string_view uuid) {
    return absl::StrCat("screening ", HexEncode(uuid));
  }

  void Screening(const Row& row) {
    const absl::string_view key = row.key;
    const char kind = key.size() > kIdBytes ? key[kIdBytes] : '\0';
    const absl::string_view tenant = key.substr(0, kIdBytes);
    if (kind == 'i' && key.size() == 2 * kIdBytes + 1) {
      ++screenings_;
      ScreeningRow(tenant, key.substr(kIdBytes + 1), row);
    } else if (kind == 'a' && key.size() == kIdBytes + 1 + kHmacBytes) {
      Index(tenant, row.value, "by application");
    } else if (kind == 'c' &&
               key.size() == kIdBytes + 1 + kHmacBytes + kIdBytes) {
      Index(tenant, key.substr(kIdBytes + 1 + kHmacBytes), "by candidate");
    } else {
      report_.Fault("screenings", "has a row of no known kind");
    }
  }

  void Index(absl::string_view tenant, absl::string_view uuid,
             absl::string_view what) {
    if (store_.Get(Family::kScreenings, keys::Screening(tenant, uuid)).ok()) {
      return;
    }
    report_.Fault(NameOf(uuid),
                  absl::StrCat("is found ", what, ", but is not there"));
  }

  void ScreeningRow(absl::string_view tenant, absl::string_view uuid,
                    const Row& row) {
    const std::string where = NameOf(uuid);
    stored::v1::ScreeningRow screening;
    if (!OpenMessage(Family::kScreenings, where, row, &screening)) return;
    for (std::uint32_t i = 1; i <= screening.revision(); ++i) {
      const auto value =
          store_.Get(Family::kRevisions,
                     keys::Revision(tenant, uuid, i, keys::Part::kMeta));
      stored::v1::RevisionRow revision;
      if (!value.ok() || !revision.ParseFromString(*value)) {
        report_.Fault(where, absl::StrCat("revision ", i, " is missing"));
      } else if (i == screening.revision() &&
                 revision.leaf_index() != screening.leaf_index()) {
        report_.Fault(where, "names another leaf than its newest revision");
      }
    }
    if (screening.revision() == 0) report_.Fault(where, "has no revision");
    CheckAnswer(tenant, uuid, where, screening);
  }

  // What the row repeats of its newest revision.
  void CheckAnswer(absl::string_view tenant, absl::string_view uuid,
                   const std::string& where,
                   const stored::v1::ScreeningRow& screening) {
    const std::string key =
        keys::Revision(tenant, uuid, screening.revision(), keys::Part::kAnswer);
    const auto value = store_.Get(Family::kRevisions, key);
    v1::ScreeningRecord answer;
    if (!value.ok()) {
      report_.Fault(where, "its newest revision has no answer");
      return;
    }
    const auto bytes = OpenValue(keys_, Family::kRevisions, key, *value);
    // A row that cannot be opened is told of where revisions are walked.
    if (!bytes.ok() || !answer.ParseFromString(*bytes)) return;
    if (answer.decision().outcome() != screening.outcome() ||
        answer.policy() != screening.policy()) {
      report_.Fault(where,
                    "names another outcome or policy than its newest "
                    "revision");
    }
  }

  void Revision(const Row& row) {
    if (row.key.size() != kRevisionKeyBytes) {
      report_.Fault("revisions", "has a row of no known kind");
      return;
    }
    const absl::string_view key = row.key;
    const absl::string_view tenant = key.substr(0, kIdBytes);
    const absl::string_view uuid = key.substr(kIdBytes, kIdBytes);
    const std::string where = absl::StrCat(NameOf(uuid), " revision row ",
                                           HexEncode(key.substr(2 * kIdBytes)));
    if (!store_.Get(Family::kScreenings, keys::Screening(tenant, uuid)).ok()) {
      report_.Fault(where, "belongs to no screening");
    }
    const auto part = static_cast<keys::Part>(key.back());
    if (part == keys::Part::kMeta) {
      ++revisions_;
      return;
    }
    std::string bytes;
    if (!Open(Family::kRevisions, where, row, &bytes)) return;
    if (part == keys::Part::kRecord) CheckRecord(where, row, bytes);
  }

  // The record is the one that was logged.
  void CheckRecord(const std::string& where, const Row& row,
                   const std::string& record) {
    std::string meta_key = row.key;
    meta_key.back() = static_cast<char>(keys::Part::kMeta);
    const auto meta = store_.Get(Family::kRevisions, meta_key);
    stored::v1::RevisionRow revision;
    if (!meta.ok() || !revision.ParseFromString(*meta)) {
      report_.Fault(where, "has no place in the log");
      return;
    }
    CheckLeaf(where, revision.leaf_index(), anchor::LeafType::kDecisionRecord,
              record);
  }

  void CheckLeaf(const std::string& where, std::uint64_t index,
                 anchor::LeafType type, const std::string& object) {
    const auto entry = ReadLogEntry(store_, index);
    if (!entry.ok() || *entry != anchor::MakeEntry(type, object)) {
      report_.Fault(
          where, absl::StrCat("is not what leaf ", index, " of the log says"));
    }
  }

  void Request(const Row& row) {
    const std::string where =
        absl::StrCat("idempotency row ", HexEncode(row.key.substr(0, 8)));
    stored::v1::RequestRow request;
    if (!OpenMessage(Family::kIdempotency, where, row, &request)) return;
    const absl::string_view tenant =
        absl::string_view(row.key).substr(0, kIdBytes);
    if (!store_
             .Get(Family::kRevisions,
                  keys::Revision(tenant, request.screening(),
                                 request.revision(), keys::Part::kMeta))
             .ok()) {
      report_.Fault(where, "names a revision that is not there");
    }
  }

  void Policy(const Row& row) {
    if (row.key.size() <= kIdBytes || row.key[kIdBytes] != 'v') return;
    stored::v1::PolicyRow policy;
    if (!policy.ParseFromString(row.value)) {
      report_.Fault("policies", "has a malformed row");
    } else if (!policy.leaf_object().empty()) {
      CheckLeaf(
          absl::StrCat("policy version ", policy.major(), ".", policy.minor()),
          policy.leaf_index(), anchor::LeafType::kPolicyVersion,
          policy.leaf_object());
    }
  }

  void Catalogue(const Row& row) {
    stored::v1::CatalogueRow catalogue;
    if (!catalogue.ParseFromString(row.value)) {
      report_.Fault("catalogues", "has a malformed row");
    } else if (!catalogue.leaf_object().empty()) {
      CheckLeaf(absl::StrCat("catalogue version ", catalogue.version()),
                catalogue.leaf_index(), anchor::LeafType::kCatalogueVersion,
                catalogue.leaf_object());
    }
  }

  const StoreReader& store_;
  const KeyFile& keys_;
  FsckReport& report_;
  std::uint64_t screenings_ = 0;
  std::uint64_t revisions_ = 0;
  std::uint64_t sealed_ = 0;
};

}  // namespace

void CheckStoredRows(const StoreReader& store, const KeyFile& keys,
                     FsckReport* report) {
  RowCheck(store, keys, report).Run();
}

}  // namespace prescreen
