// SPDX-License-Identifier: Apache-2.0
// The machine-readable part of a failed call (AIP-193). Thread-safe.
#ifndef PRESCREEN_CLIENT_ERROR_DETAILS_H_
#define PRESCREEN_CLIENT_ERROR_DETAILS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace prescreen {

struct FieldViolation {
  // Within a YAML text, from 1; 0 for a request field.
  int line = 0;
  int column = 0;
  // A path: `documents[2].content`, `requirements[1].where.kind`.
  std::string field;
  std::string description;
};

struct ErrorDetails {
  // A value name of v1.ErrorReason, such as POLICY_NOT_ACTIVE. Empty where the
  // error did not come from a Prescreen server (no connection, a deadline).
  std::string reason;
  std::vector<FieldViolation> violations;
  // Present where a retry of the same request can succeed.
  std::optional<absl::Duration> retry_after;
};

// What `status` carries; empty if it carries nothing or something malformed.
ErrorDetails ErrorDetailsOf(const absl::Status& status);

// A status that carries `details`, the bytes of the `grpc-status-details-bin`
// trailer (google.rpc.Status).
absl::Status StatusWithDetails(absl::StatusCode code, absl::string_view message,
                               absl::string_view details);

}  // namespace prescreen

#endif  // PRESCREEN_CLIENT_ERROR_DETAILS_H_
