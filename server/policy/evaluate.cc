// SPDX-License-Identifier: Apache-2.0
#include "server/policy/evaluate.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "server/policy/calendar.h"
#include "server/policy/leaf.h"
#include "server/policy/policy_words.h"

namespace prescreen {
namespace {

// A requirement judged: a leaf, or the alternatives of `any_of`.
struct Judged {
  LeafResult leaf;
  std::vector<Judged> alternatives;  // empty: a leaf
  v1::Ternary raw = v1::UNMET;       // before any `when_unknown`
  v1::Ternary value = v1::UNMET;
  // Met if what nobody stated is taken as good.
  bool generous = false;
};

v1::Ternary AfterWhenUnknown(WhenUnknown when_unknown, const Judged& judged) {
  if (judged.value != v1::UNCLEAR) return judged.value;
  if (when_unknown == WhenUnknown::kUnmet) return v1::UNMET;
  return when_unknown == WhenUnknown::kMet && judged.generous ? v1::MET
                                                              : v1::UNCLEAR;
}

Judged JudgeRequirement(const Requirement& requirement,
                        const BundleView& bundle) {
  Judged judged;
  if (requirement.any_of.empty()) {
    judged.leaf = JudgeLeaf(requirement, bundle);
    judged.raw = judged.leaf.raw;
    judged.value = judged.leaf.value;
    judged.generous = judged.leaf.generous;
    return judged;
  }
  for (const Requirement& alternative : requirement.any_of) {
    Judged inner = JudgeRequirement(alternative, bundle);
    judged.raw = std::max(judged.raw, inner.raw);
    judged.value = std::max(judged.value, inner.value);
    judged.generous = judged.generous || inner.generous;
    judged.alternatives.push_back(std::move(inner));
  }
  judged.value = AfterWhenUnknown(requirement.when_unknown, judged);
  if (judged.value == v1::UNMET) judged.generous = false;
  return judged;
}

void CollectLeaves(const Judged& judged,
                   std::vector<const LeafResult*>* leaves) {
  if (judged.alternatives.empty()) leaves->push_back(&judged.leaf);
  for (const Judged& inner : judged.alternatives) CollectLeaves(inner, leaves);
}

std::vector<const LeafResult*> LeavesOf(const Judged& judged) {
  std::vector<const LeafResult*> leaves;
  CollectLeaves(judged, &leaves);
  return leaves;
}

// What a report shows of a requirement that is met: the first route that is
// met, rather than one met only by what nobody stated.
const Judged& FirstMet(const Judged& judged) {
  const Judged* best = nullptr;
  const auto rank = [](const Judged& inner) {
    return inner.raw == v1::MET ? 0 : inner.value == v1::MET ? 1 : 2;
  };
  for (const Judged& inner : judged.alternatives) {
    if (!inner.generous && inner.value != v1::MET) continue;
    if (best == nullptr || rank(inner) < rank(*best)) best = &inner;
  }
  return best == nullptr ? judged : FirstMet(*best);
}

// And of one that is not: the leaf that is nearest to being met; of equals the
// first.
const LeafResult& Nearest(const std::vector<const LeafResult*>& leaves,
                          const BundleView& bundle) {
  const auto key = [&bundle](const LeafResult& leaf) {
    const RelevantClaim* closest = leaf.closest_claim();
    return std::make_tuple(
        -static_cast<int>(leaf.raw), leaf.relevant.empty(), closest == nullptr,
        closest == nullptr ? std::tuple<int, int, std::size_t>()
                           : Distance(*closest, bundle));
  };
  const LeafResult* nearest = leaves.front();
  for (const LeafResult* leaf : leaves) {
    if (key(*leaf) < key(*nearest)) nearest = leaf;
  }
  return *nearest;
}

// The shown leaf's reasons, then those of the other leaves that make the
// requirement what it is, by number.
std::vector<v1::ReasonCode> AllReasons(
    const LeafResult& shown, v1::Ternary raw,
    const std::vector<const LeafResult*>& leaves) {
  std::vector<v1::ReasonCode> reasons = ReasonsOf(shown);
  std::set<v1::ReasonCode> others;
  for (const LeafResult* leaf : leaves) {
    if (leaf == &shown || leaf->raw != raw || leaf->relevant.empty()) continue;
    for (v1::ReasonCode reason : ReasonsOf(*leaf)) others.insert(reason);
  }
  for (v1::ReasonCode reason : reasons) others.erase(reason);
  reasons.insert(reasons.end(), others.begin(), others.end());
  return reasons;
}

class Evaluation {
 public:
  Evaluation(const RolePolicy& policy, const std::vector<Claim>& claims,
             absl::Time as_of)
      : policy_(policy),
        claims_(claims),
        bundle_(policy.accept, claims, UtcDay(as_of)) {
    result_.used.assign(claims.size(), false);
    result_.effective.assign(claims.size(), false);
  }

  PolicyResult Run() && {
    for (const Requirement& requirement : policy_.requirements) {
      EvaluateOne(requirement);
    }
    result_.flags.assign(flags_.begin(), flags_.end());
    result_.unchecked_relevant = static_cast<int>(unchecked_items_.size());
    return std::move(result_);
  }

 private:
  void EvaluateOne(const Requirement& requirement) {
    const Judged judged = JudgeRequirement(requirement, bundle_);
    const std::vector<const LeafResult*> leaves = LeavesOf(judged);
    const bool met = judged.value == v1::MET;
    const LeafResult& shown =
        met ? FirstMet(judged).leaf : Nearest(leaves, bundle_);

    v1::RequirementResult result;
    result.set_id(requirement.id);
    result.set_tier(requirement.tier);
    result.set_title(requirement.title.empty() ? requirement.id
                                               : requirement.title);
    result.set_value(judged.value);
    if (met) {
      AddSatisfiedBy(shown, &result);
    } else {
      ShowClosest(shown, &result);
    }
    if (!requirement.any_of.empty() && !shown.relevant.empty()) {
      result.set_route(shown.requirement->id);
    }
    if (judged.raw != v1::MET) {
      for (v1::ReasonCode reason : AllReasons(shown, judged.raw, leaves)) {
        result.add_reasons(reason);
      }
    }
    for (const LeafResult* leaf : leaves) {
      if (judged.raw != v1::MET && leaf->raw == judged.raw)
        MarkEffective(*leaf);
      CollectFlags(*leaf);
    }
    result_.requirements.push_back(std::move(result));
  }

  void ShowClosest(const LeafResult& leaf,
                   v1::RequirementResult* result) const {
    const RelevantClaim* closest = leaf.closest_claim();
    if (closest == nullptr) return;
    *result->mutable_closest() = PointerTo(claims_[closest->claim]);
    for (const v1::PredicateResult& failing : closest->judgement.failing) {
      *result->add_failing() = failing;
    }
  }

  void AddSatisfiedBy(const LeafResult& leaf, v1::RequirementResult* result) {
    for (std::size_t claim :
         SatisfyingClaims(leaf, /*generously=*/leaf.raw != v1::MET, bundle_)) {
      *result->add_satisfied_by() =
          PointerTo(claims_[claim], leaf.requirement->where);
      result_.used[claim] = true;
      result_.effective[claim] = true;
    }
  }

  void MarkEffective(const LeafResult& leaf) {
    for (const RelevantClaim& entry : leaf.relevant) {
      if (entry.judgement.value < v1::UNCLEAR) continue;
      result_.effective[entry.claim] = true;
      if (leaf.raw == v1::UNCLEAR && entry.judgement.value == v1::UNCLEAR &&
          claims_[entry.claim].belief == Belief::kUnchecked) {
        unchecked_items_.insert(entry.item);
      }
    }
  }

  void Flag(v1::ReasonCode code, std::size_t claim) {
    if (WordFor(AsSpan(kFlagWords), code).empty()) return;
    flags_.insert(code);
    result_.effective[claim] = true;
  }

  // TAMPERED hides every other code of its credential.
  void FlagRejected(const Claim& claim, std::size_t index) {
    const auto& codes = claim.check_codes;
    const bool tampered =
        codes.empty() ||
        std::find(codes.begin(), codes.end(), v1::TAMPERED) != codes.end();
    if (tampered) return Flag(v1::TAMPERED, index);
    for (v1::ReasonCode code : codes) Flag(code, index);
  }

  void CollectFlags(const LeafResult& leaf) {
    for (const RelevantClaim& entry : leaf.relevant) {
      const Claim& claim = claims_[entry.claim];
      if (claim.belief == Belief::kRejected) {
        FlagRejected(claim, entry.claim);
      } else if (claim.belief == Belief::kVerified &&
                 entry.judgement.Has(v1::ISSUER_NOT_AUTHORISED)) {
        // An unchecked credential could name anyone, so it flags nothing.
        Flag(v1::ISSUER_NOT_AUTHORISED, entry.claim);
      }
    }
  }

  const RolePolicy& policy_;
  const std::vector<Claim>& claims_;
  const BundleView bundle_;
  std::set<v1::ReasonCode> flags_;
  std::set<int> unchecked_items_;
  PolicyResult result_;
};

}  // namespace

PolicyResult Evaluate(const RolePolicy& policy, const ClaimSet& claims,
                      absl::Time as_of) {
  return Evaluation(policy, claims.claims(), as_of).Run();
}

}  // namespace prescreen
