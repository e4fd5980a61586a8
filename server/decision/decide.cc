// SPDX-License-Identifier: Apache-2.0
#include "server/decision/decide.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/decision/sentences.h"

namespace prescreen {
namespace {

// Numbers of requirements of one tier.
struct Counts {
  int met = 0;
  int unclear = 0;
  int unmet = 0;
  int total() const { return met + unclear + unmet; }
  int open() const { return unclear + unmet; }
};

Counts CountTier(const PolicyResult& result, v1::Tier tier) {
  Counts counts;
  for (const v1::RequirementResult& requirement : result.requirements) {
    if (requirement.tier() != tier) continue;
    counts.met += requirement.value() == v1::MET;
    counts.unclear += requirement.value() == v1::UNCLEAR;
    counts.unmet += requirement.value() == v1::UNMET;
  }
  return counts;
}

// `1 credential`, `2 credentials`.
std::string Number(int count, absl::string_view noun) {
  return absl::StrCat(count, " ", noun, count == 1 ? "" : "s");
}

// What an outcome is made from.
class Decider {
 public:
  Decider(const RolePolicy& policy, const PolicyResult& result,
          const DecisionInputs& inputs)
      : policy_(policy),
        result_(result),
        inputs_(inputs),
        critical_(CountTier(result, v1::CRITICAL)),
        growth_(CountTier(result, v1::GROWTH)),
        future_(CountTier(result, v1::FUTURE)) {
    for (v1::ReasonCode flag : result.flags) {
      const auto& listed = policy.decision.flags_to_review;
      if (std::find(listed.begin(), listed.end(), flag) != listed.end()) {
        review_flags_.push_back(flag);
      }
    }
  }

  const Counts& critical() const { return critical_; }
  const Counts& growth() const { return growth_; }

  v1::Decision::Outcome Outcome() const {
    if (policy_.metadata.purpose == Purpose::kDevelopment) {
      return v1::Decision::GAP_PLAN;
    }
    if (inputs_.documents_presented == 0 || inputs_.documents_readable == 0) {
      return v1::Decision::INCOMPLETE;
    }
    if (critical_.unmet > policy_.decision.critical_unmet_at_most) {
      return v1::Decision::NOT_MET;
    }
    const bool pass = critical_.open() == 0 && growth_.met >= GrowthNeeded();
    // A flag makes REVIEW of PASS and never lifts anything.
    return pass && review_flags_.empty() ? v1::Decision::PASS
                                         : v1::Decision::REVIEW;
  }

  std::string Headline(v1::Decision::Outcome outcome) const {
    switch (outcome) {
      case v1::Decision::PASS:
        return absl::StrCat(CriticalMet(), GrowthMet(), ".");
      case v1::Decision::NOT_MET:
        return absl::StrCat(critical_.unmet, " of ",
                            Number(critical_.total(), "critical requirement"),
                            critical_.unmet == 1 ? " is" : " are",
                            " not met; a person makes the final decision.");
      case v1::Decision::INCOMPLETE:
        return inputs_.documents_presented == 0
                   ? "No document was presented."
                   : absl::StrCat(
                         "Nothing that was presented could be read as a "
                         "credential (",
                         Number(inputs_.documents_presented, "document"), ").");
      case v1::Decision::GAP_PLAN:
        return absl::StrCat("Still open: ", critical_.open(), " critical, ",
                            growth_.open(), " growth and ",
                            Number(future_.open(), "future requirement"), ".");
      default:
        return absl::StrCat("A person should look: ",
                            absl::StrJoin(ReviewReasons(), "; "), ".");
    }
  }

 private:
  int GrowthNeeded() const { return policy_.decision.growth_at_least; }

  std::string CriticalMet() const {
    if (critical_.total() == 0) return "No requirement is critical";
    if (critical_.total() == 1) return "The critical requirement is met";
    return absl::StrCat("All ", critical_.total(),
                        " critical requirements are met");
  }
  std::string GrowthMet() const {
    if (growth_.total() == 0) return "";
    return absl::StrCat(", and ", growth_.met, " of ",
                        Number(growth_.total(), "growth requirement"), " (",
                        GrowthNeeded(), " needed)");
  }

  // In the order of weight; at least one for every REVIEW.
  std::vector<std::string> ReviewReasons() const {
    std::vector<std::string> reasons;
    if (critical_.unmet > 0) {
      reasons.push_back(absl::StrCat(
          critical_.unmet, " of ",
          Number(critical_.total(), "critical requirement"),
          critical_.unmet == 1 ? " is" : " are", " not met (a near miss)"));
    }
    if (result_.unchecked_relevant > 0) {
      reasons.push_back(
          absl::StrCat("the decision rests on ",
                       Number(result_.unchecked_relevant, "credential"),
                       " that could not be checked"));
    }
    if (critical_.unclear > 0) {
      reasons.push_back(
          absl::StrCat(Number(critical_.unclear, "critical requirement"),
                       critical_.unclear == 1 ? " is" : " are", " unclear"));
    }
    if (growth_.met < GrowthNeeded()) {
      reasons.push_back(absl::StrCat(growth_.met, " of ", GrowthNeeded(),
                                     " needed growth requirements are met"));
    }
    for (v1::ReasonCode flag : review_flags_) {
      reasons.push_back(FlagText(flag));
    }
    return reasons;
  }

  static std::string FlagText(v1::ReasonCode flag) {
    switch (flag) {
      case v1::TAMPERED:
        return "a document does not match its signature";
      case v1::ISSUER_NOT_AUTHORISED:
        return "nothing shows that an issuer may award the achievement";
      default:
        return absl::StrCat("a document carries the flag ",
                            v1::ReasonCode_Name(flag));
    }
  }

  const RolePolicy& policy_;
  const PolicyResult& result_;
  const DecisionInputs& inputs_;
  const Counts critical_;
  const Counts growth_;
  const Counts future_;
  std::vector<v1::ReasonCode> review_flags_;
};

// The sentence of the reason that weighs most, which stands first.
std::string SentenceOf(const v1::RequirementResult& requirement) {
  if (requirement.value() == v1::MET || requirement.reasons().empty()) {
    return "";
  }
  return std::string(SentencesFor(requirement.reasons(0)).recruiter);
}

void AddNoEffect(const PolicyResult& result, const ClaimSet& claims,
                 int documents, v1::Decision* decision) {
  std::set<int> effective;
  for (std::size_t i = 0; i < claims.claims().size(); ++i) {
    if (result.effective.at(i)) effective.insert(claims.claims()[i].document);
  }
  for (int document = 0; document < documents; ++document) {
    if (!effective.contains(document)) decision->add_no_effect(document);
  }
}

// Of a credential's information what concerns the bundle as a whole.
void AddInformation(const ClaimSet& claims, const DecisionInputs& inputs,
                    v1::Decision* decision) {
  for (v1::ReasonCode code : {v1::DUPLICATE, v1::REISSUED}) {
    const bool present = std::any_of(
        claims.claims().begin(), claims.claims().end(),
        [code](const Claim& claim) {
          return std::find(claim.information.begin(), claim.information.end(),
                           code) != claim.information.end();
        });
    if (present) decision->add_information(code);
  }
  if (inputs.as_of_chosen) decision->add_information(v1::AS_OF_CHOSEN);
}

void SetTime(absl::Time time, google::protobuf::Timestamp* timestamp) {
  const std::int64_t seconds = absl::ToUnixSeconds(time);
  timestamp->set_seconds(seconds);
  timestamp->set_nanos(static_cast<std::int32_t>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

}  // namespace

v1::Decision Decide(const RolePolicy& policy, const PolicyResult& result,
                    const ClaimSet& claims, const DecisionInputs& inputs) {
  const Decider decider(policy, result, inputs);
  v1::Decision decision;
  decision.set_outcome(decider.Outcome());
  decision.set_headline(decider.Headline(decision.outcome()));
  for (const v1::RequirementResult& requirement : result.requirements) {
    v1::RequirementResult* shown = decision.add_requirements();
    *shown = requirement;
    shown->set_sentence(SentenceOf(requirement));
  }
  for (v1::ReasonCode flag : result.flags) decision.add_flags(flag);
  decision.set_critical_met(decider.critical().met);
  decision.set_critical_total(decider.critical().total());
  decision.set_growth_met(decider.growth().met);
  decision.set_growth_needed(policy.decision.growth_at_least);
  decision.set_growth_total(decider.growth().total());
  SetTime(inputs.as_of, decision.mutable_as_of());
  AddNoEffect(result, claims, inputs.documents_presented, &decision);
  AddInformation(claims, inputs, &decision);
  return decision;
}

}  // namespace prescreen
