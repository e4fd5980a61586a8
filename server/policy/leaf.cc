// SPDX-License-Identifier: Apache-2.0
#include "server/policy/leaf.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/policy/distinct.h"

namespace prescreen {
namespace {

// Numbers for texts, in the order in which they come.
class Numbering {
 public:
  int Of(const std::string& text) {
    return numbers_.emplace(text, static_cast<int>(numbers_.size()))
        .first->second;
  }

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

bool IsMet(const RelevantClaim& entry) {
  return entry.judgement.value == v1::MET;
}
bool IsPossible(const RelevantClaim& entry) {
  return entry.judgement.value >= v1::UNCLEAR;
}
bool IsGenerous(const RelevantClaim& entry) {
  return entry.generous == v1::MET;
}

std::vector<RelevantClaim> SelectRelevant(const Requirement& leaf,
                                          const BundleView& bundle) {
  std::vector<RelevantClaim> relevant;
  for (std::size_t i = 0; i < bundle.claims().size(); ++i) {
    const Claim& claim = bundle.claims()[i];
    if (!IsRelevant(leaf, bundle.accept(), claim)) continue;
    RelevantClaim entry;
    entry.claim = i;
    entry.item = bundle.item(i);
    entry.judgement =
        JudgeWhere(bundle.floor(i), leaf.where, claim, bundle.as_of());
    entry.generous = entry.judgement.value;
    if (bundle.floor(i).value == v1::MET && entry.generous == v1::UNCLEAR) {
      entry.generous = v1::MET;
    }
    relevant.push_back(std::move(entry));
  }
  return relevant;
}

// Whether the entries that `counts` selects have enough distinct keys.
bool AreEnough(const LeafResult& leaf, const BundleView& bundle,
               bool (*counts)(const RelevantClaim&)) {
  Numbering keys;
  std::map<int, std::set<int>> keys_of_items;
  for (const RelevantClaim& entry : leaf.relevant) {
    if (!counts(entry)) continue;
    keys_of_items[entry.item].insert(
        keys.Of(DistinctKey(bundle.claims()[entry.claim],
                            leaf.requirement->distinct_by, entry.item)));
  }
  std::vector<std::vector<int>> lists;
  for (const auto& [item, item_keys] : keys_of_items) {
    lists.emplace_back(item_keys.begin(), item_keys.end());
  }
  return CountDistinct(lists) >= leaf.requirement->need_at_least;
}

v1::Ternary AfterWhenUnknown(WhenUnknown when_unknown, v1::Ternary raw,
                             bool generous) {
  if (raw != v1::UNCLEAR) return raw;
  switch (when_unknown) {
    case WhenUnknown::kReview:
      return v1::UNCLEAR;
    case WhenUnknown::kUnmet:
      return v1::UNMET;
    case WhenUnknown::kMet:
      return generous ? v1::MET : v1::UNCLEAR;
  }
  return v1::UNCLEAR;
}

// Where the order of presentation must not matter.
std::tuple<const std::string&, int, const std::string&> Order(
    const RelevantClaim& entry, const BundleView& bundle) {
  const Claim& claim = bundle.claims()[entry.claim];
  return {claim.credential_digest, claim.document, claim.pointer};
}

std::optional<std::size_t> FindClosest(const LeafResult& leaf,
                                       const BundleView& bundle) {
  std::set<int> met_items;
  for (const RelevantClaim& entry : leaf.relevant) {
    if (IsMet(entry)) met_items.insert(entry.item);
  }
  const auto key = [&bundle](const RelevantClaim& entry) {
    return std::tuple_cat(Distance(entry, bundle), Order(entry, bundle));
  };
  std::optional<std::size_t> closest;
  for (std::size_t i = 0; i < leaf.relevant.size(); ++i) {
    const RelevantClaim& entry = leaf.relevant[i];
    if (met_items.contains(entry.item)) continue;
    if (!closest || key(entry) < key(leaf.relevant[*closest])) closest = i;
  }
  return closest;
}

void AddReasonsOf(const RelevantClaim& entry, v1::Ternary value,
                  std::vector<v1::ReasonCode>* reasons) {
  if (entry.judgement.value != value) return;
  for (const v1::PredicateResult& failing : entry.judgement.failing) {
    if (failing.value() != value) continue;
    if (std::find(reasons->begin(), reasons->end(), failing.reason()) ==
        reasons->end()) {
      reasons->push_back(failing.reason());
    }
  }
}

}  // namespace

BundleView::BundleView(const PolicyAccept& accept,
                       const std::vector<Claim>& claims, absl::CivilDay as_of)
    : accept_(accept), claims_(claims), as_of_(as_of) {
  Numbering items;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    floors_.push_back(JudgeAccept(accept, claims[i]));
    items_.push_back(items.Of(ItemKey(claims[i], i)));
  }
}

LeafResult JudgeLeaf(const Requirement& leaf, const BundleView& bundle) {
  LeafResult result;
  result.requirement = &leaf;
  result.relevant = SelectRelevant(leaf, bundle);
  result.raw = AreEnough(result, bundle, IsMet)        ? v1::MET
               : AreEnough(result, bundle, IsPossible) ? v1::UNCLEAR
                                                       : v1::UNMET;
  const bool generous = AreEnough(result, bundle, IsGenerous);
  result.value = AfterWhenUnknown(leaf.when_unknown, result.raw, generous);
  result.generous = generous && result.value != v1::UNMET;
  result.closest = FindClosest(result, bundle);
  return result;
}

std::tuple<int, int, std::size_t> Distance(const RelevantClaim& entry,
                                           const BundleView& bundle) {
  int rank = entry.judgement.Has(v1::SUBJECT_NOT_BOUND) ? 1 : 0;
  if (bundle.claims()[entry.claim].belief == Belief::kRejected) rank = 2;
  return {rank, -static_cast<int>(entry.judgement.value),
          entry.judgement.failing.size()};
}

std::vector<std::size_t> SatisfyingClaims(const LeafResult& leaf,
                                          bool generously,
                                          const BundleView& bundle) {
  std::map<int, const RelevantClaim*> chosen;
  for (const RelevantClaim& entry : leaf.relevant) {
    if (!(generously ? IsGenerous(entry) : IsMet(entry))) continue;
    const RelevantClaim*& best = chosen[entry.item];
    if (best == nullptr || Order(entry, bundle) < Order(*best, bundle)) {
      best = &entry;
    }
  }
  std::vector<std::size_t> claims;
  for (const auto& [item, entry] : chosen) claims.push_back(entry->claim);
  std::sort(claims.begin(), claims.end());
  return claims;
}

std::vector<v1::ReasonCode> ReasonsOf(const LeafResult& leaf) {
  std::vector<v1::ReasonCode> reasons;
  if (leaf.relevant.empty()) reasons.push_back(v1::NO_RELEVANT_CREDENTIAL);
  if (leaf.raw == v1::UNMET &&
      std::any_of(leaf.relevant.begin(), leaf.relevant.end(), IsPossible)) {
    reasons.push_back(v1::NOT_ENOUGH);
  }
  if (leaf.closest) AddReasonsOf(*leaf.closest_claim(), leaf.raw, &reasons);
  const auto own = static_cast<std::ptrdiff_t>(reasons.size());
  for (const RelevantClaim& entry : leaf.relevant) {
    AddReasonsOf(entry, leaf.raw, &reasons);
  }
  std::sort(reasons.begin() + own, reasons.end());
  return reasons;
}

}  // namespace prescreen
