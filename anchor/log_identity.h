// SPDX-License-Identifier: Apache-2.0
// The log identity: what an auditor trusts (object of leaf type 04,
// `log.json`). Thread-safe.
#ifndef PRESCREEN_ANCHOR_LOG_IDENTITY_H_
#define PRESCREEN_ANCHOR_LOG_IDENTITY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace prescreen::anchor {

// A chain on which this log's roots are anchored. All times unix seconds.
struct AnchorIdentity {
  std::string caip2;      // `eip155:1`
  std::string contract;   // 0x and 40 hex digits, EIP-55; empty: none
  std::string publisher;  // as contract
  std::uint64_t first_nonce = 0;
  std::int64_t from = 0;
  std::optional<std::int64_t> until;
  friend bool operator==(const AnchorIdentity&,
                         const AnchorIdentity&) = default;
};

// True for `namespace:reference` (CAIP-2): safe to print.
bool IsCaip2(absl::string_view text);

struct LogIdentity {
  std::int64_t iat = 0;
  std::string origin;
  std::vector<std::string> vkeys;
  std::vector<AnchorIdentity> anchors;
  std::int64_t cadence_seconds = 0;
  std::vector<std::string> formats;  // "prescreen-record/1", "tlog-tiles", …
  friend bool operator==(const LogIdentity&, const LogIdentity&) = default;
};

// RFC 8785 JSON {v, typ: "prescreen-log", log, iat, origin, vkeys, anchors,
// cadence, formats}; absent values are left out.
std::string FormatLogIdentity(const LogIdentity& identity);

// Accepts only what FormatLogIdentity writes, byte for byte, with at least one
// well-formed vkey. InvalidArgument otherwise.
absl::StatusOr<LogIdentity> ParseLogIdentity(absl::string_view json);

}  // namespace prescreen::anchor

#endif  // PRESCREEN_ANCHOR_LOG_IDENTITY_H_
