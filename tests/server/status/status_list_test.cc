// SPDX-License-Identifier: Apache-2.0
#include "server/status/status_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/crypto/hash.h"
#include "server/status/status_list_cache.h"
#include "tests/server/verify/verify_for_test.h"
#include "tests/support/status_list_builder.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kUrl[] = "https://issuer.example/status/3";

class StatusListTest : public testing::Test {
 protected:
  StatusList ReadBody(const std::string& body) {
    return ReadStatusList(absl::string_view(body.data(), body.size()),
                          verifier_);
  }
  StatusList Read() { return ReadBody(token_.Sign(issuer_)); }
  std::string Fault() { return Read().fault; }

  const DidKeyResolver keys_;
  const NoAuthority authority_;
  const CredentialVerifier verifier_{keys_, authority_};
  const TestIssuer issuer_{'i'};
  TestToken token_ = StatusListToken(issuer_, kUrl, "revocation", {7});
};

TEST_F(StatusListTest, ReadsAGenuineList) {
  const StatusList list = Read();
  EXPECT_EQ(list.fault, "");
  EXPECT_EQ(list.id, kUrl);
  EXPECT_EQ(list.issuer_id, issuer_.did());
  EXPECT_THAT(list.purposes, ElementsAre("revocation"));
  ASSERT_EQ(list.bits.size(), kTestListBits / 8);
  EXPECT_EQ(list.bits[0], '\x01');
}

TEST_F(StatusListTest, ReadsAListOfTheEarlierModel) {
  json::Value credential = token_.payload;
  credential.Set(
      "@context",
      ParseJsonForTest(R"(["https://www.w3.org/2018/credentials/v1"])"));
  credential.Erase("validFrom");
  credential.Set("issuanceDate", json::Value::String("2026-03-02T00:00:00Z"));
  token_.header.Set("typ", json::Value::String("JWT"));
  token_.header.Erase("cty");
  token_.payload = json::Value::Object();
  token_.Set("/iss", issuer_.did());
  token_.Set("/nbf", json::Value::Int(1772409600));
  token_.Set("/jti", kUrl);
  token_.Set("/vc", credential);
  const StatusList list = Read();
  EXPECT_EQ(list.fault, "");
  EXPECT_EQ(list.bits.size(), kTestListBits / 8);
}

TEST_F(StatusListTest, SeveralPurposes) {
  token_.Set("/credentialSubject/statusPurpose",
             ParseJsonForTest(R"(["revocation", "suspension"])"));
  EXPECT_THAT(Read().purposes, ElementsAre("revocation", "suspension"));
}

TEST_F(StatusListTest, MalformedPurposesAreNone) {
  token_.Set("/credentialSubject/statusPurpose",
             ParseJsonForTest(R"(["revocation", 1])"));
  EXPECT_THAT(Read().purposes, ElementsAre());
}

TEST_F(StatusListTest, NarrowestDatesCount) {
  token_.Set("/validUntil", "2026-12-31T00:00:00Z");
  token_.Set("/nbf", json::Value::Int(1780000000));
  token_.Set("/exp", json::Value::Int(1790000000));
  const StatusList list = Read();
  ASSERT_EQ(list.fault, "");
  EXPECT_EQ(list.valid_from, absl::FromUnixSeconds(1780000000));
  EXPECT_EQ(list.valid_until, absl::FromUnixSeconds(1790000000));
}

TEST_F(StatusListTest, ForgedListIsNotUsed) {
  EXPECT_THAT(ReadBody(token_.Sign(TestIssuer('x'))).fault,
              HasSubstr("could not be verified"));
}

TEST_F(StatusListTest, OneChangedByteMakesItUnusable) {
  const std::string good = token_.Sign(issuer_);
  for (const std::size_t at : {good.find('.') + 20, good.size() - 10}) {
    std::string bad = good;
    bad[at] = bad[at] == 'A' ? 'B' : 'A';
    const StatusList list = ReadBody(bad);
    EXPECT_NE(list.fault, "");
    EXPECT_EQ(list.bits, "");
  }
}

TEST_F(StatusListTest, UnsignedListIsNotUsed) {
  EXPECT_THAT(ReadBody(json::Serialize(token_.payload)).fault,
              HasSubstr("could not be verified"));
}

TEST_F(StatusListTest, TextIsNoList) {
  EXPECT_NE(ReadBody("<html>not found</html>").fault, "");
  EXPECT_NE(ReadBody("").fault, "");
}

TEST_F(StatusListTest, OrdinaryCredentialIsNoList) {
  token_.Set("/type", ParseJsonForTest(R"(["VerifiableCredential"])"));
  EXPECT_THAT(Fault(), HasSubstr("no BitstringStatusListCredential"));
}

TEST_F(StatusListTest, SubjectOfAnotherTypeIsNoList) {
  token_.Set("/credentialSubject/type", "StatusList2021");
  EXPECT_THAT(Fault(), HasSubstr("no BitstringStatusList"));
}

TEST_F(StatusListTest, TwoSubjectsAreNoList) {
  json::Value subjects = json::Value::Array();
  subjects.Append(*token_.payload.Find("credentialSubject"));
  subjects.Append(*token_.payload.Find("credentialSubject"));
  token_.Set("/credentialSubject", subjects);
  EXPECT_NE(Fault(), "");
}

TEST_F(StatusListTest, MissingOrMalformedListOfBits) {
  for (const char* list : {"", "H4sIAAAA", "uH4sI", "uAAAA"}) {
    token_.Set("/credentialSubject/encodedList", list);
    EXPECT_THAT(Fault(), HasSubstr("malformed")) << list;
  }
}

TEST_F(StatusListTest, BombIsNotUsed) {
  const std::string bomb = EncodedList({}, (17u << 20) * 8);
  token_.Set("/credentialSubject/encodedList", bomb);
  EXPECT_THAT(Fault(), HasSubstr("inflates too far"));
}

class StatusListCacheTest : public StatusListTest {
 protected:
  FetchedDocument Document() {
    FetchedDocument document;
    document.body = token_.Sign(issuer_);
    document.digest = std::string(AsBytes(Sha256(document.body)));
    return document;
  }
};

TEST_F(StatusListCacheTest, SameBytesAreReadOnce) {
  StatusListCache cache;
  const FetchedDocument document = Document();
  const auto list = cache.Read(document, verifier_, "catalogue");
  EXPECT_EQ(list->fault, "");
  EXPECT_EQ(cache.Read(document, verifier_, "catalogue"), list);
}

TEST_F(StatusListCacheTest, OtherBytesAreReadAnew) {
  StatusListCache cache;
  const auto list = cache.Read(Document(), verifier_, "catalogue");
  token_ = StatusListToken(issuer_, kUrl, "revocation", {8});
  EXPECT_NE(cache.Read(Document(), verifier_, "catalogue")->bits, list->bits);
}

TEST_F(StatusListCacheTest, AnotherCatalogueIsAskedAnew) {
  StatusListCache cache;
  const FetchedDocument document = Document();
  const auto list = cache.Read(document, verifier_, "catalogue");
  EXPECT_NE(cache.Read(document, verifier_, "other"), list);
}

TEST_F(StatusListCacheTest, DropsWhatWasNotUsedForLongest) {
  StatusListCache cache(kTestListBits / 8 * 2 + 4000);
  const FetchedDocument first = Document();
  const auto list = cache.Read(first, verifier_, "1");
  cache.Read(first, verifier_, "2");
  EXPECT_EQ(cache.Read(first, verifier_, "1"), list);
  const auto second = cache.Read(first, verifier_, "2");
  cache.Read(first, verifier_, "1");
  cache.Read(first, verifier_, "3");
  EXPECT_EQ(cache.Read(first, verifier_, "1"), list);
  EXPECT_NE(cache.Read(first, verifier_, "2"), second);
}

}  // namespace
}  // namespace prescreen
