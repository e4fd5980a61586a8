// SPDX-License-Identifier: Apache-2.0
// One credential against the floor and against one requirement's conditions.
// Every predicate is MET, UNCLEAR or UNMET; together they are the least of
// them.
#ifndef PRESCREEN_SERVER_POLICY_PREDICATES_H_
#define PRESCREEN_SERVER_POLICY_PREDICATES_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "prescreen/v1/screening.pb.h"
#include "server/claims/claim.h"
#include "server/policy/role_policy.h"

namespace prescreen {

// What some predicates say of one credential.
struct Judgement {
  v1::Ternary value = v1::MET;
  // Those that are not MET, in the order of the language, without those that a
  // stronger one hides.
  std::vector<v1::PredicateResult> failing;

  bool Has(v1::ReasonCode code) const;
};

// Whether `about` selects the credential. Of stated skills the first
// `max_alignments` count.
bool IsRelevant(const Requirement& requirement, const PolicyAccept& accept,
                const Claim& claim);

// The floor. For a rejected credential, and for one of another subject, the
// one reason hides everything else.
Judgement JudgeAccept(const PolicyAccept& accept, const Claim& claim);

// `floor` and the requirement's `where` together.
Judgement JudgeWhere(const Judgement& floor, const PolicyWhere& where,
                     const Claim& claim, absl::CivilDay as_of);

// What a report shows of a credential. Empty for a rejected one: nothing in it
// is believed.
//
// `Achievement · Issuer`, and what `where` asks for: `EQF 6`, `evidence:
// 1 link`, or how it was assessed, what it is and when it was awarded.
v1::EvidencePointer PointerTo(const Claim& claim, const PolicyWhere& where);
// `Achievement · Issuer` alone, for one that does not satisfy.
v1::EvidencePointer PointerTo(const Claim& claim);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_PREDICATES_H_
