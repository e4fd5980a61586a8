// SPDX-License-Identifier: Apache-2.0
// The structure of credentials whose signatures are good.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/verify/object_reader.h"
#include "tests/server/verify/verify_for_test.h"

namespace prescreen {
namespace {

const TestIssuer& Issuer() {
  static const TestIssuer issuer('i');
  return issuer;
}

std::string BadgeWith(absl::string_view pointer, absl::string_view value) {
  TestToken token = OpenBadgeToken(Issuer());
  token.Set(pointer, ParseJsonForTest(value));
  return SummaryOf(token.Sign(Issuer()));
}
std::string BadgeWithout(absl::string_view pointer) {
  TestToken token = OpenBadgeToken(Issuer());
  token.Remove(pointer);
  return SummaryOf(token.Sign(Issuer()));
}
std::string VcJwtWith(absl::string_view pointer, absl::string_view value) {
  TestToken token = VcJwtToken(Issuer());
  token.Set(pointer, ParseJsonForTest(value));
  return SummaryOf(token.Sign(Issuer()));
}
std::string VcJwtWithout(absl::string_view pointer) {
  TestToken token = VcJwtToken(Issuer());
  token.Remove(pointer);
  return SummaryOf(token.Sign(Issuer()));
}
std::string Invalid(absl::string_view pointer) {
  return absl::StrCat("rejected SCHEMA_INVALID ", pointer);
}

TEST(OpenBadgeClaims, MandatoryOnesMissing) {
  for (const char* claim : {"/iss", "/sub", "/jti", "/nbf"}) {
    EXPECT_EQ(BadgeWithout(claim), Invalid(claim));
  }
}

TEST(OpenBadgeClaims, ExpirationIsOptional) {
  EXPECT_EQ(BadgeWithout("/exp"), "verified");
}

TEST(OpenBadgeClaims, AtOddsWithTheCredential) {
  EXPECT_EQ(BadgeWith("/iss", R"("did:example:other")"), Invalid("/iss"));
  EXPECT_EQ(BadgeWith("/sub", R"("did:example:other")"), Invalid("/sub"));
  EXPECT_EQ(BadgeWith("/jti", R"("urn:other")"), Invalid("/jti"));
  EXPECT_EQ(BadgeWith("/nbf", "1772409601"), Invalid("/nbf"));
  EXPECT_EQ(BadgeWith("/exp", "1835568001"), Invalid("/exp"));
}

TEST(OpenBadgeClaims, EmptyTextDoesNotAgree) {
  EXPECT_EQ(BadgeWith("/iss", R"("")"), Invalid("/iss"));
  EXPECT_EQ(BadgeWith("/sub", R"("")"), Invalid("/sub"));
}

TEST(OpenBadgeClaims, DatesThatAreNoNumbers) {
  EXPECT_EQ(BadgeWith("/nbf", R"("1772409600")"), Invalid("/nbf"));
  EXPECT_EQ(BadgeWith("/exp", "-1"), Invalid("/exp"));
  EXPECT_EQ(BadgeWith("/exp", "1e9"), Invalid("/exp"));
}

TEST(OpenBadgeClaims, FractionOfASecondIsDropped) {
  EXPECT_EQ(BadgeWith("/nbf", "1772409600.25"), "verified");
}

TEST(OpenBadgeClaims, SubjectWithoutIdNeedsNoSub) {
  TestToken token = OpenBadgeToken(Issuer());
  token.Remove("/credentialSubject/id");
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), Invalid("/sub"));
  token.Remove("/sub");
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "verified");
}

TEST(OpenBadgeStructure, MandatoryMembersMissing) {
  for (const char* member :
       {"/validFrom", "/credentialSubject/achievement",
        "/credentialSubject/achievement/id",
        "/credentialSubject/achievement/name",
        "/credentialSubject/achievement/alignment/0/targetUrl",
        "/credentialSubject/identifier/0/hashed",
        "/credentialSubject/identifier/0/identityHash",
        "/credentialSubject/identifier/0/identityType"}) {
    EXPECT_EQ(BadgeWithout(member), Invalid(member));
  }
}

TEST(OpenBadgeStructure, ContextMissing) {
  EXPECT_EQ(
      BadgeWith("/@context", R"(["https://www.w3.org/ns/credentials/v2"])"),
      Invalid("/@context"));
}

TEST(OpenBadgeStructure, IssuerAsUrl) {
  TestToken token = OpenBadgeToken(Issuer());
  token.Set("/issuer", absl::string_view(Issuer().did()));
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "verified");
}

TEST(OpenBadgeStructure, SingleObjectsInPlaceOfLists) {
  EXPECT_EQ(BadgeWith("/credentialSubject/result", R"({"status": "Failed"})"),
            "verified");
}

TEST(OpenBadgeStructure, AllFaultsAreListed) {
  TestToken token = OpenBadgeToken(Issuer());
  token.Remove("/jti");
  token.Set("/awardedDate", "2026-03-01");
  token.Set("/credentialSubject/achievement/version", json::Value::Int(3));
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())),
            "rejected SCHEMA_INVALID /awardedDate SCHEMA_INVALID "
            "/credentialSubject/achievement/version SCHEMA_INVALID /jti");
}

TEST(OpenBadgeStructure, SignatureIsJudgedBeforeStructure) {
  TestToken token = OpenBadgeToken(Issuer());
  token.Remove("/jti");
  EXPECT_EQ(SummaryOf(token.Sign(TestIssuer('s'))), "rejected TAMPERED");
}

TEST(VcJwtStructure, ContextMustBegin) {
  EXPECT_EQ(VcJwtWithout("/@context"), Invalid("/@context"));
  EXPECT_EQ(VcJwtWith("/@context", R"(["https://example.org/v1",
                      "https://www.w3.org/ns/credentials/v2"])"),
            Invalid("/@context"));
  EXPECT_EQ(VcJwtWith("/@context", "[]"), Invalid("/@context"));
  EXPECT_EQ(VcJwtWith("/@context", "{}"), Invalid("/@context"));
}

TEST(VcJwtStructure, ContextAsTextOrWithInlineObject) {
  EXPECT_EQ(VcJwtWith("/@context", R"("https://www.w3.org/ns/credentials/v2")"),
            "verified");
  EXPECT_EQ(
      VcJwtWith("/@context", R"(["https://www.w3.org/ns/credentials/v2", {}])"),
      "verified");
  EXPECT_EQ(
      VcJwtWith("/@context", R"(["https://www.w3.org/ns/credentials/v2", 1])"),
      Invalid("/@context"));
}

TEST(VcJwtStructure, TypeMustSayVerifiableCredential) {
  EXPECT_EQ(VcJwtWithout("/type"),
            "rejected SCHEMA_INVALID /type SCHEMA_INVALID /type");
  EXPECT_EQ(VcJwtWith("/type", R"(["Other"])"), Invalid("/type"));
  EXPECT_EQ(VcJwtWith("/type", R"(["VerifiableCredential", 1])"),
            Invalid("/type"));
  EXPECT_EQ(VcJwtWith("/type", R"("VerifiableCredential")"), "verified");
}

TEST(VcJwtStructure, IdsMustBeUrls) {
  EXPECT_EQ(VcJwtWith("/id", R"("credential 1")"), Invalid("/id"));
  EXPECT_EQ(VcJwtWith("/credentialSubject/id", R"("ada")"),
            Invalid("/credentialSubject/id"));
  EXPECT_EQ(VcJwtWith("/issuer", R"("northwind")"), Invalid("/issuer"));
  EXPECT_EQ(VcJwtWith("/issuer", R"({"id": "north wind"})"),
            Invalid("/issuer/id"));
  EXPECT_EQ(VcJwtWith("/issuer", "{}"), Invalid("/issuer/id"));
}

TEST(VcJwtStructure, OptionalMembersMayBeMissing) {
  EXPECT_EQ(VcJwtWithout("/id"), "verified");
  EXPECT_EQ(VcJwtWithout("/validFrom"), "verified");
  EXPECT_EQ(VcJwtWithout("/credentialSubject/id"), "verified");
}

TEST(VcJwtStructure, SubjectMustBeThere) {
  EXPECT_EQ(VcJwtWithout("/credentialSubject"), Invalid("/credentialSubject"));
  EXPECT_EQ(VcJwtWith("/credentialSubject", "[]"),
            Invalid("/credentialSubject"));
  EXPECT_EQ(VcJwtWith("/credentialSubject", "[1]"),
            Invalid("/credentialSubject/0"));
}

TEST(VcJwtStructure, DatesAreStrict) {
  EXPECT_EQ(VcJwtWith("/validFrom", R"("2026-03-02T00:00:00")"),
            Invalid("/validFrom"));
  EXPECT_EQ(VcJwtWith("/validUntil", R"("2016-12-31T23:59:60Z")"),
            Invalid("/validUntil"));
  EXPECT_EQ(VcJwtWith("/validUntil", R"("2026-03-01T00:00:00Z")"),
            Invalid("/validUntil"));
}

TEST(VcJwtStructure, RegisteredClaimsMustAgreeWherePresent) {
  EXPECT_EQ(VcJwtWith("/iss", R"("did:example:other")"), Invalid("/iss"));
  EXPECT_EQ(VcJwtWith("/jti", R"("urn:other")"), Invalid("/jti"));
  EXPECT_EQ(VcJwtWith("/sub", R"("did:example:other")"), Invalid("/sub"));
  EXPECT_EQ(VcJwtWith("/exp", R"("tomorrow")"), Invalid("/exp"));
}

TEST(VcJwtStructure, ClaimsOfTheEarlierModel) {
  EXPECT_EQ(VcJwtWith("/vc", R"("oops")"), Invalid("/vc"));
  EXPECT_EQ(VcJwtWith("/vp", "{}"), Invalid("/vp"));
}

TEST(VcJwtStructure, StatusMustBeObjectsWithType) {
  EXPECT_EQ(VcJwtWith("/credentialStatus", R"({"type": "Any"})"), "verified");
  EXPECT_EQ(VcJwtWith("/credentialStatus", "{}"),
            Invalid("/credentialStatus/type"));
  EXPECT_EQ(VcJwtWith("/credentialStatus", R"("x")"),
            Invalid("/credentialStatus"));
}

TEST(VcJwtStructure, AchievementsOfOtherVocabulariesAreLeftAlone) {
  EXPECT_EQ(VcJwtWith("/credentialSubject/achievement", "[1]"), "verified");
  EXPECT_EQ(VcJwtWith("/awardedDate", R"("spring")"), "verified");
}

TEST(VcJwtStructure, FaultsAreBounded) {
  json::Value subjects = json::Value::Array();
  for (int i = 0; i < 1000; ++i) subjects.Append(json::Value::Int(i));
  TestToken token = VcJwtToken(Issuer());
  token.Set("/credentialSubject", std::move(subjects));
  EXPECT_EQ(VerifyDocument(token.Sign(Issuer())).findings().size(), kMaxFaults);
}

// Every place in a value, children before parents.
void CollectPointers(const json::Value& value, const std::string& pointer,
                     std::vector<std::string>* pointers) {
  for (const json::Member& member : value.members()) {
    CollectPointers(member.value, absl::StrCat(pointer, "/", member.name),
                    pointers);
  }
  for (std::size_t i = 0; i < value.items().size(); ++i) {
    CollectPointers(value.items()[i], absl::StrCat(pointer, "/", i), pointers);
  }
  if (!pointer.empty()) pointers->push_back(pointer);
}

// Members that the verifier reads: any other type must be refused.
bool IsRead(absl::string_view pointer) {
  constexpr absl::string_view kNotRead[] = {
      "/issuer/type", "/issuer/name", "/credentialSubject/type",
      "/description", "/criteria",    "/narrative",
      "/targetName",  "/value",       "/achievement/type",
      "/0/type",      "/type/0",      "/issuer"};
  for (const absl::string_view end : kNotRead) {
    if (absl::EndsWith(pointer, end) || absl::StrContains(pointer, end)) {
      return false;
    }
  }
  return true;
}

class Mutation : public testing::TestWithParam<const char*> {};

TEST_P(Mutation, OfAnyMemberGivesOneTypedResult) {
  const TestToken valid = OpenBadgeToken(Issuer());
  std::vector<std::string> pointers;
  CollectPointers(valid.payload, "", &pointers);
  ASSERT_GT(pointers.size(), 40u);
  const json::Value replacement = ParseJsonForTest(GetParam());
  for (const std::string& pointer : pointers) {
    TestToken token = valid;
    json::Value* place = FindAt(&token.payload, pointer);
    ASSERT_NE(place, nullptr) << pointer;
    const bool same_type = place->kind() == replacement.kind();
    *place = replacement;
    const Checked checked = VerifyDocument(token.Sign(Issuer()));
    EXPECT_EQ(checked.verified() + checked.rejected() + checked.unchecked(), 1);
    EXPECT_EQ(checked.verified(), checked.findings().empty());
    if (!same_type && IsRead(pointer) && !replacement.is_array() &&
        !replacement.is_object()) {
      EXPECT_FALSE(checked.verified()) << pointer << " " << GetParam();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(EachType, Mutation,
                         testing::Values("null", "true", "7", "\"\"",
                                         "\"text\"", "[]", "[[]]", "[null]",
                                         "{}", "{\"id\": 3}"));

TEST(Removal, OfAnyMemberGivesOneTypedResult) {
  const TestToken valid = OpenBadgeToken(Issuer());
  std::vector<std::string> pointers;
  CollectPointers(valid.payload, "", &pointers);
  int removed = 0;
  for (const std::string& pointer : pointers) {
    const std::string name = pointer.substr(pointer.rfind('/') + 1);
    json::Value payload = valid.payload;
    json::Value* parent = FindAt(
        &payload, absl::string_view(pointer).substr(0, pointer.rfind('/')));
    if (parent->Find(name) == nullptr) continue;
    TestToken token = valid;
    token.Remove(pointer);
    const Checked checked = VerifyDocument(token.Sign(Issuer()));
    EXPECT_EQ(checked.verified() + checked.rejected() + checked.unchecked(), 1)
        << pointer;
    ++removed;
  }
  EXPECT_GT(removed, 35);
}

// `kid` may go: a did:key has one key (see JwtAccepted).
TEST(Removal, OfTheAlgorithmIsRefused) {
  TestToken token = OpenBadgeToken(Issuer());
  token.header.Erase("alg");
  EXPECT_TRUE(VerifyDocument(token.Sign(Issuer())).rejected());
}

}  // namespace
}  // namespace prescreen
