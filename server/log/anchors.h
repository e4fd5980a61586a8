// SPDX-License-Identifier: Apache-2.0
// Reads what the publisher stores. Thread-safe. Errors of the store pass
// through; DataLoss: a damaged row.
#ifndef PRESCREEN_SERVER_LOG_ANCHORS_H_
#define PRESCREEN_SERVER_LOG_ANCHORS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "prescreen/v1/receipt.pb.h"
#include "server/store/store.h"

namespace prescreen {

struct AnchorPage {
  std::vector<v1::Anchor> anchors;  // by chain, then oldest first
  std::string next_page_token;      // "": this is the last page
};

// The anchors of `chain`, or of every chain if it is empty. `page_token` is
// "" or a former page's next_page_token. `limit` must be positive.
// InvalidArgument: a malformed token, or one of another chain.
absl::StatusOr<AnchorPage> ListAnchors(const StoreReader& store,
                                       absl::string_view chain,
                                       absl::string_view page_token,
                                       std::size_t limit);

// The anchor that a receipt of leaf `leaf_index` should show: the smallest
// FINAL one that covers the leaf, else the one in flight that covers it.
// NotFound: none yet.
absl::StatusOr<stored::v1::AnchorRow> FirstAnchorCovering(
    const StoreReader& store, absl::string_view chain,
    std::uint64_t leaf_index);

// The newest FINAL anchor of `chain`. NotFound: none among the last few.
absl::StatusOr<stored::v1::AnchorRow> NewestFinalAnchor(
    const StoreReader& store, absl::string_view chain);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_LOG_ANCHORS_H_
