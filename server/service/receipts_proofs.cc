// SPDX-License-Identifier: Apache-2.0
#include "server/service/receipts_proofs.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/crypto/hash.h"
#include "base/status_macros.h"
#include "server/log/log_proofs.h"
#include "server/service/errors.h"

namespace prescreen {
namespace {

absl::StatusOr<std::uint64_t> ParseLeafName(const std::string& name) {
  absl::string_view text = name;
  std::uint64_t index = 0;
  if (!absl::ConsumePrefix(&text, "log/leaves/") ||
      !absl::SimpleAtoi(text, &index) || absl::StrCat(index) != text) {
    return FieldError("name", "must be `log/leaves/{index}`");
  }
  return index;
}

// `asked`, or the newest where that is 0.
absl::StatusOr<std::uint64_t> SignedSize(std::uint64_t asked,
                                         std::uint64_t newest) {
  if (asked > newest) {
    return ServiceError(absl::StatusCode::kNotFound, v1::CHECKPOINT_NOT_FOUND,
                        "checkpoint: the log has not reached that size");
  }
  return asked == 0 ? newest : asked;
}

}  // namespace

absl::StatusOr<v1::GetInclusionProofResponse> FindInclusionProof(
    const Log& log, const v1::GetInclusionProofRequest& request) {
  ASSIGN_OR_RETURN(const std::uint64_t index, ParseLeafName(request.name()));
  ASSIGN_OR_RETURN(const std::uint64_t size,
                   SignedSize(request.tree_size(), log.checkpoint().size));
  if (index >= size) {
    return ServiceError(absl::StatusCode::kNotFound, v1::LEAF_NOT_FOUND,
                        "leaf: that tree has no such leaf");
  }
  ASSIGN_OR_RETURN(LeafProof proof, ProveLeaf(log, index, size));
  v1::GetInclusionProofResponse response;
  response.set_leaf_index(index);
  response.set_leaf_hash(std::string(AsBytes(proof.leaf_hash)));
  response.set_tree_size(size);
  for (const anchor::Hash& hash : proof.path) {
    response.add_path(std::string(AsBytes(hash)));
  }
  response.set_checkpoint(std::move(proof.checkpoint));
  return response;
}

absl::StatusOr<v1::GetConsistencyProofResponse> FindConsistencyProof(
    const Log& log, const v1::GetConsistencyProofRequest& request) {
  const std::uint64_t first = request.first_size();
  if (first == 0) return FieldError("first_size", "must be 1 or more");
  const std::uint64_t newest = log.checkpoint().size;
  ASSIGN_OR_RETURN(const std::uint64_t second,
                   SignedSize(request.second_size(), newest));
  RETURN_IF_ERROR(SignedSize(first, newest).status());
  if (second < first) {
    return FieldError("second_size", "must not be less than first_size");
  }
  ASSIGN_OR_RETURN(TreeProof proof, ProveTrees(log, first, second));
  v1::GetConsistencyProofResponse response;
  response.set_first_size(first);
  response.set_second_size(second);
  response.set_first_root(std::string(AsBytes(proof.first_root)));
  response.set_second_root(std::string(AsBytes(proof.second_root)));
  for (const anchor::Hash& hash : proof.path) {
    response.add_path(std::string(AsBytes(hash)));
  }
  response.set_checkpoint(std::move(proof.checkpoint));
  return response;
}

}  // namespace prescreen
