// SPDX-License-Identifier: Apache-2.0
// Checking a receipt (RECEIPT formats: anchor/README.md) from record bytes down
// to its attestations, trusting only the log identity. Thread-safe.
#ifndef PRESCREEN_ANCHOR_RECEIPT_H_
#define PRESCREEN_ANCHOR_RECEIPT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "anchor/checkpoint.h"
#include "anchor/log_identity.h"
#include "prescreen/v1/receipt.pb.h"

namespace prescreen::anchor {

enum class CheckVerdict { kHolds, kFalse, kUnchecked };

// One line of an audit: what was checked, and by which bytes.
struct CheckLine {
  CheckVerdict verdict = CheckVerdict::kUnchecked;
  std::string what;
  std::string detail;
};

// Asks a ledger about one attestation.
class AttestationChecker {
 public:
  virtual ~AttestationChecker() = default;
  // No line: of a kind that it does not know.
  // `anchored` is the proved tree that the attestation must be about;
  // `identity` names the contract and publisher that count.
  virtual std::vector<CheckLine> Check(const v1::Attestation& attestation,
                                       const Checkpoint& anchored,
                                       const LogIdentity& identity) = 0;
};

// Every line of the audit, in order: record → entry → leaf → path → root, note
// signature, the anchored proof, each attestation (kUnchecked without a
// checker), and `subject` against the record where given. A line that fails
// does not stop the others. `checker` and `subject` may be null.
std::vector<CheckLine> CheckReceipt(const v1::Receipt& receipt,
                                    const LogIdentity& identity,
                                    AttestationChecker* checker,
                                    const v1::Opening* subject);

// kFalse if any line is, else kUnchecked if any is, else kHolds.
CheckVerdict Overall(const std::vector<CheckLine>& lines);

// Protobuf bytes or the JSON mapping, told apart by the first byte.
// InvalidArgument: neither; ResourceExhausted: longer than kMaxReceiptBytes.
absl::StatusOr<v1::Receipt> ParseReceipt(absl::string_view bytes);
absl::StatusOr<v1::Opening> ParseOpening(absl::string_view bytes);
// The JSON mapping, for files.
std::string ReceiptToJson(const v1::Receipt& receipt);
std::string OpeningToJson(const v1::Opening& opening);

}  // namespace prescreen::anchor

#endif  // PRESCREEN_ANCHOR_RECEIPT_H_
