// SPDX-License-Identifier: Apache-2.0
// Evaluating a policy and deciding, beside one bare Ed25519 verification in the
// same run: the model candidate's five claims, and a full bundle of badges.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/crypto/ed25519.h"
#include "base/limits.h"
#include "server/decision/decide.h"
#include "server/policy/evaluate.h"
#include "tests/bench/thread_time.h"
#include "tests/server/policy/sample_claims.h"

namespace prescreen {
namespace {

constexpr int kRounds = 400;
constexpr int kRepeats = 20;  // of each within a round
constexpr std::size_t kMessageBytes = 2048;

RolePolicy ReadPolicy() {
  std::ifstream stream(PRESCREEN_SOURCE_DIR
                       "/deploy/policies/senior-data-engineer-core.yaml");
  const std::string text((std::istreambuf_iterator<char>(stream)),
                         std::istreambuf_iterator<char>());
  ParsedPolicy parsed = ParseRolePolicy(text);
  PRESCREEN_CHECK(parsed.policy.has_value());
  return *std::move(parsed.policy);
}

Claim Assessed(Claim claim, AssessmentKind kind, AchievementKind achievement) {
  claim.kind.value = achievement;
  claim.assessment = {std::vector<AssessmentKind>{kind}, Provenance::kCatalogue,
                      "entry"};
  claim.supervision = {Supervision::kSupervisedWithId, Provenance::kCatalogue,
                       "entry"};
  claim.individual = {true, Provenance::kCatalogue, "entry"};
  for (SkillClaim& skill : claim.skills) {
    skill.domains = {"data-engineering", "computing"};
  }
  return claim;
}

// Meets every critical requirement.
ClaimSet ModelCandidate() {
  std::vector<Claim> claims;
  claims.push_back(Assessed(GoodClaim("cloud-data-platform"),
                            AssessmentKind::kExam,
                            AchievementKind::kCertification));
  claims.push_back(Assessed(GoodClaim("sql"), AssessmentKind::kExam,
                            AchievementKind::kCertificate));
  claims.push_back(Assessed(GoodClaim("pipelines"), AssessmentKind::kProject,
                            AchievementKind::kMicrocredential));
  claims.back().evidence = {"/evidence/0"};
  claims.push_back(Assessed(GoodClaim("streaming"), AssessmentKind::kExam,
                            AchievementKind::kCertification));
  claims.push_back(Assessed(GoodClaim("python"), AssessmentKind::kExam,
                            AchievementKind::kCertification));
  for (std::size_t i = 0; i < claims.size(); ++i) {
    claims[i].document = static_cast<int>(i);
  }
  return ClaimSet::ForTest(std::move(claims));
}

// As many badges as a bundle may hold documents.
ClaimSet Collector() {
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < kMaxBundleDocuments; ++i) {
    Claim claim =
        GoodClaim(i % 2 == 0 ? "sql" : "pipelines", absl::StrCat("issuer", i));
    claim.document = static_cast<int>(i);
    claim.issuer_class.value = IssuerClass::kUnrecognised;
    claim.kind.value = AchievementKind::kBadge;
    claims.push_back(std::move(claim));
  }
  return ClaimSet::ForTest(std::move(claims));
}

void Run(const RolePolicy& policy, const ClaimSet& claims,
         v1::Decision::Outcome outcome) {
  DecisionInputs inputs;
  inputs.as_of = SampleAsOf();
  inputs.documents_presented = static_cast<int>(claims.claims().size());
  inputs.documents_readable = inputs.documents_presented;
  const PolicyResult result = Evaluate(policy, claims, inputs.as_of);
  const v1::Decision decision = Decide(policy, result, claims, inputs);
  PRESCREEN_CHECK(decision.outcome() == outcome);
}

void Main() {
  const auto key = Ed25519PrivateKey::FromSeed(std::string(32, 's'));
  const std::string message(kMessageBytes, 'm');
  const std::string signature = key->Sign(message);
  const double bare = MedianMicroseconds(kRounds, kRepeats, [&] {
    PRESCREEN_CHECK(Ed25519Verify(key->public_key(), message, signature));
  });
  const RolePolicy policy = ReadPolicy();
  const ClaimSet model = ModelCandidate();
  const ClaimSet collector = Collector();
  const double five = MedianMicroseconds(
      kRounds, kRepeats, [&] { Run(policy, model, v1::Decision::PASS); });
  const double full = MedianMicroseconds(kRounds, kRepeats, [&] {
    Run(policy, collector, v1::Decision::NOT_MET);
  });
  std::printf("figure ed25519_verify %.2f us target - -\n", bare);
  std::printf("figure policy_5_claims %.2f us target - -\n", five);
  std::printf("figure policy_5_claims_to_signature %.2f ratio target - -\n",
              five / bare);
  std::printf("figure policy_64_claims %.2f us target - -\n", full);
  std::printf("figure policy_64_claims_to_signature %.2f ratio target - -\n",
              full / bare);
}

}  // namespace
}  // namespace prescreen

int main() { prescreen::Main(); }
