// SPDX-License-Identifier: Apache-2.0
#include "server/status/status.h"

#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "tests/server/verify/verify_for_test.h"
#include "tests/support/data_integrity_builder.h"

namespace prescreen {
namespace {

constexpr absl::Duration kSkew = absl::Seconds(60);

absl::Time At(absl::string_view text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error));
  return time;
}

class Status : public testing::Test {
 protected:
  // What is said of `token_` at that time: `valid`, or the codes.
  std::string AsOf(absl::string_view time) {
    const Checked checked = VerifyDocument(token_.Sign(issuer_));
    const StatusChecker checker(At(time), kSkew);
    if (const auto* unchecked =
            std::get_if<UncheckedCredential>(&checked.credential)) {
      return Summary(checker.Check(*unchecked));
    }
    return Summary(
        checker.Check(std::get<VerifiedCredential>(checked.credential)));
  }

  static std::string Summary(const StatusResult& result) {
    std::string text;
    for (const Finding& finding : result.findings) {
      text += v1::ReasonCode_Name(finding.code) + " " + finding.pointer + " ";
    }
    EXPECT_EQ(result.findings.empty(), result.dates == Verdict::kValid &&
                                           result.status == Verdict::kValid);
    return text.empty() ? "valid" : text.substr(0, text.size() - 1);
  }

  const TestIssuer issuer_{'i'};
  TestToken token_ = OpenBadgeToken(issuer_);
};

TEST_F(Status, ValidWithinItsDates) {
  EXPECT_EQ(AsOf("2026-11-23T12:00:00Z"), "valid");
}

TEST_F(Status, ValidAtBothEnds) {
  EXPECT_EQ(AsOf("2026-03-02T00:00:00Z"), "valid");
  EXPECT_EQ(AsOf("2028-03-02T00:00:00Z"), "valid");
}

TEST_F(Status, ValidWithinTheSkew) {
  EXPECT_EQ(AsOf("2026-03-01T23:59:00Z"), "valid");
  EXPECT_EQ(AsOf("2028-03-02T00:01:00Z"), "valid");
}

TEST_F(Status, ExpiredBeyondTheSkew) {
  EXPECT_EQ(AsOf("2028-03-02T00:01:01Z"), "EXPIRED /validUntil");
}

TEST_F(Status, NotYetValidBeyondTheSkew) {
  EXPECT_EQ(AsOf("2026-03-01T23:58:59Z"), "NOT_YET_VALID /validFrom");
}

TEST_F(Status, ExpiredByTheTokensOwnClaim) {
  token_.Remove("/validUntil");
  EXPECT_EQ(AsOf("2028-03-02T00:01:01Z"), "EXPIRED /exp");
}

TEST_F(Status, ExpiredByAnEmbeddedProof) {
  token_ = VcJwtToken(issuer_);
  token_.payload = Secured(token_.payload, TestKey(KeyType::kEd25519, 'i'),
                           R"({"expires": "2027-01-01T00:00:00Z"})");
  EXPECT_EQ(AsOf("2027-01-01T00:01:00Z"), "valid");
  EXPECT_EQ(AsOf("2027-01-01T00:01:01Z"), "EXPIRED /proof");
}

TEST_F(Status, NotYetValidByTheTokensOwnClaim) {
  token_ = VcJwtToken(issuer_);
  token_.Set("/nbf", json::Value::Int(1800000000));
  EXPECT_EQ(AsOf("2026-11-23T12:00:00Z"), "NOT_YET_VALID /nbf");
}

TEST_F(Status, NoEndDateMeansUnlimited) {
  token_ = VcJwtToken(issuer_);
  EXPECT_EQ(AsOf("2099-01-01T00:00:00Z"), "valid");
}

TEST_F(Status, AnyStatusMethodIsUnknownNeverGood) {
  token_.Set("/credentialStatus", ParseJsonForTest(R"({"type": "X"})"));
  EXPECT_EQ(AsOf("2026-11-23T12:00:00Z"),
            "STATUS_UNAVAILABLE /credentialStatus");
}

TEST_F(Status, EmptyListOfStatusMethodsIsNone) {
  token_.Set("/credentialStatus", json::Value::Array());
  EXPECT_EQ(AsOf("2026-11-23T12:00:00Z"), "valid");
}

TEST_F(Status, DatesAndStatusAreBothTold) {
  token_.Set("/credentialStatus", ParseJsonForTest(R"({"type": "X"})"));
  EXPECT_EQ(AsOf("2030-01-01T00:00:00Z"),
            "EXPIRED /validUntil STATUS_UNAVAILABLE /credentialStatus");
}

TEST_F(Status, DatesOfAnUncheckedCredential) {
  token_.header.Set("alg", json::Value::String("ES256"));
  token_.header.Set("kid", json::Value::String("did:web:issuer.example#k"));
  EXPECT_EQ(AsOf("2030-01-01T00:00:00Z"), "EXPIRED /validUntil");
}

}  // namespace
}  // namespace prescreen
