// SPDX-License-Identifier: Apache-2.0
#include "server/service/reason_codes.h"

#include <string>

#include "absl/strings/match.h"
#include "prescreen/v1/reasons.pb.h"
#include "server/decision/sentences.h"
#include "server/service/errors.h"

namespace prescreen {
namespace {

struct ErrorMeaning {
  v1::ErrorReason reason;
  absl::string_view meaning;
};

// What to do, for a developer.
constexpr ErrorMeaning kMeanings[] = {
    {v1::INVALID_FIELD,
     "A field of the request is not allowed as it is; the field violations "
     "name each one. Correct the request."},
    {v1::INVALID_POLICY,
     "The policy text is not of the policy language; the field violations name "
     "line, column and field. Correct the text."},
    {v1::INVALID_CATALOGUE,
     "The catalogue text is malformed; the field violations name line, column "
     "and field. Correct the text."},
    {v1::LIMIT_EXCEEDED,
     "The request is larger than a documented limit. Send less at once."},
    {v1::TENANT_NOT_FOUND,
     "There is no such tenant, or the caller may not act for it. Check the "
     "name and the key's tenants."},
    {v1::POLICY_NOT_FOUND,
     "There is no such policy or version. Create it first, or check the name."},
    {v1::CATALOGUE_NOT_FOUND,
     "There is no such catalogue or version. Import it first, or check the "
     "name."},
    {v1::SCREENING_NOT_FOUND,
     "There is no such screening or revision. Check the name; it may have been "
     "erased."},
    {v1::RECEIPT_NOT_FOUND, "There is no such receipt. Check the name."},
    {v1::CHECKPOINT_NOT_FOUND,
     "The log has not reached that size. Ask for `latest`."},
    {v1::POLICY_NOT_ACTIVE,
     "This version of the policy is not the active one. Activate it, or leave "
     "the version out."},
    {v1::POLICY_EXPIRED,
     "The evaluation time is outside the policy's effective dates. Create, "
     "approve and activate a version with new dates."},
    {v1::REQUEST_ID_REUSED,
     "The request_id was used for other content. Use a new one for each new "
     "request, the same one for its retries only."},
    {v1::AS_OF_OUT_OF_RANGE,
     "`as_of` lies in the future, or further back than is allowed. Leave it "
     "out to judge by the present."},
    {v1::SHUTTING_DOWN,
     "The server is ending. Retry after RetryInfo's delay, with the same "
     "request_id."},
    {v1::LOG_UNAVAILABLE,
     "The log cannot write now. Retry with back-off and the same request_id."},
    {v1::DEADLINE_PASSED,
     "The call took longer than its deadline. Retry with the same request_id: "
     "it gets the stored answer."},
    {v1::INTERNAL_FAULT,
     "A fault of the server; its log says more. Retry with back-off; if it "
     "stays, tell the operator."},
    {v1::TOO_BUSY,
     "Too much is under way. Retry after RetryInfo's delay, with the same "
     "request_id."},
    {v1::LEAF_NOT_FOUND, "The log has no such leaf. Check the number."},
    {v1::KEY_REQUIRED,
     "The call carries no API key and no known client certificate. Send "
     "`authorization: Bearer` with a key."},
    {v1::KEY_REFUSED,
     "The API key is unknown, expired or revoked. Get another one from the "
     "operator."},
    {v1::ROLE_REQUIRED,
     "None of the caller's roles may call this method. Use a key with the "
     "right role."},
    {v1::TOO_MANY_IN_FLIGHT,
     "Too many calls of this key are under way. Retry after RetryInfo's delay; "
     "send fewer at once."},
    {v1::DISK_LOW,
     "The server's disk is nearly full, so it takes no new screenings. Retry "
     "after RetryInfo's delay; the operator must make room."},
    {v1::SCREENING_CANCELLED,
     "The screening was cancelled and gets no further revision. Use another "
     "application_ref for a new one."},
    {v1::DRY_RUN_NOT_ALLOWED,
     "`validate_only` is for DRAFT and APPROVED versions of a policy and for "
     "sandbox tenants. Judge without it, or in a sandbox."},
    {v1::RESUME_TOKEN_EXPIRED,
     "What came after the resume token is not kept any more. List the "
     "screenings, then watch without a token."},
    {v1::POLICY_NOT_DRAFT,
     "Only a DRAFT can be submitted. Create a new version of the policy."},
    {v1::POLICY_NOT_SUBMITTED,
     "The version was not submitted for approval. Submit it first."},
    {v1::POLICY_NOT_APPROVED,
     "The version has too few approvals to be activated. Submit it and have "
     "others than its author approve it."},
    {v1::APPROVER_IS_AUTHOR,
     "An author cannot approve the own text. Have somebody else approve it."},
    {v1::TENANT_EXISTS, "A tenant of that name exists. Choose another name."},
    {v1::KEY_NOT_FOUND, "There is no such API key. Check the name."},
    {v1::CALL_CANCELLED, "The caller ended the call."},
    {v1::BACKUP_REFUSED,
     "The target folder cannot take a backup; the message says why. Name an "
     "empty or new folder that the server may write."},
};

absl::string_view MeaningOf(v1::ErrorReason reason) {
  for (const ErrorMeaning& entry : kMeanings) {
    if (entry.reason == reason) return entry.meaning;
  }
  return "";
}

v1::ListReasonCodesResponse InEnglish() {
  v1::ListReasonCodesResponse response;
  const auto& reasons = *v1::ReasonCode_descriptor();
  // From 1: 0 is no reason.
  for (int i = 1; i < reasons.value_count(); ++i) {
    const auto code = static_cast<v1::ReasonCode>(reasons.value(i)->number());
    const Sentences sentences = SentencesFor(code);
    auto* reason = response.add_reasons();
    reason->set_code(code);
    reason->set_recruiter(std::string(sentences.recruiter));
    reason->set_candidate(std::string(sentences.candidate));
  }
  const auto& errors = *v1::ErrorReason_descriptor();
  for (int i = 1; i < errors.value_count(); ++i) {
    const auto reason = static_cast<v1::ErrorReason>(errors.value(i)->number());
    auto* error = response.add_errors();
    error->set_reason(reason);
    error->set_meaning(std::string(MeaningOf(reason)));
    error->set_retry(errors.value(i)->options().GetExtension(v1::retry));
  }
  return response;
}

}  // namespace

absl::StatusOr<v1::ListReasonCodesResponse> ListReasonCodes(
    absl::string_view language) {
  if (!language.empty() && !absl::EqualsIgnoreCase(language, "en")) {
    return FieldError("language",
                      "there is no text in it; `en` is the only one");
  }
  return InEnglish();
}

}  // namespace prescreen
