// SPDX-License-Identifier: Apache-2.0
// Checks `file:local` attestations offline: the line's signature, and that it
// is about the anchored tree. That makes no receipt anchored.
#ifndef PRESCREEN_ANCHOR_FILE_JOURNAL_CHECKER_H_
#define PRESCREEN_ANCHOR_FILE_JOURNAL_CHECKER_H_

#include <vector>

#include "anchor/receipt.h"

namespace prescreen::anchor::file {

// Thread-safe. No line for attestations of other kinds.
class JournalChecker final : public AttestationChecker {
 public:
  std::vector<CheckLine> Check(const v1::Attestation& attestation,
                               const Checkpoint& anchored,
                               const LogIdentity& identity) override;
};

}  // namespace prescreen::anchor::file

#endif  // PRESCREEN_ANCHOR_FILE_JOURNAL_CHECKER_H_
