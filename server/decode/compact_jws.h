// SPDX-License-Identifier: Apache-2.0
// JWS compact serialisation (RFC 7515 section 7.1) taken apart. Nothing in the
// result has been verified.
#ifndef PRESCREEN_SERVER_DECODE_COMPACT_JWS_H_
#define PRESCREEN_SERVER_DECODE_COMPACT_JWS_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/codec/json.h"

namespace prescreen {

// A credential with an embedded photograph stays under 1 MiB.
inline constexpr std::size_t kMaxTokenBytes = 2u << 20;
// An `x5c` chain of four certificates takes 10 KiB.
inline constexpr std::size_t kMaxJoseHeaderBytes = 32u << 10;
// JOSE headers nest three levels at most.
inline constexpr int kMaxJoseHeaderDepth = 8;

struct CompactJws {
  absl::string_view signing_input;  // borrowed from the token
  json::Value header;               // an object
  std::string signature;            // as decoded; may be empty
  // The payload, an object; null unless `payload_status` is OK. A payload that
  // cannot be read does not hide whether the signature is good.
  json::Value payload;
  absl::Status payload_status;
};

// `token` must outlive the result. InvalidArgument: not three parts, header or
// signature not strict base64url, header no JSON object; ResourceExhausted:
// longer than the limits above. Messages hold no content. Thread-safe.
absl::StatusOr<CompactJws> ParseCompactJws(absl::string_view token);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_DECODE_COMPACT_JWS_H_
