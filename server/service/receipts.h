// SPDX-License-Identifier: Apache-2.0
// Puts receipts together from records, tree and anchors. Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_RECEIPTS_H_
#define PRESCREEN_SERVER_SERVICE_RECEIPTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "prescreen/v1/receipt.pb.h"
#include "server/service/engine.h"
#include "server/service/screenings.h"

namespace prescreen {

// Whose receipt `…/revisions/{n}/receipt` is.
struct ReceiptOwner {
  const Tenant* tenant = nullptr;
  RevisionId revision;
};
absl::StatusOr<ReceiptOwner> FindReceiptOwner(const TenantAccess& tenants,
                                              const std::string& name);

// As it stands now. NOT_FOUND (SCREENING_NOT_FOUND).
absl::StatusOr<v1::GetReceiptResponse> BuildReceipt(const Engine& engine,
                                                    const ReceiptOwner& owner);

// `name` is `log/checkpoints/{size|latest}`. NOT_FOUND (CHECKPOINT_NOT_FOUND).
absl::StatusOr<v1::Checkpoint> FindCheckpoint(const Engine& engine,
                                              const std::string& name);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_RECEIPTS_H_
