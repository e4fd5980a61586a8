// SPDX-License-Identifier: Apache-2.0
#include "server/policy/evaluate.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/policy/calendar.h"
#include "server/policy/distinct.h"
#include "server/policy/policy_words.h"
#include "server/policy/predicates.h"

namespace prescreen {
namespace {

// Numbers for texts, in the order in which they come.
class Numbering {
 public:
  int Of(const std::string& text) {
    return numbers_.emplace(text, static_cast<int>(numbers_.size()))
        .first->second;
  }
  int size() const { return static_cast<int>(numbers_.size()); }

 private:
  std::map<std::string, int> numbers_;
};

std::string IssuerKey(const Claim& claim) {
  if (!claim.issuer_entry.empty()) {
    return absl::StrCat("entry ", claim.issuer_entry);
  }
  return absl::StrCat("id ", NormaliseIdentifier(claim.issuer_id));
}

std::string AchievementKey(const Claim& claim) {
  if (!claim.achievement_entry.empty()) {
    return absl::StrCat("entry ", claim.achievement_entry);
  }
  return absl::StrCat("id ", NormaliseIdentifier(claim.achievement_id));
}

// Re-issues (same issuer, same id) and copies are one item.
std::string ItemKey(const Claim& claim, std::size_t index) {
  if (!claim.credential_id.empty()) {
    return absl::StrCat("id ", IssuerKey(claim), "\n",
                        NormaliseIdentifier(claim.credential_id));
  }
  if (!claim.credential_digest.empty()) {
    return absl::StrCat("digest ", claim.credential_digest);
  }
  return absl::StrCat("index ", index);
}

std::string DistinctKey(const Claim& claim, DistinctBy distinct_by, int item) {
  switch (distinct_by) {
    case DistinctBy::kIssuerAndAchievement:
      return absl::StrCat(IssuerKey(claim), "\n", AchievementKey(claim));
    case DistinctBy::kAchievement:
      return AchievementKey(claim);
    case DistinctBy::kIssuer:
      return IssuerKey(claim);
    case DistinctBy::kCredential:
      break;
  }
  return absl::StrCat(item);
}

// One claim that a requirement is about.
struct Relevant {
  std::size_t claim = 0;
  int item = 0;
  Judgement judgement;
  // What it counts for if what nobody stated is taken as good. The floor must
  // be cleared all the same, so that an unchecked credential never counts.
  v1::Ternary generous = v1::UNMET;
};

void AddOnce(v1::ReasonCode code, std::vector<v1::ReasonCode>* codes) {
  if (std::find(codes->begin(), codes->end(), code) == codes->end()) {
    codes->push_back(code);
  }
}

class Evaluation {
 public:
  Evaluation(const RolePolicy& policy, const std::vector<Claim>& claims,
             absl::Time as_of)
      : policy_(policy), claims_(claims), as_of_(UtcDay(as_of)) {
    for (std::size_t i = 0; i < claims.size(); ++i) {
      floors_.push_back(JudgeAccept(policy.accept, claims[i]));
      items_.push_back(item_numbers_.Of(ItemKey(claims[i], i)));
    }
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
  std::vector<Relevant> SelectRelevant(const Requirement& requirement) {
    std::vector<Relevant> relevant;
    for (std::size_t i = 0; i < claims_.size(); ++i) {
      const Claim& claim = claims_[i];
      if (!IsRelevant(requirement, policy_.accept, claim)) continue;
      Relevant entry;
      entry.claim = i;
      entry.item = items_[i];
      entry.judgement =
          JudgeWhere(floors_[i], requirement.where, claim, as_of_);
      entry.generous = entry.judgement.value;
      if (floors_[i].value == v1::MET && entry.generous == v1::UNCLEAR) {
        entry.generous = v1::MET;
      }
      relevant.push_back(std::move(entry));
    }
    return relevant;
  }

  // Number of distinct keys among the claims that `counts` selects.
  template <typename Predicate>
  int Count(const Requirement& requirement,
            const std::vector<Relevant>& relevant, Predicate counts) const {
    Numbering keys;
    std::map<int, std::set<int>> keys_of_items;
    for (const Relevant& entry : relevant) {
      if (!counts(entry)) continue;
      keys_of_items[entry.item].insert(keys.Of(DistinctKey(
          claims_[entry.claim], requirement.distinct_by, entry.item)));
    }
    std::vector<std::vector<int>> lists;
    for (const auto& [item, item_keys] : keys_of_items) {
      lists.emplace_back(item_keys.begin(), item_keys.end());
    }
    return CountDistinct(lists);
  }

  static bool IsMet(const Relevant& entry) {
    return entry.judgement.value == v1::MET;
  }
  static bool IsPossible(const Relevant& entry) {
    return entry.judgement.value >= v1::UNCLEAR;
  }
  static bool IsGenerous(const Relevant& entry) {
    return entry.generous == v1::MET;
  }

  // Before `when_unknown`.
  v1::Ternary RawValue(const Requirement& requirement,
                       const std::vector<Relevant>& relevant) const {
    const int need = requirement.need_at_least;
    if (Count(requirement, relevant, IsMet) >= need) return v1::MET;
    return Count(requirement, relevant, IsPossible) >= need ? v1::UNCLEAR
                                                            : v1::UNMET;
  }

  v1::Ternary FinalValue(const Requirement& requirement,
                         const std::vector<Relevant>& relevant,
                         v1::Ternary raw) const {
    if (raw != v1::UNCLEAR) return raw;
    switch (requirement.when_unknown) {
      case WhenUnknown::kReview:
        return v1::UNCLEAR;
      case WhenUnknown::kUnmet:
        return v1::UNMET;
      case WhenUnknown::kMet:
        return Count(requirement, relevant, IsGenerous) >=
                       requirement.need_at_least
                   ? v1::MET
                   : v1::UNCLEAR;
    }
    return v1::UNCLEAR;
  }

  void EvaluateOne(const Requirement& requirement) {
    const std::vector<Relevant> relevant = SelectRelevant(requirement);
    const v1::Ternary raw = RawValue(requirement, relevant);
    const v1::Ternary value = FinalValue(requirement, relevant, raw);

    v1::RequirementResult result;
    result.set_id(requirement.id);
    result.set_tier(requirement.tier);
    result.set_title(requirement.title.empty() ? requirement.id
                                               : requirement.title);
    result.set_value(value);
    const Relevant* closest = nullptr;
    if (value == v1::MET) {
      AddSatisfiedBy(relevant, raw == v1::MET ? IsMet : IsGenerous, &result);
    } else {
      closest = FindClosest(relevant);
      if (closest != nullptr) ShowClosest(*closest, &result);
    }
    if (raw != v1::MET) {
      AddReasons(relevant, closest, raw, &result);
      MarkEffective(relevant, raw);
    }
    CollectFlags(relevant);
    result_.requirements.push_back(std::move(result));
  }

  void ShowClosest(const Relevant& closest,
                   v1::RequirementResult* result) const {
    *result->mutable_closest() = PointerTo(claims_[closest.claim]);
    for (const v1::PredicateResult& failing : closest.judgement.failing) {
      *result->add_failing() = failing;
    }
  }

  // Where the order of presentation must not matter.
  std::tuple<const std::string&, int, const std::string&> Order(
      const Relevant& entry) const {
    const Claim& claim = claims_[entry.claim];
    return {claim.credential_digest, claim.document, claim.pointer};
  }

  // One version of each item that satisfies.
  template <typename Predicate>
  void AddSatisfiedBy(const std::vector<Relevant>& relevant,
                      Predicate satisfies, v1::RequirementResult* result) {
    std::map<int, const Relevant*> chosen;
    for (const Relevant& entry : relevant) {
      if (!satisfies(entry)) continue;
      const Relevant*& best = chosen[entry.item];
      if (best == nullptr || Order(entry) < Order(*best)) best = &entry;
    }
    std::set<std::size_t> claims;
    for (const auto& [item, entry] : chosen) claims.insert(entry->claim);
    for (std::size_t claim : claims) {
      *result->add_satisfied_by() = PointerTo(claims_[claim]);
      result_.used[claim] = true;
      result_.effective[claim] = true;
    }
  }

  // 0: the candidate's own; others' and rejected ones are shown only if there
  // is nothing else.
  int Rank(const Relevant& entry) const {
    if (claims_[entry.claim].belief == Belief::kRejected) return 2;
    return entry.judgement.Has(v1::SUBJECT_NOT_BOUND) ? 1 : 0;
  }

  // The credential with the fewest failing predicates, among those that could
  // still come to count.
  const Relevant* FindClosest(const std::vector<Relevant>& relevant) const {
    std::set<int> met_items;
    for (const Relevant& entry : relevant) {
      if (entry.judgement.value == v1::MET) met_items.insert(entry.item);
    }
    const auto key = [this](const Relevant& entry) {
      return std::tuple_cat(
          std::make_tuple(Rank(entry), -static_cast<int>(entry.judgement.value),
                          entry.judgement.failing.size()),
          Order(entry));
    };
    const Relevant* closest = nullptr;
    for (const Relevant& entry : relevant) {
      if (met_items.contains(entry.item)) continue;
      if (closest == nullptr || key(entry) < key(*closest)) closest = &entry;
    }
    return closest;
  }

  // What makes the requirement what it is: the closest credential's reasons
  // first, then the others'.
  static void AddReasons(const std::vector<Relevant>& relevant,
                         const Relevant* closest, v1::Ternary value,
                         v1::RequirementResult* result) {
    std::vector<v1::ReasonCode> reasons;
    const auto add = [&](const Relevant& entry) {
      for (const v1::PredicateResult& failing : entry.judgement.failing) {
        if (failing.value() == value) AddOnce(failing.reason(), &reasons);
      }
    };
    if (relevant.empty()) reasons.push_back(v1::NO_RELEVANT_CREDENTIAL);
    const bool some_count = std::any_of(
        relevant.begin(), relevant.end(),
        [](const auto& entry) { return entry.judgement.value >= v1::UNCLEAR; });
    if (value == v1::UNMET && some_count) reasons.push_back(v1::NOT_ENOUGH);
    if (closest != nullptr && closest->judgement.value == value) add(*closest);
    const auto own = static_cast<std::ptrdiff_t>(reasons.size());
    for (const Relevant& entry : relevant) {
      if (entry.judgement.value == value) add(entry);
    }
    std::sort(reasons.begin() + own, reasons.end());
    for (v1::ReasonCode reason : reasons) result->add_reasons(reason);
  }

  void MarkEffective(const std::vector<Relevant>& relevant, v1::Ternary value) {
    for (const Relevant& entry : relevant) {
      if (entry.judgement.value < v1::UNCLEAR) continue;
      result_.effective[entry.claim] = true;
      if (value == v1::UNCLEAR && entry.judgement.value == v1::UNCLEAR &&
          claims_[entry.claim].belief == Belief::kUnchecked) {
        unchecked_items_.insert(entry.item);
      }
    }
  }

  void Flag(v1::ReasonCode code, std::size_t claim) {
    if (!ValidFlag(code)) return;
    flags_.insert(code);
    result_.effective[claim] = true;
  }
  static bool ValidFlag(v1::ReasonCode code) {
    return !WordFor(AsSpan(kFlagWords), code).empty();
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

  void CollectFlags(const std::vector<Relevant>& relevant) {
    for (const Relevant& entry : relevant) {
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
  const absl::CivilDay as_of_;
  std::vector<Judgement> floors_;  // by claim
  std::vector<int> items_;         // by claim
  Numbering item_numbers_;
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
