// SPDX-License-Identifier: Apache-2.0
// One leaf of a policy against one bundle. For evaluate.
#ifndef PRESCREEN_SERVER_POLICY_LEAF_H_
#define PRESCREEN_SERVER_POLICY_LEAF_H_

#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/time/civil_time.h"
#include "server/claims/claim.h"
#include "server/policy/predicates.h"
#include "server/policy/role_policy.h"

namespace prescreen {

// What every leaf sees. Immutable once made; refers to its arguments.
class BundleView {
 public:
  BundleView(const PolicyAccept& accept, const std::vector<Claim>& claims,
             absl::CivilDay as_of);

  const PolicyAccept& accept() const { return accept_; }
  const std::vector<Claim>& claims() const { return claims_; }
  absl::CivilDay as_of() const { return as_of_; }
  // By claim. Re-issues (same issuer, same id) and copies are one item.
  const Judgement& floor(std::size_t claim) const { return floors_[claim]; }
  int item(std::size_t claim) const { return items_[claim]; }

 private:
  const PolicyAccept& accept_;
  const std::vector<Claim>& claims_;
  const absl::CivilDay as_of_;
  std::vector<Judgement> floors_;
  std::vector<int> items_;
};

// One claim that a leaf is about.
struct RelevantClaim {
  std::size_t claim = 0;
  int item = 0;
  Judgement judgement;
  // What it counts for if what nobody stated is taken as good. The floor must
  // be cleared all the same, so that an unchecked credential never counts.
  v1::Ternary generous = v1::UNMET;
};

struct LeafResult {
  const Requirement* requirement = nullptr;
  std::vector<RelevantClaim> relevant;  // in the order presented
  v1::Ternary raw = v1::UNMET;          // before `when_unknown`
  v1::Ternary value = v1::UNMET;
  // Met if what nobody stated is taken as good.
  bool generous = false;
  // Of `relevant`: the nearest to satisfying, among those that do not.
  std::optional<std::size_t> closest;

  const RelevantClaim* closest_claim() const {
    return closest ? &relevant[*closest] : nullptr;
  }
};

LeafResult JudgeLeaf(const Requirement& leaf, const BundleView& bundle);

// How far an entry is from satisfying: less is nearer. The candidate's own come
// before others' and these before rejected ones.
std::tuple<int, int, std::size_t> Distance(const RelevantClaim& entry,
                                           const BundleView& bundle);

// The claims that satisfy `leaf`, one version of each item, ascending;
// `generously`: by what nobody stated.
std::vector<std::size_t> SatisfyingClaims(const LeafResult& leaf,
                                          bool generously,
                                          const BundleView& bundle);

// Why a leaf is not MET: the closest credential's reasons first, then the
// others' by number.
std::vector<v1::ReasonCode> ReasonsOf(const LeafResult& leaf);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_LEAF_H_
