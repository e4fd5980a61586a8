// SPDX-License-Identifier: Apache-2.0
// Answers what the log can prove. Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_RECEIPTS_PROOFS_H_
#define PRESCREEN_SERVER_SERVICE_RECEIPTS_PROOFS_H_

#include "absl/status/statusor.h"
#include "prescreen/v1/receipt.pb.h"
#include "server/log/log.h"

namespace prescreen {

// NOT_FOUND (LEAF_NOT_FOUND, CHECKPOINT_NOT_FOUND): not in the newest signed
// tree; INVALID_ARGUMENT.
absl::StatusOr<v1::GetInclusionProofResponse> FindInclusionProof(
    const Log& log, const v1::GetInclusionProofRequest& request);

// NOT_FOUND (CHECKPOINT_NOT_FOUND); INVALID_ARGUMENT.
absl::StatusOr<v1::GetConsistencyProofResponse> FindConsistencyProof(
    const Log& log, const v1::GetConsistencyProofRequest& request);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_RECEIPTS_PROOFS_H_
