// SPDX-License-Identifier: Apache-2.0
// Validity in time and revocation of one credential, as of a moment.
#ifndef PRESCREEN_SERVER_STATUS_STATUS_H_
#define PRESCREEN_SERVER_STATUS_STATUS_H_

#include <vector>

#include "absl/time/time.h"
#include "server/verify/credential.h"
#include "server/verify/outcome.h"

namespace prescreen {

struct StatusResult {
  Verdict status = Verdict::kValid;  // of revocation
  Verdict dates = Verdict::kValid;
  std::vector<Finding> findings;  // EXPIRED, NOT_YET_VALID, STATUS_UNAVAILABLE
};

// Thread-safe.
class StatusChecker {
 public:
  // `skew`: how far the issuer's clock and ours may differ.
  StatusChecker(absl::Time as_of, absl::Duration skew)
      : as_of_(as_of), skew_(skew) {}

  // Validity windows include both ends, widened by the skew. A credential that
  // names a status method is kUnchecked: none is supported, and unknown is
  // never good.
  StatusResult Check(const VerifiedCredential& credential) const {
    return CheckContent(credential.content());
  }
  // What would hold if its content were true.
  StatusResult Check(const UncheckedCredential& credential) const {
    return CheckContent(credential.unverified());
  }

 private:
  StatusResult CheckContent(const CredentialContent& content) const;

  absl::Time as_of_;
  absl::Duration skew_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_STATUS_STATUS_H_
