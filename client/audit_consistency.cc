// SPDX-License-Identifier: Apache-2.0
#include "client/audit_consistency.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "client/audit_notes.h"

namespace prescreen::anchor {
namespace {

void Add(CheckVerdict verdict, absl::string_view what, std::string detail,
         std::vector<CheckLine>* lines) {
  lines->push_back({verdict, std::string(what), std::move(detail)});
}

// The line for two trees that can be compared without any proof; nullopt: they
// cannot.
std::optional<CheckLine> WithoutProof(const Checkpoint& first,
                                      const Checkpoint& second) {
  if (first.size == second.size) {
    if (first.root == second.root) {
      return CheckLine{CheckVerdict::kHolds, "consistency",
                       "one tree: the sizes and roots are equal"};
    }
    return CheckLine{
        CheckVerdict::kFalse, "consistency",
        absl::StrCat("two roots of size ", first.size, ": the log forked")};
  }
  if (first.size != 0) return std::nullopt;
  if (first.root == EmptyRoot()) {
    return CheckLine{CheckVerdict::kHolds, "consistency",
                     "the empty tree is the beginning of every other"};
  }
  return CheckLine{CheckVerdict::kFalse, "consistency",
                   "size 0 has another root than the empty tree"};
}

}  // namespace

absl::StatusOr<v1::GetConsistencyProofResponse> ParseConsistencyProof(
    absl::string_view bytes) {
  v1::GetConsistencyProofResponse proof;
  bool good = false;
  if (absl::StartsWith(absl::StripLeadingAsciiWhitespace(bytes), "{")) {
    good =
        google::protobuf::util::JsonStringToMessage(std::string(bytes), &proof)
            .ok();
  } else {
    good = !bytes.empty() && proof.ParseFromString(std::string(bytes));
  }
  if (!good) {
    return absl::InvalidArgumentError(
        "proof: not a GetConsistencyProofResponse");
  }
  return proof;
}

absl::StatusOr<std::vector<Hash>> PathOfProof(
    const v1::GetConsistencyProofResponse& proof, const Checkpoint& first,
    const Checkpoint& second) {
  if (proof.first_size() != first.size || proof.second_size() != second.size) {
    return absl::DataLossError(
        absl::StrCat("the proof is from size ", proof.first_size(), " to ",
                     proof.second_size(), ", the checkpoints are of ",
                     first.size, " and ", second.size));
  }
  if (proof.first_root() != AsBytes(first.root) ||
      proof.second_root() != AsBytes(second.root)) {
    return absl::DataLossError(
        "the proof states other roots than the checkpoints");
  }
  std::vector<Hash> path;
  for (const std::string& bytes : proof.path()) {
    Hash hash;
    if (bytes.size() != hash.size()) {
      return absl::DataLossError("the proof has a hash that is not 32 bytes");
    }
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    path.push_back(hash);
  }
  return path;
}

absl::StatusOr<std::vector<Hash>> PathOfTiles(const TileFolder& folder,
                                              const Checkpoint& first,
                                              const Checkpoint& second) {
  const auto read = [&](const NodeId& id) {
    return ReadNode(folder, second.size, id);
  };
  ASSIGN_OR_RETURN(const Hash root, TreeRoot(second.size, read));
  if (root != second.root) {
    return absl::DataLossError(absl::StrCat(
        "the tiles lead to ", ShortHash(root), ", the newer checkpoint says ",
        ShortHash(second.root), "; `fsck` finds where"));
  }
  return ConsistencyProof(first.size, second.size, read);
}

absl::StatusOr<std::vector<CheckLine>> CheckConsistency(
    absl::string_view old_note, absl::string_view new_note,
    const LogIdentity& identity, PathSource source) {
  std::vector<CheckLine> lines;
  const std::optional<Checkpoint> first =
      CheckNote("old checkpoint", old_note, identity, &lines);
  const std::optional<Checkpoint> second =
      CheckNote("new checkpoint", new_note, identity, &lines);
  if (!first || !second) return lines;
  if (first->size > second->size) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the first checkpoint has ", first->size, " leaves, the second only ",
        second->size, ": give the older one first"));
  }
  if (const auto line = WithoutProof(*first, *second)) {
    lines.push_back(*line);
    return lines;
  }
  const absl::StatusOr<std::vector<Hash>> path = source(*first, *second);
  if (!path.ok()) {
    Add(absl::IsDataLoss(path.status()) ? CheckVerdict::kFalse
                                        : CheckVerdict::kUnchecked,
        "consistency", std::string(path.status().message()), &lines);
    return lines;
  }
  const absl::Status status = VerifyConsistency(
      first->size, second->size, *path, first->root, second->root);
  if (status.ok()) {
    Add(CheckVerdict::kHolds, "consistency",
        absl::StrCat("the first ", first->size, " of ", second->size,
                     " leaves are the old tree: ", path->size(), " hashes"),
        &lines);
  } else {
    Add(CheckVerdict::kFalse, "consistency", std::string(status.message()),
        &lines);
  }
  return lines;
}

}  // namespace prescreen::anchor
