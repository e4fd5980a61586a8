// SPDX-License-Identifier: Apache-2.0
// Typed errors (AIP-193): an absl::Status carries its ErrorInfo, field
// violations and RetryInfo up to the one place that makes a grpc::Status.
// Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_ERRORS_H_
#define PRESCREEN_SERVER_SERVICE_ERRORS_H_

#include <grpcpp/support/status.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/codec/yaml.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "prescreen/v1/reasons.pb.h"

namespace prescreen {

// `message` is for developers: no claim values, no secrets.
absl::Status ServiceError(absl::StatusCode code, v1::ErrorReason reason,
                          absl::string_view message);

// INVALID_ARGUMENT (INVALID_FIELD) naming one request field.
absl::Status FieldError(absl::string_view field, absl::string_view description);

// INVALID_ARGUMENT with one violation for each fault of a YAML text.
absl::Status TextError(v1::ErrorReason reason, absl::string_view what,
                       const std::vector<yaml::Fault>& faults);

// UNAVAILABLE or RESOURCE_EXHAUSTED with RetryInfo.
absl::Status RetryableError(absl::StatusCode code, v1::ErrorReason reason,
                            absl::string_view message, absl::Duration delay);

// With the details. A status made elsewhere gets ErrorInfo too; its text is
// withheld for INTERNAL, UNKNOWN and DATA_LOSS. Of an error.
google::rpc::Status ToRpcStatus(const absl::Status& status);

// The same, its details as `grpc-status-details-bin`.
grpc::Status ToGrpcStatus(const absl::Status& status);

// The reason of the ErrorInfo that ToRpcStatus gives; "" if it is OK.
std::string ReasonName(const absl::Status& status);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_ERRORS_H_
