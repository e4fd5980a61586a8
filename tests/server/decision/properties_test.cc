// SPDX-License-Identifier: Apache-2.0
// Properties of every policy of the language over random bundles (POLICY
// section 2.3): order, copies and irrelevant credentials change nothing; a
// genuine credential never harms; a forgery never helps; what is certain stays
// so whatever the unknowns turn out to be. Seeded: a failure repeats.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/decision/decide.h"
#include "tests/server/policy/sample_claims.h"

namespace prescreen {
namespace {

constexpr int kTrials = 2000;

// Random policies and bundles. std::mt19937_64 is the same everywhere; the
// distributions of the library are not, so they are not used.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : engine_(seed) {}

  int Below(int bound) {
    return static_cast<int>(engine_() % static_cast<std::uint64_t>(bound));
  }
  bool OneIn(int n) { return Below(n) == 0; }
  template <typename T>
  T Pick(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(
        Below(static_cast<int>(values.size())))];
  }
  // Mostly MET.
  v1::Ternary Value() {
    return OneIn(16) ? v1::UNCLEAR : OneIn(16) ? v1::UNMET : v1::MET;
  }

  RolePolicy Policy() {
    RolePolicy policy;
    const int critical = 1 + Below(2);
    const int growth = Below(3);
    for (int i = 0; i < critical + growth; ++i) {
      policy.requirements.push_back(
          RequirementOf(i, i < critical ? v1::CRITICAL : v1::GROWTH));
    }
    policy.decision.growth_at_least = Below(2);
    policy.decision.critical_unmet_at_most = Below(3);
    policy.accept.any_status = OneIn(6);
    policy.accept.allow_expired = OneIn(6);
    policy.accept.exclude_unchecked = OneIn(4);
    policy.accept.binding = Pick<PolicyAccept::Binding>(
        {PolicyAccept::Binding::kIdentifierMatch,
         PolicyAccept::Binding::kIdentifierMatch,
         PolicyAccept::Binding::kHolderProof, PolicyAccept::Binding::kAny});
    return policy;
  }

  std::vector<Claim> Bundle(int at_most) {
    std::vector<Claim> claims;
    const int size = 1 + Below(at_most);
    for (int i = 0; i < size; ++i) claims.push_back(AnyClaim());
    return claims;
  }

  Claim AnyClaim() {
    Claim claim = GenuineClaim();
    if (OneIn(8)) claim.authorised = v1::UNMET;
    if (OneIn(7)) MakeUnchecked(&claim);
    if (OneIn(10)) MakeRejected(&claim);
    return claim;
  }

  // Verified, of any quality, perhaps a re-issue or someone else's.
  Claim GenuineClaim() {
    Claim claim;
    claim.belief = Belief::kVerified;
    claim.credential_digest = absl::StrCat("digest ", ++digests_);
    const int issuer = Pick<int>({0, 0, 0, 0, 1, 1, 1, 2, 3, 4});
    claim.issuer_id = absl::StrCat("did:web:i", issuer, ".example");
    claim.credential_id =
        OneIn(5) ? "" : absl::StrCat("urn:credential:", Below(6));
    SetIssuer(issuer, &claim);
    claim.achievement_id = absl::StrCat("urn:achievement:", Below(4));
    for (int i = 1 + Below(2); i > 0; --i) {
      claim.skills.push_back({absl::StrCat("s", Below(5)), "/skill"});
    }
    if (!OneIn(6)) claim.kind.value = RandomKind();
    if (!OneIn(6)) claim.awarded.value = RandomDay();
    claim.cryptographic = !OneIn(12);
    claim.binding = Value();
    claim.holder_proved = claim.binding == v1::MET && OneIn(2);
    claim.status = Value();
    if (claim.status == v1::UNMET) claim.status_code = v1::REVOKED;
    claim.dates = OneIn(12) ? v1::UNMET : v1::MET;
    if (claim.dates == v1::UNMET) {
      claim.dates_code = OneIn(2) ? v1::EXPIRED : v1::NOT_YET_VALID;
    }
    claim.completed = Value();
    claim.authorised = OneIn(16) ? v1::UNCLEAR : v1::MET;
    return claim;
  }

  void MakeUnchecked(Claim* claim) {
    claim->belief = Belief::kUnchecked;
    claim->check_codes = {
        Pick<v1::ReasonCode>({v1::KEY_UNAVAILABLE, v1::KEY_ROTATED,
                              v1::UNSUPPORTED_CRYPTOSUITE, v1::WORK_LIMIT})};
  }
  void MakeRejected(Claim* claim) {
    claim->belief = Belief::kRejected;
    claim->check_codes = {
        Pick<v1::ReasonCode>({v1::TAMPERED, v1::UNKNOWN_KEY})};
  }

  // Everything unknown becomes something.
  Claim Resolved(Claim claim) {
    if (claim.belief == Belief::kUnchecked) {
      claim.check_codes.clear();
      claim.belief = Belief::kVerified;
      if (OneIn(2)) MakeRejected(&claim);
    }
    if (!claim.kind.known()) claim.kind.value = RandomKind();
    if (!claim.awarded.known()) claim.awarded.value = RandomDay();
    if (!claim.issuer_class.known()) {
      claim.issuer_class.value = RandomClass();
      claim.issuer_basis.value = RandomBasis();
    }
    if (claim.binding == v1::UNCLEAR) claim.binding = Either();
    if (claim.binding == v1::MET && !claim.holder_proved) {
      claim.holder_proved = true;
    }
    if (claim.status == v1::UNCLEAR) claim.status = Either();
    if (claim.completed == v1::UNCLEAR) claim.completed = Either();
    if (claim.authorised == v1::UNCLEAR) claim.authorised = Either();
    return claim;
  }

  // Everything unknown becomes what `requirement` wishes.
  static Claim BestFor(const Requirement& requirement, Claim claim) {
    if (claim.belief == Belief::kUnchecked) claim.belief = Belief::kVerified;
    const PolicyWhere& where = requirement.where;
    if (!claim.kind.known()) {
      claim.kind.value =
          where.kind.empty() ? AchievementKind::kBadge : where.kind.front();
    }
    if (!claim.awarded.known()) {
      claim.awarded.value = absl::CivilDay(2026, 11, 1);
    }
    if (!claim.issuer_class.known()) {
      claim.issuer_class.value = where.issuer_class.empty()
                                     ? IssuerClass::kEmployer
                                     : where.issuer_class.front();
      claim.issuer_basis.value = where.issuer_basis.empty()
                                     ? IssuerBasis::kTenant
                                     : where.issuer_basis.front();
    }
    for (v1::Ternary* value :
         {&claim.binding, &claim.status, &claim.completed, &claim.authorised}) {
      if (*value == v1::UNCLEAR) *value = v1::MET;
    }
    claim.holder_proved = claim.holder_proved || claim.binding == v1::MET;
    return claim;
  }

  template <typename T>
  void Shuffle(std::vector<T>* values) {
    for (int i = static_cast<int>(values->size()) - 1; i > 0; --i) {
      std::swap((*values)[static_cast<std::size_t>(i)],
                (*values)[static_cast<std::size_t>(Below(i + 1))]);
    }
  }

 private:
  v1::Ternary Either() { return OneIn(2) ? v1::MET : v1::UNMET; }
  AchievementKind RandomKind() {
    return Pick<AchievementKind>({AchievementKind::kBadge,
                                  AchievementKind::kCertification,
                                  AchievementKind::kDegree});
  }
  IssuerClass RandomClass() {
    return Pick<IssuerClass>(
        {IssuerClass::kIndustryLeader, IssuerClass::kAccreditedUniversity,
         IssuerClass::kUnrecognised, IssuerClass::kDenylisted});
  }
  IssuerBasis RandomBasis() {
    return Pick<IssuerBasis>({IssuerBasis::kTenant, IssuerBasis::kRegistry});
  }
  absl::CivilDay RandomDay() {
    return absl::CivilDay(2026, 11, 23) - Below(3000);
  }

  // An issuer's class is a fact about it; the last one is in no catalogue.
  static void SetIssuer(int issuer, Claim* claim) {
    constexpr IssuerClass kClasses[] = {
        IssuerClass::kIndustryLeader, IssuerClass::kAccreditedUniversity,
        IssuerClass::kUnrecognised, IssuerClass::kDenylisted};
    if (issuer >= 4) return;
    claim->issuer_entry = absl::StrCat("i", issuer);
    claim->issuer_class.value = kClasses[issuer];
    claim->issuer_basis.value =
        issuer == 0 ? IssuerBasis::kRegistry : IssuerBasis::kTenant;
  }

  Requirement RequirementOf(int number, v1::Tier tier) {
    Requirement requirement;
    requirement.id = absl::StrCat("r", number);
    requirement.tier = tier;
    requirement.about_skills = {absl::StrCat("s", Below(5))};
    if (OneIn(2)) {
      requirement.about_skills.push_back(absl::StrCat("s", Below(5)));
    }
    requirement.need_at_least = OneIn(3) ? 1 + Below(3) : 1;
    requirement.distinct_by = Pick<DistinctBy>(
        {DistinctBy::kIssuerAndAchievement, DistinctBy::kAchievement,
         DistinctBy::kIssuer, DistinctBy::kCredential});
    requirement.when_unknown = Pick<WhenUnknown>(
        {WhenUnknown::kReview, WhenUnknown::kReview, WhenUnknown::kUnmet,
         tier == v1::CRITICAL ? WhenUnknown::kReview : WhenUnknown::kMet});
    if (OneIn(3)) requirement.where.kind = {RandomKind(), RandomKind()};
    if (OneIn(2)) {
      requirement.where.issuer_class = {IssuerClass::kIndustryLeader,
                                        RandomClass()};
    }
    if (OneIn(4)) requirement.where.issuer_basis = {RandomBasis()};
    if (OneIn(2)) {
      requirement.where.max_age = CalendarDuration{12 + Below(96), 0, "P?M"};
    }
    return requirement;
  }

  std::mt19937_64 engine_;
  int digests_ = 0;
};

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

// Without the two fields by which a policy takes unknown for no or yes.
void KeepUnknownsUnclear(RolePolicy* policy) {
  policy->accept.exclude_unchecked = false;
  for (Requirement& requirement : policy->requirements) {
    requirement.when_unknown = WhenUnknown::kReview;
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
      std::vector<Claim> best = claims;
      for (Claim& claim : best) {
        claim = Generator::BestFor(
            policy.requirements[static_cast<std::size_t>(i)], claim);
      }
      const v1::Decision after = Decided(policy, best);
      EXPECT_EQ(after.requirements(i).value(), v1::MET)
          << Describe(trial, before, after);
    }
  });
  EXPECT_GT(unclear, 500);
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
