// SPDX-License-Identifier: Apache-2.0
// `prescreen-audit consistency`: whether one signed tree is the beginning of
// another.
#ifndef PRESCREEN_CLIENT_AUDIT_CONSISTENCY_H_
#define PRESCREEN_CLIENT_AUDIT_CONSISTENCY_H_

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "anchor/checkpoint.h"
#include "anchor/log_identity.h"
#include "anchor/receipt.h"
#include "client/audit_tiles.h"
#include "prescreen/v1/receipt.pb.h"

namespace prescreen::anchor {

// A GetConsistencyProofResponse, as protobuf bytes or its JSON mapping.
// InvalidArgument: neither.
absl::StatusOr<v1::GetConsistencyProofResponse> ParseConsistencyProof(
    absl::string_view bytes);

// The hashes that lead from the first tree to the second, of these sizes.
// DataLoss: what there is is false; others: could not be read.
using PathSource = absl::FunctionRef<absl::StatusOr<std::vector<Hash>>(
    const Checkpoint& first, const Checkpoint& second)>;

// Both signatures, then the proof. Two signed roots of one size are a fork,
// whatever a proof says; `source` is asked only where there is something to
// prove. InvalidArgument: the checkpoints are given newest first.
absl::StatusOr<std::vector<CheckLine>> CheckConsistency(
    absl::string_view old_note, absl::string_view new_note,
    const LogIdentity& identity, PathSource source);

// From a given proof, whose sizes and roots must be those of the checkpoints.
absl::StatusOr<std::vector<Hash>> PathOfProof(
    const v1::GetConsistencyProofResponse& proof, const Checkpoint& first,
    const Checkpoint& second);

// From tiles of the second tree or a later one.
absl::StatusOr<std::vector<Hash>> PathOfTiles(const TileFolder& folder,
                                              const Checkpoint& first,
                                              const Checkpoint& second);

}  // namespace prescreen::anchor

#endif  // PRESCREEN_CLIENT_AUDIT_CONSISTENCY_H_
