// SPDX-License-Identifier: Apache-2.0
// What verification says of a credential: verdicts and findings.
#ifndef PRESCREEN_SERVER_VERIFY_OUTCOME_H_
#define PRESCREEN_SERVER_VERIFY_OUTCOME_H_

#include <string>
#include <vector>

#include "prescreen/v1/reasons.pb.h"
#include "prescreen/v1/screening.pb.h"

namespace prescreen {

// Of one check. kUnchecked: it did not happen; says nothing about the
// credential.
enum class Verdict { kValid, kInvalid, kUnchecked };

// Something found out about one credential. Never holds a claim's value.
struct Finding {
  v1::ReasonCode code = v1::REASON_CODE_UNSPECIFIED;
  // VERDICT_UNSPECIFIED: information only.
  v1::Verdict verdict = v1::VERDICT_UNSPECIFIED;
  std::string pointer;  // RFC 6901, into the payload
  std::string detail;   // English
};

// One proof on a credential.
struct CheckedProof {
  std::string suite;                // cryptosuite or JOSE algorithm
  std::string verification_method;  // as the proof names it
  Verdict verdict = Verdict::kUnchecked;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_OUTCOME_H_
