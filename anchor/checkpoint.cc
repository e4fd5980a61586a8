// SPDX-License-Identifier: Apache-2.0
#include "anchor/checkpoint.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen::anchor {
namespace {

// Longer than any host name with a path that a person would choose.
constexpr std::size_t kMaxOriginBytes = 255;
// Readers in other languages hold sizes in signed integers.
constexpr auto kMaxSize =
    static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

absl::Status NotACheckpoint(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("checkpoint: ", why));
}

// Removes the first line of `text`, without its line feed.
absl::StatusOr<absl::string_view> ConsumeLine(absl::string_view* text) {
  const std::size_t end = text->find('\n');
  if (end == absl::string_view::npos)
    return NotACheckpoint("a line is missing");
  const absl::string_view line = text->substr(0, end);
  text->remove_prefix(end + 1);
  return line;
}

absl::StatusOr<std::uint64_t> ParseSize(absl::string_view text) {
  const bool has_only_digits = std::all_of(
      text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  std::uint64_t size = 0;
  if (!has_only_digits || (text.size() > 1 && text[0] == '0') ||
      !absl::SimpleAtoi(text, &size) || size > kMaxSize) {
    return NotACheckpoint("the size is not a decimal number");
  }
  return size;
}

absl::StatusOr<Hash> ParseRoot(absl::string_view text) {
  Hash root;
  const absl::StatusOr<std::string> bytes = Base64Decode(text);
  if (!bytes.ok() || bytes->size() != root.size()) {
    return NotACheckpoint("the root is not base64 of 32 bytes");
  }
  std::copy(bytes->begin(), bytes->end(), root.begin());
  return root;
}

}  // namespace

std::string FormatCheckpoint(const Checkpoint& checkpoint) {
  return absl::StrCat(checkpoint.origin, "\n", checkpoint.size, "\n",
                      Base64Encode(AsBytes(checkpoint.root)), "\n");
}

absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text) {
  Checkpoint checkpoint;
  ASSIGN_OR_RETURN(const absl::string_view origin, ConsumeLine(&text));
  RETURN_IF_ERROR(ValidateOrigin(origin));
  checkpoint.origin = std::string(origin);
  ASSIGN_OR_RETURN(const absl::string_view size, ConsumeLine(&text));
  ASSIGN_OR_RETURN(checkpoint.size, ParseSize(size));
  ASSIGN_OR_RETURN(const absl::string_view root, ConsumeLine(&text));
  ASSIGN_OR_RETURN(checkpoint.root, ParseRoot(root));
  if (!text.empty()) return NotACheckpoint("has more than three lines");
  if (checkpoint.size == 0 && checkpoint.root != EmptyRoot()) {
    return NotACheckpoint("not the root of the empty tree");
  }
  return checkpoint;
}

absl::Status ValidateOrigin(absl::string_view origin) {
  if (origin.empty() || origin.size() > kMaxOriginBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("origin: empty, or longer than ", kMaxOriginBytes));
  }
  for (const char c : origin) {
    if (c <= ' ' || c > '~' || c == '+') {
      return absl::InvalidArgumentError(
          "origin: has a space, `+`, or what is not printable ASCII");
    }
  }
  if (absl::StrContains(origin, "://")) {
    return absl::InvalidArgumentError("origin: must have no URL scheme");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint,
                                           const Ed25519PrivateKey& key) {
  RETURN_IF_ERROR(ValidateOrigin(checkpoint.origin));
  return SignNote(FormatCheckpoint(checkpoint), checkpoint.origin, key);
}

absl::StatusOr<Checkpoint> OpenCheckpoint(
    absl::string_view note, absl::Span<const NoteVerifier> verifiers) {
  ASSIGN_OR_RETURN(const std::string text, OpenNote(note, verifiers));
  ASSIGN_OR_RETURN(Checkpoint checkpoint, ParseCheckpoint(text));
  std::vector<NoteVerifier> of_origin;
  for (const NoteVerifier& verifier : verifiers) {
    if (verifier.name == checkpoint.origin) of_origin.push_back(verifier);
  }
  if (of_origin.size() != verifiers.size()) {
    // Somebody whom the caller knows signed it; did the origin itself?
    RETURN_IF_ERROR(OpenNote(note, of_origin).status());
  }
  return checkpoint;
}

}  // namespace prescreen::anchor
