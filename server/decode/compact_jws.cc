// SPDX-License-Identifier: Apache-2.0
#include "server/decode/compact_jws.h"

#include <utility>

#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

// Messages are ours: a parser's may name members, which are content.
absl::StatusOr<json::Value> ParseObject(absl::string_view encoded,
                                        const json::ParseOptions& options) {
  ASSIGN_OR_RETURN(const std::string text, Base64UrlDecode(encoded));
  absl::StatusOr<json::Value> value = json::Parse(text, options);
  if (absl::IsResourceExhausted(value.status())) {
    return absl::ResourceExhaustedError("JWT: a part exceeds a JSON limit");
  }
  if (!value.ok() || !value->is_object()) {
    return absl::InvalidArgumentError("JWT: a part is no JSON object");
  }
  return value;
}

}  // namespace

absl::StatusOr<CompactJws> ParseCompactJws(absl::string_view token) {
  if (token.size() > kMaxTokenBytes) {
    return absl::ResourceExhaustedError("JWT: longer than the limit");
  }
  const std::size_t first = token.find('.');
  const std::size_t second =
      first == token.npos ? first : token.find('.', first + 1);
  if (second == token.npos || token.find('.', second + 1) != token.npos) {
    return absl::InvalidArgumentError("JWT: not three parts");
  }
  const absl::string_view header = token.substr(0, first);
  const absl::string_view payload = token.substr(first + 1, second - first - 1);
  if (header.empty() || payload.empty()) {
    return absl::InvalidArgumentError("JWT: an empty part");
  }
  if (header.size() > kMaxJoseHeaderBytes) {
    return absl::ResourceExhaustedError("JWT header: longer than the limit");
  }
  CompactJws jws;
  jws.signing_input = token.substr(0, second);
  json::ParseOptions header_options;
  header_options.max_depth = kMaxJoseHeaderDepth;
  ASSIGN_OR_RETURN(jws.header, ParseObject(header, header_options));
  ASSIGN_OR_RETURN(jws.signature, Base64UrlDecode(token.substr(second + 1)));
  absl::StatusOr<json::Value> content = ParseObject(payload, {});
  jws.payload_status = content.status();
  if (content.ok()) jws.payload = *std::move(content);
  return jws;
}

}  // namespace prescreen
