// SPDX-License-Identifier: Apache-2.0
// A CreateScreeningRequest, checked.
#ifndef PRESCREEN_SERVER_SERVICE_SCREENING_REQUEST_H_
#define PRESCREEN_SERVER_SERVICE_SCREENING_REQUEST_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "prescreen/v1/screening.pb.h"
#include "server/decode/bundle.h"
#include "server/policy/role_policy.h"
#include "server/service/names.h"

namespace prescreen {

// Lengths, counts, UUID and UTF-8 of every field but the names.
// INVALID_ARGUMENT naming the field; RESOURCE_EXHAUSTED (LIMIT_EXCEEDED).
absl::Status CheckScreeningRequest(const v1::CreateScreeningRequest& request);
absl::Status CheckVerifyRequest(const v1::VerifyBundleRequest& request);

// What was presented.
RawBundle BundleOf(
    const google::protobuf::RepeatedPtrField<v1::Document>& documents);

struct EvaluationTime {
  absl::Time as_of;  // whole seconds
  bool chosen = false;
};
// OUT_OF_RANGE (AS_OF_OUT_OF_RANGE): in the future beyond the skew, or more
// than 7 days back outside a sandbox.
absl::StatusOr<EvaluationTime> ChooseTime(
    const v1::CreateScreeningRequest& request, bool sandbox, absl::Time now);

// Whole seconds. Verification alone may look as far back as its caller likes.
// OUT_OF_RANGE (AS_OF_OUT_OF_RANGE): in the future beyond the skew.
absl::StatusOr<absl::Time> ChooseVerificationTime(
    const v1::VerifyBundleRequest& request, absl::Time now);

// FAILED_PRECONDITION (POLICY_EXPIRED): `as_of` is outside `effective`.
absl::Status CheckEffective(const PolicyMetadata& metadata, absl::Time as_of);

// SHA-256 of the request without request_id and wait: what a retry must repeat.
std::string ContentDigest(const v1::CreateScreeningRequest& request);
// SHA-256 of what is judged: policy version, documents, identifiers, references
// and a chosen as_of.
std::string InputsDigest(const v1::CreateScreeningRequest& request,
                         absl::string_view policy_name);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_SCREENING_REQUEST_H_
