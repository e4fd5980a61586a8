// SPDX-License-Identifier: Apache-2.0
// Every code of reasons.proto in words. Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_REASON_CODES_H_
#define PRESCREEN_SERVER_SERVICE_REASON_CODES_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "prescreen/v1/screening.pb.h"

namespace prescreen {

// `language`: BCP 47, or empty. INVALID_ARGUMENT: there is no text in it.
absl::StatusOr<v1::ListReasonCodesResponse> ListReasonCodes(
    absl::string_view language);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_REASON_CODES_H_
