// SPDX-License-Identifier: Apache-2.0
#include "server/log/anchors.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

using stored::v1::AnchorRow;

constexpr absl::string_view kNul("\0", 1);
// The first or second anchor after a leaf is final as a rule.
constexpr std::size_t kRowsAtOnce = 8;
// One is in flight; failed ones are tried again.
constexpr int kRowsLookedBack = 16;

absl::StatusOr<AnchorRow> ParseRow(const Row& row) {
  AnchorRow parsed;
  if (!parsed.ParseFromString(row.value)) {
    return absl::DataLossError("anchor row: damaged");
  }
  return parsed;
}

void SetTime(std::int64_t micros, google::protobuf::Timestamp& time) {
  const absl::Time instant = absl::FromUnixMicros(micros);
  const std::int64_t seconds = absl::ToUnixSeconds(instant);
  time.set_seconds(seconds);
  time.set_nanos(static_cast<std::int32_t>(
      absl::ToInt64Nanoseconds(instant - absl::FromUnixSeconds(seconds))));
}

absl::StatusOr<v1::Anchor> ToAnchor(const Row& stored) {
  const std::size_t end = stored.key.find('\0');
  if (end == std::string::npos) {
    return absl::DataLossError("anchor row: damaged key");
  }
  ASSIGN_OR_RETURN(AnchorRow row, ParseRow(stored));
  v1::Anchor anchor;
  anchor.set_name(absl::StrCat("anchors/", stored.key.substr(0, end), "/",
                               row.tree_size()));
  anchor.set_state(row.state());
  anchor.set_tree_size(row.tree_size());
  anchor.set_root(row.root());
  if (row.has_attestation()) {
    *anchor.mutable_attestation() = std::move(*row.mutable_attestation());
  }
  SetTime(row.plan_time(), *anchor.mutable_plan_time());
  if (row.final_time() != 0) {
    SetTime(row.final_time(), *anchor.mutable_final_time());
  }
  anchor.set_last_error(row.last_error());
  return anchor;
}

// The first key after that of the former page's last row.
absl::StatusOr<std::string> After(absl::string_view page_token,
                                  absl::string_view chain) {
  const absl::StatusOr<std::string> key = Base64UrlDecode(page_token);
  if (!key.ok() ||
      (!chain.empty() && !absl::StartsWith(*key, absl::StrCat(chain, kNul)))) {
    return absl::InvalidArgumentError("page_token: not of this list");
  }
  return absl::StrCat(*key, kNul);
}

}  // namespace

absl::StatusOr<AnchorPage> ListAnchors(const StoreReader& store,
                                       absl::string_view chain,
                                       absl::string_view page_token,
                                       std::size_t limit) {
  std::string begin = chain.empty() ? std::string() : keys::Anchor(chain, 0);
  const std::string end =
      chain.empty() ? std::string() : keys::AnchorsEnd(chain);
  if (!page_token.empty()) {
    ASSIGN_OR_RETURN(begin, After(page_token, chain));
  }
  ASSIGN_OR_RETURN(const std::vector<Row> rows,
                   store.Scan(Family::kAnchors, begin, end, limit + 1));
  AnchorPage page;
  for (const Row& row : rows) {
    if (page.anchors.size() == limit) break;
    ASSIGN_OR_RETURN(v1::Anchor anchor, ToAnchor(row));
    page.anchors.push_back(std::move(anchor));
  }
  if (rows.size() > limit) {
    page.next_page_token = Base64UrlEncode(rows[limit - 1].key);
  }
  return page;
}

absl::StatusOr<AnchorRow> FirstAnchorCovering(const StoreReader& store,
                                              absl::string_view chain,
                                              std::uint64_t leaf_index) {
  std::string begin = keys::Anchor(chain, leaf_index + 1);
  const std::string end = keys::AnchorsEnd(chain);
  std::optional<AnchorRow> in_flight;
  for (;;) {
    ASSIGN_OR_RETURN(const std::vector<Row> rows,
                     store.Scan(Family::kAnchors, begin, end, kRowsAtOnce));
    for (const Row& row : rows) {
      ASSIGN_OR_RETURN(AnchorRow parsed, ParseRow(row));
      if (parsed.state() == v1::Anchor::FINAL) return parsed;
      if (parsed.state() != v1::Anchor::FAILED) in_flight = std::move(parsed);
    }
    if (rows.size() < kRowsAtOnce) break;
    begin = absl::StrCat(rows.back().key, kNul);
  }
  if (!in_flight) return absl::NotFoundError("anchor: none covers the leaf");
  return *std::move(in_flight);
}

absl::StatusOr<AnchorRow> NewestFinalAnchor(const StoreReader& store,
                                            absl::string_view chain) {
  std::string end = keys::AnchorsEnd(chain);
  for (int i = 0; i < kRowsLookedBack; ++i) {
    ASSIGN_OR_RETURN(const Row row,
                     store.Last(Family::kAnchors, keys::Anchor(chain, 0), end));
    ASSIGN_OR_RETURN(AnchorRow parsed, ParseRow(row));
    if (parsed.state() == v1::Anchor::FINAL) return parsed;
    end = row.key;
  }
  return absl::NotFoundError("anchor: none is final yet");
}

}  // namespace prescreen
