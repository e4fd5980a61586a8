// SPDX-License-Identifier: Apache-2.0
// Properties of every policy of the language over random bundles (POLICY
// section 2.3): order, copies and irrelevant credentials change nothing; a
// genuine credential never harms; a forgery never helps; what is certain stays
// so whatever the unknowns turn out to be. Seeded: a failure repeats.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/decision/decide.h"
#include "tests/server/decision/random_bundles.h"
#include "tests/server/policy/sample_claims.h"

namespace prescreen {
namespace {

constexpr int kTrials = 4000;

v1::Decision Decided(const RolePolicy& policy, std::vector<Claim> claims) {
  for (std::size_t i = 0; i < claims.size(); ++i) {
    claims[i].document = static_cast<int>(i);
  }
  DecisionInputs inputs;
  inputs.as_of = SampleAsOf();
  inputs.documents_presented = static_cast<int>(claims.size());
  inputs.documents_readable = inputs.documents_presented;
  const ClaimSet set = ClaimSet::ForTest(std::move(claims));
  return Decide(policy, Evaluate(policy, set, inputs.as_of), set, inputs);
}

// All of the decision but the numbers of documents.
std::string Signature(v1::Decision decision) {
  decision.clear_no_effect();
  for (v1::RequirementResult& requirement : *decision.mutable_requirements()) {
    std::vector<std::string> satisfied_by;
    for (const v1::EvidencePointer& pointer : requirement.satisfied_by()) {
      satisfied_by.push_back(pointer.rendered());
    }
    std::sort(satisfied_by.begin(), satisfied_by.end());
    requirement.clear_satisfied_by();
    for (const std::string& rendered : satisfied_by) {
      requirement.add_satisfied_by()->set_rendered(rendered);
    }
    requirement.mutable_closest()->clear_document();
    for (v1::PredicateResult& failing : *requirement.mutable_failing()) {
      failing.mutable_evidence()->clear_document();
    }
  }
  return decision.SerializeAsString();
}

// NOT_MET = INCOMPLETE < REVIEW < PASS.
int Rank(const v1::Decision& decision) {
  switch (decision.outcome()) {
    case v1::Decision::PASS:
      return 2;
    case v1::Decision::REVIEW:
      return 1;
    default:
      return 0;
  }
}

std::string Describe(std::uint64_t trial, const v1::Decision& before,
                     const v1::Decision& after) {
  return absl::StrCat("trial ", trial, "\nbefore: ", before.DebugString(),
                      "\nafter: ", after.DebugString());
}

// Runs `property` with a generator of its own for each trial.
template <typename Property>
void ForAll(Property property) {
  for (std::uint64_t trial = 0; trial < kTrials; ++trial) {
    Generator random(trial);
    property(trial, random);
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(Properties, OrderChangesNothing) {
  ForAll([](std::uint64_t trial, Generator& random) {
    const RolePolicy policy = random.Policy();
    std::vector<Claim> claims = random.Bundle(12);
    const v1::Decision before = Decided(policy, claims);
    random.Shuffle(&claims);
    const v1::Decision after = Decided(policy, claims);
    EXPECT_TRUE(Signature(before) == Signature(after))
        << Describe(trial, before, after);
  });
}

TEST(Properties, CopiesChangeNothing) {
  ForAll([](std::uint64_t trial, Generator& random) {
    const RolePolicy policy = random.Policy();
    std::vector<Claim> claims = random.Bundle(12);
    const v1::Decision before = Decided(policy, claims);
    for (int copies = 1 + random.Below(3); copies > 0; --copies) {
      claims.push_back(random.Pick(claims));
    }
    const v1::Decision after = Decided(policy, claims);
    EXPECT_TRUE(Signature(before) == Signature(after))
        << Describe(trial, before, after);
  });
}

TEST(Properties, IrrelevantCredentialsChangeNothing) {
  ForAll([](std::uint64_t trial, Generator& random) {
    const RolePolicy policy = random.Policy();
    std::vector<Claim> claims = random.Bundle(12);
    const v1::Decision before = Decided(policy, claims);
    Claim irrelevant = random.AnyClaim();
    irrelevant.skills = {{"cooking", "/skill"}};
    irrelevant.achievement_entry.clear();
    claims.push_back(irrelevant);
    const v1::Decision after = Decided(policy, claims);
    EXPECT_TRUE(Signature(before) == Signature(after))
        << Describe(trial, before, after);
    EXPECT_EQ(after.no_effect_size(), before.no_effect_size() + 1);
  });
}

TEST(Properties, AGenuineCredentialNeverHarms) {
  ForAll([](std::uint64_t trial, Generator& random) {
    const RolePolicy policy = random.Policy();
    std::vector<Claim> claims = random.Bundle(12);
    if (random.OneIn(10)) claims.clear();
    const v1::Decision before = Decided(policy, claims);
    claims.push_back(random.GenuineClaim());
    const v1::Decision after = Decided(policy, claims);
    EXPECT_GE(Rank(after), Rank(before)) << Describe(trial, before, after);
    for (int i = 0; i < before.requirements_size(); ++i) {
      EXPECT_GE(after.requirements(i).value(), before.requirements(i).value())
          << Describe(trial, before, after);
    }
  });
}

// Versions of one credential under several achievements count once, and a
// further version must not take the place of another credential.
TEST(Properties, AReissueNeverHarms) {
  ForAll([](std::uint64_t trial, Generator& random) {
    RolePolicy policy = SamplePolicy();
    policy.requirements[0].need_at_least = 2 + random.Below(3);
    policy.requirements[0].distinct_by = DistinctBy::kAchievement;
    const auto credential = [&random] {
      Claim claim = GoodClaim("sql");
      claim.credential_digest = absl::StrCat("digest ", random.Below(1 << 30));
      claim.credential_id = absl::StrCat("urn:credential:", random.Below(5));
      claim.achievement_id = absl::StrCat("urn:achievement:", random.Below(5));
      return claim;
    };
    std::vector<Claim> claims;
    for (int i = 1 + random.Below(6); i > 0; --i) {
      claims.push_back(credential());
    }
    const v1::Decision before = Decided(policy, claims);
    claims.push_back(credential());
    claims.back().credential_id = random.Pick(claims).credential_id;
    const v1::Decision after = Decided(policy, claims);
    EXPECT_GE(Rank(after), Rank(before)) << Describe(trial, before, after);
  });
}

TEST(Properties, AnUncheckedCredentialMakesAtMostReviewOfNotMet) {
  ForAll([](std::uint64_t trial, Generator& random) {
    const RolePolicy policy = random.Policy();
    std::vector<Claim> claims = random.Bundle(12);
    const v1::Decision before = Decided(policy, claims);
    Claim unchecked = random.AnyClaim();
    random.MakeUnchecked(&unchecked);
    claims.push_back(unchecked);
    const v1::Decision after = Decided(policy, claims);
    EXPECT_GE(Rank(after), Rank(before)) << Describe(trial, before, after);
    EXPECT_LE(Rank(after), std::max(1, Rank(before)))
        << Describe(trial, before, after);
    for (int i = 0; i < before.requirements_size(); ++i) {
      EXPECT_EQ(after.requirements(i).value() == v1::MET,
                before.requirements(i).value() == v1::MET)
          << Describe(trial, before, after);
    }
  });
}

TEST(Properties, ACredentialOfAnotherSubjectChangesNoValue) {
  ForAll([](std::uint64_t trial, Generator& random) {
    RolePolicy policy = random.Policy();
    policy.accept.binding = PolicyAccept::Binding::kIdentifierMatch;
    std::vector<Claim> claims = random.Bundle(12);
    const v1::Decision before = Decided(policy, claims);
    Claim other = random.AnyClaim();
    if (other.belief == Belief::kRejected) other.belief = Belief::kVerified;
    other.binding = v1::UNMET;
    claims.push_back(other);
    const v1::Decision after = Decided(policy, claims);
    EXPECT_EQ(after.outcome(), before.outcome())
        << Describe(trial, before, after);
    EXPECT_EQ(after.flags_size(), before.flags_size());
  });
}

TEST(Properties, AForgeryNeverHelps) {
  ForAll([](std::uint64_t trial, Generator& random) {
    const RolePolicy policy = random.Policy();
    std::vector<Claim> claims = random.Bundle(12);
    const v1::Decision before = Decided(policy, claims);
    Claim forged = random.AnyClaim();
    random.MakeRejected(&forged);
    claims.push_back(forged);
    const v1::Decision after = Decided(policy, claims);
    EXPECT_LE(Rank(after), Rank(before)) << Describe(trial, before, after);
    // At worst it takes PASS to REVIEW.
    EXPECT_GE(Rank(after), std::min(1, Rank(before)));
    for (int i = 0; i < before.requirements_size(); ++i) {
      EXPECT_EQ(after.requirements(i).value(), before.requirements(i).value());
    }
  });
}

void KeepUnknownsUnclear(Requirement* requirement) {
  requirement->when_unknown = WhenUnknown::kReview;
  for (Requirement& inner : requirement->any_of) KeepUnknownsUnclear(&inner);
}

// Without the two fields by which a policy takes unknown for no or yes.
void KeepUnknownsUnclear(RolePolicy* policy) {
  policy->accept.exclude_unchecked = false;
  for (Requirement& requirement : policy->requirements) {
    KeepUnknownsUnclear(&requirement);
  }
}

TEST(Properties, WhatIsCertainStaysWhateverTheUnknownsTurnOutToBe) {
  ForAll([](std::uint64_t trial, Generator& random) {
    RolePolicy policy = random.Policy();
    KeepUnknownsUnclear(&policy);
    policy.decision.flags_to_review.clear();  // a forgery may come to light
    std::vector<Claim> claims = random.Bundle(12);
    const v1::Decision before = Decided(policy, claims);
    for (Claim& claim : claims) claim = random.Resolved(claim);
    const v1::Decision after = Decided(policy, claims);
    for (int i = 0; i < before.requirements_size(); ++i) {
      if (before.requirements(i).value() == v1::UNCLEAR) continue;
      EXPECT_EQ(after.requirements(i).value(), before.requirements(i).value())
          << Describe(trial, before, after);
    }
    if (before.outcome() != v1::Decision::REVIEW) {
      EXPECT_EQ(after.outcome(), before.outcome())
          << Describe(trial, before, after);
    }
  });
}

std::vector<const Requirement*> LeavesOf(const Requirement& requirement) {
  if (requirement.any_of.empty()) return {&requirement};
  std::vector<const Requirement*> leaves;
  for (const Requirement& inner : requirement.any_of) {
    for (const Requirement* leaf : LeavesOf(inner)) leaves.push_back(leaf);
  }
  return leaves;
}

// Whether some way of resolving the unknowns meets requirement `index`.
bool CanBecomeMet(const RolePolicy& policy, int index,
                  const std::vector<Claim>& claims) {
  for (const Requirement* leaf :
       LeavesOf(policy.requirements[static_cast<std::size_t>(index)])) {
    std::vector<Claim> best = claims;
    for (Claim& claim : best) claim = Generator::BestFor(*leaf, claim);
    if (Decided(policy, best).requirements(index).value() == v1::MET) {
      return true;
    }
  }
  return false;
}

TEST(Properties, WhatIsUnclearCanStillBecomeMet) {
  int unclear = 0;
  ForAll([&unclear](std::uint64_t trial, Generator& random) {
    RolePolicy policy = random.Policy();
    KeepUnknownsUnclear(&policy);
    const std::vector<Claim> claims = random.Bundle(12);
    const v1::Decision before = Decided(policy, claims);
    for (int i = 0; i < before.requirements_size(); ++i) {
      if (before.requirements(i).value() != v1::UNCLEAR) continue;
      ++unclear;
      EXPECT_TRUE(CanBecomeMet(policy, i, claims))
          << Describe(trial, before, before);
    }
  });
  EXPECT_GT(unclear, 500);
}

// A composite is as good as its best alternative, asked for by itself.
TEST(Properties, AnyOfIsTheBestOfItsAlternatives) {
  int composites = 0;
  ForAll([&composites](std::uint64_t, Generator& random) {
    RolePolicy policy = random.Policy();
    KeepUnknownsUnclear(&policy);
    const std::vector<Claim> claims = random.Bundle(12);
    const v1::Decision whole = Decided(policy, claims);
    for (std::size_t i = 0; i < policy.requirements.size(); ++i) {
      if (policy.requirements[i].any_of.empty()) continue;
      ++composites;
      RolePolicy split = policy;
      split.requirements = policy.requirements[i].any_of;
      v1::Ternary best = v1::UNMET;
      const v1::Decision alone = Decided(split, claims);
      for (const v1::RequirementResult& result : alone.requirements()) {
        best = std::max(best, result.value());
      }
      EXPECT_EQ(whole.requirements(static_cast<int>(i)).value(), best);
    }
  });
  EXPECT_GT(composites, 500);
}

// One more route never makes a requirement harder.
TEST(Properties, AFurtherAlternativeNeverHarms) {
  ForAll([](std::uint64_t trial, Generator& random) {
    RolePolicy policy = random.Policy();
    const std::vector<Claim> claims = random.Bundle(12);
    const v1::Decision before = Decided(policy, claims);
    const std::vector<Requirement> others = random.Policy().requirements;
    for (Requirement& requirement : policy.requirements) {
      Requirement route = random.Pick(others);
      route.id = "further";
      if (requirement.any_of.empty()) {
        const Requirement leaf = requirement;
        requirement.any_of.push_back(leaf);
      }
      requirement.any_of.push_back(route);
    }
    const v1::Decision after = Decided(policy, claims);
    for (int i = 0; i < before.requirements_size(); ++i) {
      EXPECT_GE(after.requirements(i).value(), before.requirements(i).value())
          << Describe(trial, before, after);
    }
  });
}

// The properties would hold of a policy that always says the same.
TEST(Properties, TheTrialsReachEveryOutcome) {
  int outcomes[3] = {0, 0, 0};
  ForAll([&outcomes](std::uint64_t, Generator& random) {
    const RolePolicy policy = random.Policy();
    ++outcomes[Rank(Decided(policy, random.Bundle(12)))];
  });
  EXPECT_GT(outcomes[0], 200);
  EXPECT_GT(outcomes[1], 200);
  EXPECT_GT(outcomes[2], 40);
}

}  // namespace
}  // namespace prescreen
