// SPDX-License-Identifier: Apache-2.0
// Puts receipts together from records, tree and anchors. Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_RECEIPTS_H_
#define PRESCREEN_SERVER_SERVICE_RECEIPTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "prescreen/v1/receipt.pb.h"
#include "server/service/engine.h"

namespace prescreen {

// `name` is `…/revisions/{n}/receipt`. NOT_FOUND (SCREENING_NOT_FOUND).
absl::StatusOr<v1::GetReceiptResponse> BuildReceipt(const Engine& engine,
                                                    const std::string& name);

// `name` is `log/checkpoints/{size|latest}`. NOT_FOUND (CHECKPOINT_NOT_FOUND).
absl::StatusOr<v1::Checkpoint> FindCheckpoint(const Engine& engine,
                                              const std::string& name);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_RECEIPTS_H_
