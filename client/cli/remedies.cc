// SPDX-License-Identifier: Apache-2.0
#include "client/cli/remedies.h"

#include <algorithm>
#include <iterator>

namespace prescreen::cli {
namespace {

struct Row {
  v1::ReasonCode code;
  Remedy remedy;
};

constexpr Remedy kAnother = {"SHOW_OTHER",
                             "show another credential than $credential"};
constexpr Remedy kEarn = {"SHOW_CREDENTIAL",
                          "show a credential for: $requirement"};
constexpr Remedy kStronger = {"SHOW_STRONGER",
                              "show a stronger credential than $credential"};
constexpr Remedy kIssuerStates = {
    "ASK_ISSUER", "ask the issuer to state what $credential leaves out"};
constexpr Remedy kReissue = {"ASK_ISSUER",
                             "ask the issuer to issue $credential again"};
constexpr Remedy kRenew = {"RENEW", "renew $credential"};
constexpr Remedy kOtherForm = {
    "OTHER_FORM", "get $credential from its issuer in another format"};
constexpr Remedy kRecognised = {
    "OTHER_ISSUER", "show the like of $credential by an accepted issuer"};

// Codes that are not listed have no remedy: their cause lies with the policy,
// with limits of the software, or is information only.
constexpr Row kRows[] = {
    {v1::KEY_UNAVAILABLE,
     {"ISSUER_KEY", "screen again: no key for $credential"}},
    {v1::KEY_ROTATED, kReissue},
    {v1::UNSUPPORTED_CRYPTOSUITE, kOtherForm},
    {v1::UNSUPPORTED_FORMAT, kOtherForm},
    {v1::UNKNOWN_CONTEXT, kOtherForm},
    {v1::BINDING_NOT_CHECKED,
     {"PROVE_BINDING", "have the candidate prove that $credential is theirs"}},
    {v1::TAMPERED,
     {"ASK_ISSUER", "get $credential anew: this copy was altered"}},
    {v1::UNKNOWN_KEY, kReissue},
    {v1::ALG_NOT_ALLOWED, kReissue},
    {v1::NONCE_MISMATCH,
     {"PROVE_BINDING", "have the candidate present $credential anew"}},
    {v1::PROOF_TOO_WEAK, kReissue},
    {v1::SCHEMA_INVALID, kReissue},
    {v1::REVOKED, kAnother},
    {v1::SUSPENDED,
     {"ASK_ISSUER",
      "ask the issuer whether the suspension of $credential ends"}},
    {v1::EXPIRED, kRenew},
    {v1::NOT_YET_VALID, {"WAIT", "wait until $credential is valid"}},
    {v1::EXPIRES_TOO_SOON, kRenew},
    {v1::STATUS_UNAVAILABLE,
     {"ISSUER_STATUS", "screen again: no status for $credential"}},
    {v1::NOT_COMPLETED, {"COMPLETE", "complete $credential"}},
    {v1::SUBJECT_NOT_BOUND,
     {"PROVE_BINDING", "have the candidate prove that $credential is theirs"}},
    {v1::ISSUER_NOT_REVIEWED,
     {"REVIEW_ISSUER", "review the issuer of $credential for the catalogue"}},
    {v1::ISSUER_UNRECOGNISED, kRecognised},
    {v1::ISSUER_CLASS_NOT_ACCEPTED, kRecognised},
    {v1::ISSUER_BASIS_SELF_ASSERTED, kRecognised},
    {v1::ISSUER_AUTHORITY_UNKNOWN,
     {"REVIEW_ISSUER", "review what the issuer of $credential may award"}},
    {v1::NOT_ENDORSED, {"ENDORSEMENT", "get $credential endorsed"}},
    {v1::ASSESSOR_NOT_ACCEPTED, kAnother},
    {v1::NO_RELEVANT_CREDENTIAL, kEarn},
    {v1::NOT_ENOUGH, kEarn},
    {v1::KIND_NOT_ACCEPTED, kAnother},
    {v1::KIND_NOT_STATED, kIssuerStates},
    {v1::NO_ASSESSMENT, kStronger},
    {v1::ASSESSMENT_NOT_STATED, kIssuerStates},
    {v1::ASSESSMENT_KIND_NOT_ACCEPTED, kStronger},
    {v1::SUPERVISION_NOT_STATED, kIssuerStates},
    {v1::SUPERVISION_TOO_WEAK, kStronger},
    {v1::GROUP_ASSESSED, kStronger},
    {v1::RESULT_TOO_LOW, {"IMPROVE", "improve the result of $credential"}},
    {v1::RESULT_NOT_COMPARABLE, kIssuerStates},
    {v1::TOO_OLD, kRenew},
    {v1::DATE_NOT_STATED, kIssuerStates},
    {v1::ACHIEVEMENT_SUPERSEDED, kRenew},
    {v1::NO_EVIDENCE, {"EVIDENCE", "show $credential with evidence"}},
    {v1::EVIDENCE_NOT_DISCLOSED,
     {"EVIDENCE", "have the candidate disclose the evidence of $credential"}},
    {v1::EFFORT_TOO_SMALL, kStronger},
    {v1::EFFORT_NOT_STATED, kIssuerStates},
    {v1::LEVEL_TOO_LOW, kStronger},
    {v1::LEVEL_NOT_STATED, kIssuerStates},
    {v1::CREDITS_SHORT, kEarn},
    {v1::CREDITS_NOT_STATED, kIssuerStates},
    {v1::PATHWAY_STAGE_MISSING, kEarn},
    {v1::DEPTH_SHORT, kEarn},
    {v1::BREADTH_SHORT, kEarn},
    {v1::VERSION_NOT_STATED, kIssuerStates},
};

}  // namespace

const Remedy* FindRemedy(v1::ReasonCode code) {
  const auto* row =
      std::find_if(std::begin(kRows), std::end(kRows),
                   [code](const Row& each) { return each.code == code; });
  return row == std::end(kRows) ? nullptr : &row->remedy;
}

}  // namespace prescreen::cli
