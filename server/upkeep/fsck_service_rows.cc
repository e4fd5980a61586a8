// SPDX-License-Identifier: Apache-2.0
// Fsck of the rows that are in clear: tenants, API keys, access log, events,
// re-evaluations, anchors.
#include <cstdint>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "server/store/keys.h"
#include "server/upkeep/fsck.h"
#include "server/upkeep/stored_log.h"

namespace prescreen {
namespace {

constexpr std::size_t kRowsARead = 1024;
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kAccessKeyBytes = kNumberBytes + 4;

class ServiceRowCheck {
 public:
  ServiceRowCheck(const StoreReader& store, FsckReport* report)
      : store_(store), report_(*report) {}

  void Run() {
    Each<stored::v1::TenantRow>(
        Family::kTenants, [](const Row& row, const auto& tenant) {
          return row.key == tenant.name() && tenant.id().size() == kIdBytes;
        });
    Each<stored::v1::ApiKeyRow>(Family::kApiKeys, [](const Row& row,
                                                     const auto& key) {
      return row.key == key.id() && key.secret_digest().size() == kDigestBytes;
    });
    Each<stored::v1::AccessRow>(
        Family::kAccess, [](const Row& row, const auto& access) {
          return row.key.size() == kAccessKeyBytes &&
                 absl::StartsWith(
                     row.key,
                     BigEndian64(static_cast<std::uint64_t>(access.time())));
        });
    Each<stored::v1::EventRow>(
        Family::kEvents, [this](const Row& row, const auto& event) {
          return row.key.size() == kIdBytes + kNumberBytes &&
                 IsThere(row.key.substr(0, kIdBytes), event.screening());
        });
    Each<stored::v1::RecheckRow>(
        Family::kRechecks, [this](const Row& row, const auto& recheck) {
          return row.key.size() == kNumberBytes + 2 * kIdBytes &&
                 recheck.attempt() > 0 &&
                 IsThere(row.key.substr(kNumberBytes, kIdBytes),
                         row.key.substr(kNumberBytes + kIdBytes));
        });
    Each<stored::v1::AnchorRow>(Family::kAnchors,
                                [this](const Row& row, const auto& anchor) {
                                  return IsAnchor(row, anchor);
                                });
    report_.counts.push_back(absl::StrCat(
        rows_, " rows of tenants, keys, access, events, rechecks and anchors"));
  }

 private:
  // A line for each row that is no Message, or for which `holds` does not.
  template <typename Message, typename Holds>
  void Each(Family family, Holds holds) {
    std::string begin;
    for (;;) {
      const auto rows = store_.Scan(family, begin, "", kRowsARead);
      if (!rows.ok()) {
        report_.Unchecked(FamilyName(family), rows.status().message());
        return;
      }
      if (rows->empty()) return;
      for (const Row& row : *rows) {
        ++rows_;
        Message message;
        if (!message.ParseFromString(row.value)) {
          report_.Fault(NameOf(family, row.key), "is malformed");
        } else if (!holds(row, message)) {
          report_.Fault(NameOf(family, row.key),
                        "does not agree with its key, or with what it names");
        }
      }
      begin = absl::StrCat(rows->back().key, absl::string_view("\0", 1));
    }
  }

  static std::string NameOf(Family family, const std::string& key) {
    return absl::StrCat(FamilyName(family), " row ", HexEncode(key));
  }

  bool IsThere(absl::string_view tenant, absl::string_view screening) const {
    return store_.Get(Family::kScreenings, keys::Screening(tenant, screening))
        .ok();
  }

  // Of the tree that this log had at that size.
  bool IsAnchor(const Row& row, const stored::v1::AnchorRow& anchor) const {
    const std::string chain = row.key.substr(0, row.key.find('\0'));
    const auto root = StoredRoot(store_, anchor.tree_size());
    return row.key == keys::Anchor(chain, anchor.tree_size()) && root.ok() &&
           anchor.root() == AsBytes(*root);
  }

  const StoreReader& store_;
  FsckReport& report_;
  std::uint64_t rows_ = 0;
};

}  // namespace

void CheckServiceRows(const StoreReader& store, FsckReport* report) {
  ServiceRowCheck(store, report).Run();
}

}  // namespace prescreen
