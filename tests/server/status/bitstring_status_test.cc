// SPDX-License-Identifier: Apache-2.0
// What a bitstring status list says of a credential, and when it says nothing.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "base/crypto/hash.h"
#include "server/status/status.h"
#include "tests/server/verify/verify_for_test.h"
#include "tests/support/status_list_builder.h"

namespace prescreen {
namespace {

constexpr char kUrl[] = "https://issuer.example/status/3";
constexpr char kOther[] = "https://issuer.example/status/4";

// TestIssuer('s') signs lists for TestIssuer('i').
class SomeAuthority final : public StatusAuthority {
 public:
  bool MaySignStatusFor(absl::string_view signer,
                        absl::string_view issuer) const override {
    return signer == TestIssuer('s').did() && issuer == TestIssuer('i').did();
  }
};

class BitstringStatus : public testing::Test {
 protected:
  BitstringStatus() {
    rules_.as_of = rules_.now = absl::FromUnixSeconds(1795435200);
    rules_.skew = absl::Seconds(60);
    State(kUrl, "revocation", "7");
  }

  void State(absl::string_view url, absl::string_view purpose,
             absl::string_view index) {
    token_.Set("/credentialStatus", StatusEntry(url, purpose, index));
  }
  void Publish(const std::string& url, const std::string& body) {
    auto document = std::make_shared<FetchedDocument>();
    document->body = body;
    document->digest = std::string(AsBytes(Sha256(body)));
    document->fetched_at = rules_.now;
    StatusEvidence& evidence = lists_[url];
    evidence.list = std::make_shared<const StatusList>(
        ReadStatusList(absl::string_view(body.data(), body.size()), verifier_));
    evidence.document = std::move(document);
  }
  void Publish(const std::string& url, const TestToken& list) {
    Publish(url, list.Sign(issuer_));
  }

  StatusResult Check() {
    const Checked checked = VerifyDocument(token_.Sign(issuer_));
    EXPECT_TRUE(checked.verified()) << checked.summary();
    return StatusChecker(rules_, lists_, authority_)
        .Check(std::get<VerifiedCredential>(checked.credential));
  }
  // `good`, or the findings' codes, `(info)` behind those without verdict.
  std::string Summary() {
    const StatusResult result = Check();
    std::string text;
    for (const Finding& finding : result.findings) {
      text += (text.empty() ? "" : " ") + v1::ReasonCode_Name(finding.code);
      if (finding.verdict == v1::VERDICT_UNSPECIFIED) text += "(info)";
      EXPECT_EQ(finding.pointer.rfind("/credentialStatus", 0), 0u);
    }
    switch (result.status) {
      case Verdict::kValid:
        return "good" + (text.empty() ? "" : " " + text);
      case Verdict::kInvalid:
        return "bad " + text;
      case Verdict::kUnchecked:
        return "unknown " + text;
    }
    return "";
  }
  std::string Detail() { return Check().findings.back().detail; }

  const DidKeyResolver keys_;
  const NoAuthority nobody_;
  const CredentialVerifier verifier_{keys_, nobody_};
  const SomeAuthority authority_;
  const TestIssuer issuer_{'i'};
  TestToken token_ = VcJwtToken(issuer_);
  TestToken list_ = StatusListToken(issuer_, kUrl, "revocation", {7});
  StatusRules rules_;
  StatusLists lists_;
};

constexpr char kUnknown[] = "unknown STATUS_UNAVAILABLE";

TEST_F(BitstringStatus, SetBitIsRevoked) {
  Publish(kUrl, list_);
  EXPECT_EQ(Summary(), "bad REVOKED");
}

TEST_F(BitstringStatus, UnsetBitsAreGood) {
  Publish(kUrl, list_);
  for (const char* index : {"0", "6", "8", "131071"}) {
    State(kUrl, "revocation", index);
    EXPECT_EQ(Summary(), "good") << index;
  }
}

TEST_F(BitstringStatus, SetBitOfASuspensionListIsSuspended) {
  State(kUrl, "suspension", "7");
  Publish(kUrl, StatusListToken(issuer_, kUrl, "suspension", {7}));
  EXPECT_EQ(Summary(), "bad SUSPENDED");
}

TEST_F(BitstringStatus, OneListForTwoPurposes) {
  list_.Set("/credentialSubject/statusPurpose",
            ParseJsonForTest(R"(["revocation", "suspension"])"));
  Publish(kUrl, list_);
  json::Value entries = json::Value::Array();
  entries.Append(StatusEntry(kUrl, "revocation", "6"));
  entries.Append(StatusEntry(kUrl, "suspension", "7"));
  token_.Set("/credentialStatus", entries);
  EXPECT_EQ(Summary(), "bad SUSPENDED");
}

TEST_F(BitstringStatus, EveryEntryCounts) {
  Publish(kUrl, list_);
  Publish(kOther, StatusListToken(issuer_, kOther, "suspension", {}));
  json::Value entries = json::Value::Array();
  entries.Append(StatusEntry(kUrl, "revocation", "6"));
  entries.Append(StatusEntry(kOther, "suspension", "7"));
  token_.Set("/credentialStatus", entries);
  EXPECT_EQ(Summary(), "good");
  lists_.erase(kOther);
  EXPECT_EQ(Summary(), kUnknown);
}

TEST_F(BitstringStatus, BadOutweighsUnknown) {
  Publish(kUrl, list_);
  json::Value entries = json::Value::Array();
  entries.Append(StatusEntry(kUrl, "revocation", "7"));
  entries.Append(StatusEntry(kOther, "suspension", "7"));
  token_.Set("/credentialStatus", entries);
  EXPECT_EQ(Summary(), "bad STATUS_UNAVAILABLE REVOKED");
}

TEST_F(BitstringStatus, ListThatWasNotFetchedIsUnknown) {
  EXPECT_EQ(Summary(), kUnknown);
  lists_[kUrl].failure = "fetch: answered with status 404";
  EXPECT_EQ(Summary(), kUnknown);
  EXPECT_EQ(Detail(),
            "its status list could not be fetched: fetch: answered with "
            "status 404");
}

TEST_F(BitstringStatus, ForgedListIsUnknown) {
  Publish(kUrl, list_.Sign(TestIssuer('x')));
  EXPECT_EQ(Summary(), kUnknown);
}

TEST_F(BitstringStatus, StrangersListIsUnknown) {
  const TestIssuer stranger('x');
  Publish(kUrl,
          StatusListToken(stranger, kUrl, "revocation", {}).Sign(stranger));
  EXPECT_EQ(Summary(), kUnknown);
}

TEST_F(BitstringStatus, CataloguedSignersListCounts) {
  const TestIssuer signer('s');
  Publish(kUrl, StatusListToken(signer, kUrl, "revocation", {7}).Sign(signer));
  EXPECT_EQ(Summary(), "bad REVOKED");
}

TEST_F(BitstringStatus, ListForAnotherPurposeIsUnknown) {
  Publish(kUrl, StatusListToken(issuer_, kUrl, "suspension", {}));
  EXPECT_EQ(Summary(), kUnknown);
}

TEST_F(BitstringStatus, ListOfAnotherUrlIsUnknown) {
  list_.Set("/id", kOther);
  Publish(kUrl, list_);
  EXPECT_EQ(Summary(), kUnknown);
}

TEST_F(BitstringStatus, ListNeedsNoIdOfItsOwn) {
  list_.Remove("/id");
  Publish(kUrl, list_);
  EXPECT_EQ(Summary(), "bad REVOKED");
}

TEST_F(BitstringStatus, ExpiredListIsUnknownBeyondTheSkew) {
  list_.Set("/validUntil", "2026-11-23T11:59:00Z");  // now is 12:00:00
  Publish(kUrl, list_);
  EXPECT_EQ(Summary(), "bad REVOKED");
  rules_.now += absl::Seconds(1);
  EXPECT_EQ(Summary(), kUnknown);
}

TEST_F(BitstringStatus, ListThatIsNotYetValidIsUnknownBeyondTheSkew) {
  list_.Set("/validFrom", "2026-11-23T12:01:00Z");
  Publish(kUrl, list_);
  EXPECT_EQ(Summary(), "bad REVOKED");
  rules_.now -= absl::Seconds(1);
  EXPECT_EQ(Summary(), kUnknown);
}

TEST_F(BitstringStatus, ListsDatesAreOfNowNotOfTheEvaluationTime) {
  list_.Set("/validFrom", "2026-11-23T00:00:00Z");
  Publish(kUrl, list_);
  rules_.as_of -= absl::Hours(48);
  EXPECT_EQ(Summary(), "bad STATUS_LATER_THAN_AS_OF(info) REVOKED");
}

TEST_F(BitstringStatus, IndexBeyondTheListIsUnknown) {
  list_.Set("/credentialSubject/encodedList", EncodedList({}, 100'000));
  Publish(kUrl, list_);
  for (const char* index : {"100000", "131071", "99999999999999999999999"}) {
    State(kUrl, "revocation", index);
    EXPECT_EQ(Summary(), kUnknown) << index;
  }
}

TEST_F(BitstringStatus, ShortListIsUsedUnlessTheSettingForbids) {
  list_.Set("/credentialSubject/encodedList", EncodedList({7}, 100'000));
  Publish(kUrl, list_);
  EXPECT_EQ(Summary(), "bad REVOKED");
  rules_.minimum_bits = 100'000;
  EXPECT_EQ(Summary(), "bad REVOKED");
  rules_.minimum_bits = 131'072;
  EXPECT_EQ(Summary(), kUnknown);
}

TEST_F(BitstringStatus, MalformedIndexIsUnknown) {
  Publish(kUrl, list_);
  for (const char* index : {"-1", "07", "7.0", "x"}) {
    State(kUrl, "revocation", index);
    EXPECT_EQ(Summary(), kUnknown) << index;
  }
}

TEST_F(BitstringStatus, MoreThanOneBitIsUnknown) {
  Publish(kUrl, list_);
  State(kUrl, "revocation", "6");
  token_.Set("/credentialStatus/statusSize", json::Value::Int(1));
  EXPECT_EQ(Summary(), "good");
  token_.Set("/credentialStatus/statusSize", json::Value::Int(2));
  EXPECT_EQ(Summary(), kUnknown);
}

TEST_F(BitstringStatus, MessageAndRefreshHaveNoPartInValidity) {
  for (const char* purpose : {"message", "refresh"}) {
    State(kUrl, purpose, "7");
    EXPECT_EQ(Summary(), "good");
    const StatusResult result = Check();
    ASSERT_EQ(result.entries.size(), 1u);
    EXPECT_FALSE(result.entries[0].verdict.has_value());
    EXPECT_FALSE(result.source.has_value());
  }
}

TEST_F(BitstringStatus, PurposeThatNobodyKnowsIsUnknown) {
  Publish(kUrl, StatusListToken(issuer_, kUrl, "withdrawal", {}));
  State(kUrl, "withdrawal", "7");
  EXPECT_EQ(Summary(), kUnknown);
}

TEST_F(BitstringStatus, OtherMethodsAreUnknown) {
  token_.Set("/credentialStatus",
             ParseJsonForTest(R"({"type": "StatusList2021Entry",
                                  "id": "https://issuer.example/s#1"})"));
  EXPECT_EQ(Summary(), kUnknown);
}

TEST_F(BitstringStatus, StaleListIsUsedAndSaidSo) {
  Publish(kUrl, list_);
  lists_[kUrl].stale = true;
  EXPECT_EQ(Summary(), "bad STATUS_UNAVAILABLE(info) REVOKED");
  State(kUrl, "revocation", "6");
  EXPECT_EQ(Summary(), "good STATUS_UNAVAILABLE(info)");
}

TEST_F(BitstringStatus, LaterEvidenceIsPointedOut) {
  Publish(kUrl, list_);
  State(kUrl, "revocation", "6");
  rules_.as_of -= absl::Hours(24);
  EXPECT_EQ(Summary(), "good");
  rules_.as_of -= absl::Seconds(1);
  EXPECT_EQ(Summary(), "good STATUS_LATER_THAN_AS_OF(info)");
}

TEST_F(BitstringStatus, TheSourceIsThatOfTheWorstEntry) {
  Publish(kUrl, list_);
  Publish(kOther, StatusListToken(issuer_, kOther, "revocation", {7}));
  json::Value entries = json::Value::Array();
  entries.Append(StatusEntry(kUrl, "revocation", "6"));
  entries.Append(StatusEntry(kOther, "revocation", "7"));
  token_.Set("/credentialStatus", entries);
  const StatusResult result = Check();
  ASSERT_TRUE(result.source.has_value());
  EXPECT_EQ(result.source->digest, lists_[kOther].document->digest);
  EXPECT_EQ(result.source->fetched_at, rules_.now);
  ASSERT_EQ(result.entries.size(), 2u);
  EXPECT_EQ(result.entries[0].verdict, Verdict::kValid);
  EXPECT_EQ(result.entries[1].verdict, Verdict::kInvalid);
}

TEST_F(BitstringStatus, GoodListIsNoSourceOfAnUnknown) {
  Publish(kUrl, list_);
  json::Value entries = json::Value::Array();
  entries.Append(StatusEntry(kUrl, "revocation", "6"));
  entries.Append(StatusEntry(kOther, "revocation", "7"));
  token_.Set("/credentialStatus", entries);
  EXPECT_FALSE(Check().source.has_value());
}

TEST_F(BitstringStatus, UnfitListIsTheSourceOfItsUnknown) {
  Publish(kUrl, list_.Sign(TestIssuer('x')));
  const StatusResult result = Check();
  ASSERT_TRUE(result.source.has_value());
  EXPECT_EQ(result.source->digest, lists_[kUrl].document->digest);
}

TEST_F(BitstringStatus, OnlySuchEntriesNeedAList) {
  StatedStatus entry{kBitstringEntryType, "revocation", kUrl, "7", "", ""};
  EXPECT_TRUE(NeedsStatusList(entry));
  entry.purpose = "message";
  EXPECT_FALSE(NeedsStatusList(entry));
  entry.purpose = "suspension";
  entry.index = "x";
  EXPECT_FALSE(NeedsStatusList(entry));
  entry = {"StatusList2021Entry", "revocation", kUrl, "7", "", ""};
  EXPECT_FALSE(NeedsStatusList(entry));
}

}  // namespace
}  // namespace prescreen
