// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/abi.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "anchor/evm/quantity.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen::anchor::evm {
namespace {

constexpr std::size_t kWord = 32;

std::string Selector() {
  const Digest32 digest = Keccak256(kAnchorSignature);
  return std::string(AsBytes(digest).substr(0, 4));
}

// A word whose front is zeros and whose end holds `width` bytes.
absl::StatusOr<absl::string_view> Unpad(absl::string_view word,
                                        std::size_t width) {
  const absl::string_view front = word.substr(0, word.size() - width);
  if (std::any_of(front.begin(), front.end(),
                  [](char c) { return c != '\0'; })) {
    return absl::InvalidArgumentError("ABI: value out of range");
  }
  return word.substr(word.size() - width);
}

absl::StatusOr<std::uint64_t> ReadUint64(absl::string_view word) {
  ASSIGN_OR_RETURN(const absl::string_view digits, Unpad(word, 8));
  return ReadBigEndian64(digits);
}

}  // namespace

std::string EncodeAnchorCall(const AnchorCall& call) {
  return absl::StrCat(Selector(), AsBytes(call.log_id), AsBytes(call.root),
                      std::string(kWord - 8, '\0'),
                      BigEndian64(call.tree_size));
}

absl::StatusOr<AnchorCall> DecodeAnchorCall(absl::string_view data) {
  if (data.size() != 4 + 3 * kWord || !absl::StartsWith(data, Selector())) {
    return absl::InvalidArgumentError("ABI: not a call of anchor()");
  }
  AnchorCall call;
  ASSIGN_OR_RETURN(call.log_id, ToDigest32(data.substr(4, kWord)));
  ASSIGN_OR_RETURN(call.root, ToDigest32(data.substr(4 + kWord, kWord)));
  ASSIGN_OR_RETURN(call.tree_size, ReadUint64(data.substr(4 + 2 * kWord)));
  return call;
}

absl::StatusOr<AnchoredEvent> DecodeAnchoredEvent(
    absl::Span<const Digest32> topics, absl::string_view data) {
  if (topics.size() != 4 || topics[0] != Keccak256(kAnchoredSignature) ||
      data.size() != kWord) {
    return absl::InvalidArgumentError("ABI: not an Anchored event");
  }
  AnchoredEvent event;
  ASSIGN_OR_RETURN(const absl::string_view publisher,
                   Unpad(AsBytes(topics[1]), 20));
  ASSIGN_OR_RETURN(event.publisher, ToAddress(publisher));
  event.call.log_id = topics[2];
  event.call.root = topics[3];
  ASSIGN_OR_RETURN(event.call.tree_size, ReadUint64(data));
  return event;
}

}  // namespace prescreen::anchor::evm
