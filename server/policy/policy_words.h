// SPDX-License-Identifier: Apache-2.0
// The words of the policy language, for its parser and its canonical form.
#ifndef PRESCREEN_SERVER_POLICY_POLICY_WORDS_H_
#define PRESCREEN_SERVER_POLICY_POLICY_WORDS_H_

#include "absl/strings/string_view.h"
#include "server/catalogue/words.h"
#include "server/policy/role_policy.h"

namespace prescreen {

inline constexpr absl::string_view kPolicyApiVersion = "prescreen/v1";
inline constexpr absl::string_view kPolicyKind = "RolePolicy";

inline constexpr Word<Purpose> kPurposeWords[] = {
    {"hiring", Purpose::kHiring},
    {"internal", Purpose::kInternal},
    {"development", Purpose::kDevelopment},
};
inline constexpr Word<PolicyAccept::Proof> kProofWords[] = {
    {"cryptographic", PolicyAccept::Proof::kCryptographic},
    {"hosted", PolicyAccept::Proof::kHosted},
    {"any", PolicyAccept::Proof::kAny},
};
inline constexpr Word<PolicyAccept::Binding> kBindingWords[] = {
    {"holder_proof", PolicyAccept::Binding::kHolderProof},
    {"identifier_match", PolicyAccept::Binding::kIdentifierMatch},
    {"any", PolicyAccept::Binding::kAny},
};
// The value is the member of PolicyAccept or PolicyDecision of that name.
inline constexpr Word<bool> kAnyStatusWords[] = {{"not_revoked", false},
                                                 {"any", true}};
inline constexpr Word<bool> kAllowExpiredWords[] = {{"exclude", false},
                                                    {"allow", true}};
inline constexpr Word<bool> kReviewUnrecognisedWords[] = {{"exclude", false},
                                                          {"review", true}};
inline constexpr Word<bool> kExcludeUncheckedWords[] = {{"review", false},
                                                        {"exclude", true}};
inline constexpr Word<bool> kPassAutomaticWords[] = {{"automatic", true},
                                                     {"human", false}};
inline constexpr Word<v1::Tier> kTierWords[] = {
    {"critical", v1::CRITICAL},
    {"growth", v1::GROWTH},
    {"future", v1::FUTURE},
};
inline constexpr Word<WhenUnknown> kWhenUnknownWords[] = {
    {"review", WhenUnknown::kReview},
    {"unmet", WhenUnknown::kUnmet},
    {"met", WhenUnknown::kMet},
};
// A single word; the default is the list [issuer, achievement].
inline constexpr Word<DistinctBy> kDistinctByWords[] = {
    {"achievement", DistinctBy::kAchievement},
    {"issuer", DistinctBy::kIssuer},
    {"credential", DistinctBy::kCredential},
};
// The codes that flag a credential. Only a credential that is not genuine can
// carry one, so that showing a genuine credential never harms.
inline constexpr Word<v1::ReasonCode> kFlagWords[] = {
    {"TAMPERED", v1::TAMPERED},
    {"UNKNOWN_KEY", v1::UNKNOWN_KEY},
    {"ALG_NOT_ALLOWED", v1::ALG_NOT_ALLOWED},
    {"NONCE_MISMATCH", v1::NONCE_MISMATCH},
    {"ISSUER_NOT_AUTHORISED", v1::ISSUER_NOT_AUTHORISED},
    {"SIGNER_NOT_ISSUER", v1::SIGNER_NOT_ISSUER},
    {"SCHEMA_INVALID", v1::SCHEMA_INVALID},
};

template <typename T, std::size_t N>
absl::Span<const Word<T>> AsSpan(const Word<T> (&words)[N]) {
  return absl::Span<const Word<T>>(words, N);
}

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_POLICY_WORDS_H_
