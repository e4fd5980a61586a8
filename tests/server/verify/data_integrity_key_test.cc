// SPDX-License-Identifier: Apache-2.0
// What a resolver says of the key of an embedded proof.
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/server/verify/data_integrity_for_test.h"

namespace prescreen {
namespace {

// One answer for every URL.
class OneKey final : public KeyResolver {
 public:
  explicit OneKey(absl::Status status) : answer_(std::move(status)) {}
  explicit OneKey(VerificationMethod method) : answer_(std::move(method)) {}
  absl::StatusOr<VerificationMethod> Resolve(absl::string_view) const override {
    return answer_;
  }

 private:
  absl::StatusOr<VerificationMethod> answer_;
};

VerificationMethod IssuerMethod() {
  VerificationMethod method;
  method.id = IssuerKey().verification_method();
  method.controller = IssuerKey().did();
  method.key = IssuerKey().public_key();
  return method;
}

std::string Summary(const json::Value& document, const KeyResolver& keys) {
  const Place root;
  const DataIntegrityResult result = CheckProofs(document, root, keys, {});
  std::string text(1, LetterOf(result.verdict));
  for (const Finding& finding : result.findings) {
    text += " " + v1::ReasonCode_Name(finding.code) + " " + finding.pointer;
  }
  return text;
}

std::string SummaryOfKey(VerificationMethod method) {
  return Summary(Secured(Unsigned(), IssuerKey()), OneKey(std::move(method)));
}

KeyPeriod Period(absl::CivilDay from, absl::CivilDay until) {
  return {from, until};
}

std::string SummaryOfPeriod(const KeyPeriod& period) {
  VerificationMethod method = IssuerMethod();
  method.periods.push_back(period);
  return SummaryOfKey(std::move(method));
}

TEST(DataIntegrityKey, ThatIsNotToBeHad) {
  const json::Value document = Secured(Unsigned(), IssuerKey());
  EXPECT_EQ(Summary(document, OneKey(absl::UnavailableError("x"))),
            "? KEY_UNAVAILABLE /proof/verificationMethod");
  EXPECT_EQ(Summary(document, OneKey(absl::UnimplementedError("x"))),
            "? UNSUPPORTED_FORMAT /proof/verificationMethod");
  EXPECT_EQ(Summary(document, OneKey(absl::NotFoundError("x"))),
            "I UNKNOWN_KEY /proof/verificationMethod");
  EXPECT_EQ(Summary(document, OneKey(absl::InvalidArgumentError("x"))),
            "I UNKNOWN_KEY /proof/verificationMethod");
}

TEST(DataIntegrityKey, OfATypeThatNoSuiteUses) {
  VerificationMethod method = IssuerMethod();
  method.key.reset();
  EXPECT_EQ(SummaryOfKey(method), "I ALG_NOT_ALLOWED /proof/cryptosuite");
}

TEST(DataIntegrityKey, ThatIsForAnotherAlgorithm) {
  VerificationMethod method = IssuerMethod();
  method.alg = "EdDSA";
  EXPECT_EQ(SummaryOfKey(method), "V");
  for (const char* alg : {"ES256", "ECDH-ES", "HS256"}) {
    method.alg = alg;
    EXPECT_EQ(SummaryOfKey(method), "I ALG_NOT_ALLOWED /proof/cryptosuite")
        << alg;
  }
}

TEST(DataIntegrityKey, WasInUseWhenTheProofWasCreated) {
  // Created 2026-03-02.
  EXPECT_EQ(SummaryOfPeriod(
                Period(absl::CivilDay(2026, 3, 2), absl::CivilDay(2026, 3, 2))),
            "V");
  EXPECT_EQ(SummaryOfPeriod(
                Period(absl::CivilDay(2026, 3, 3), absl::CivilDay(2027, 1, 1))),
            "? KEY_ROTATED /proof/verificationMethod");
  EXPECT_EQ(SummaryOfPeriod(
                Period(absl::CivilDay(2025, 1, 1), absl::CivilDay(2026, 3, 1))),
            "? KEY_ROTATED /proof/verificationMethod");
}

TEST(DataIntegrityKey, AStrangersSignatureIsTamperedWhateverThePeriod) {
  VerificationMethod method = IssuerMethod();
  method.periods.push_back(
      Period(absl::CivilDay(2030, 1, 1), absl::CivilDay(2031, 1, 1)));
  EXPECT_EQ(Summary(Secured(Unsigned(), TestKey(KeyType::kEd25519, 'x')),
                    OneKey(method)),
            "I TAMPERED /proof");
}

TEST(DataIntegrityKey, WithoutStatedTimeTheStartOfValidityCounts) {
  VerificationMethod method = IssuerMethod();
  method.periods.push_back(
      Period(absl::CivilDay(2026, 3, 2), absl::CivilDay(2026, 3, 2)));
  json::Value document = Unsigned();
  absl::StatusOr<json::Value> secured =
      sample::SignDataIntegrity(document, "eddsa-jcs-2022", IssuerKey());
  ASSERT_TRUE(secured.ok());
  EXPECT_EQ(Summary(*secured, OneKey(method)), "V");
  document.Erase("validFrom");
  secured = sample::SignDataIntegrity(document, "eddsa-jcs-2022", IssuerKey());
  ASSERT_TRUE(secured.ok());
  EXPECT_EQ(Summary(*secured, OneKey(method)),
            "? KEY_ROTATED /proof/verificationMethod");
}

}  // namespace
}  // namespace prescreen
