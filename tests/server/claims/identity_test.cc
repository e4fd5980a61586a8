// SPDX-License-Identifier: Apache-2.0
#include "server/claims/identity.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"

namespace prescreen {
namespace {

v1::KnownIdentifier Known(const std::string& type, const std::string& value) {
  v1::KnownIdentifier known;
  known.set_type(type);
  known.set_value(value);
  return known;
}
v1::KnownIdentifier Mail(const std::string& value) {
  return Known("emailAddress", value);
}

StatedIdentity Plain(const std::string& type, const std::string& value) {
  StatedIdentity identity;
  identity.identity_type = type;
  identity.identity_hash = value;
  return identity;
}

StatedIdentity Hashed(const std::string& value, const std::string& salt) {
  StatedIdentity identity;
  identity.hashed = true;
  identity.identity_type = "emailAddress";
  identity.salt = salt;
  identity.identity_hash = absl::StrCat(
      "sha256$", HexEncode(AsBytes(Sha256(absl::StrCat(value, salt)))));
  return identity;
}

TEST(Identity, HashedWithSalt) {
  const std::vector<StatedIdentity> stated = {
      Hashed("ada@example.org", "deadsea")};
  EXPECT_EQ(MatchIdentities(stated, {Mail("ada@example.org")}), v1::MET);
  EXPECT_EQ(MatchIdentities(stated, {Mail("bob@example.org")}), v1::UNMET);
}

TEST(Identity, HashedWithoutSalt) {
  EXPECT_EQ(MatchIdentities({Hashed("ada@example.org", "")},
                            {Mail("ada@example.org")}),
            v1::MET);
}

TEST(Identity, WrongSaltDiffers) {
  StatedIdentity identity = Hashed("ada@example.org", "a");
  identity.salt = "b";
  EXPECT_EQ(MatchIdentities({identity}, {Mail("ada@example.org")}), v1::UNMET);
}

TEST(Identity, UpperCaseHex) {
  StatedIdentity identity = Hashed("ada@example.org", "s");
  identity.identity_hash =
      "sha256$" + absl::AsciiStrToUpper(identity.identity_hash.substr(7));
  EXPECT_EQ(MatchIdentities({identity}, {Mail("ada@example.org")}), v1::MET);
}

TEST(Identity, Md5) {
  // `printf example@example.orgdeadsea | md5sum`
  StatedIdentity identity = Plain("emailAddress",
                                  "md5$"
                                  "85c50e41da6fdaabbce94f480ff14ef4");
  identity.hashed = true;
  identity.salt = "deadsea";
  EXPECT_EQ(MatchIdentities({identity}, {Mail("example@example.org")}),
            v1::MET);
  EXPECT_EQ(MatchIdentities({identity}, {Mail("other@example.org")}),
            v1::UNMET);
}

TEST(Identity, HashOfUnknownKindIsUnclear) {
  for (const char* hash : {"sha1$00", "sha256$00", "sha256$zz", "md5$", "",
                           "SHA256$", "deadbeef"}) {
    StatedIdentity identity = Plain("emailAddress", hash);
    identity.hashed = true;
    EXPECT_EQ(MatchIdentities({identity}, {Mail("ada@example.org")}),
              v1::UNCLEAR)
        << hash;
  }
}

TEST(Identity, PlainText) {
  EXPECT_EQ(
      MatchIdentities({Plain("userName", "ada")}, {Known("userName", "ada")}),
      v1::MET);
  EXPECT_EQ(
      MatchIdentities({Plain("userName", "ada")}, {Known("userName", "Ada")}),
      v1::UNMET);
}

TEST(Identity, NothingToCompareWith) {
  const std::vector<StatedIdentity> mail = {
      Plain("emailAddress", "ada@example.org")};
  EXPECT_EQ(MatchIdentities(mail, {}), v1::UNCLEAR);
  EXPECT_EQ(MatchIdentities({}, {Mail("ada@example.org")}), v1::UNCLEAR);
  EXPECT_EQ(MatchIdentities(mail, {Known("userName", "ada@example.org")}),
            v1::UNCLEAR);
  EXPECT_EQ(MatchIdentities(mail, {Mail("")}), v1::UNCLEAR);
}

TEST(Identity, TypeAliasesBelongToTheClient) {
  EXPECT_EQ(MatchIdentities({Plain("emailAddress", "ada@example.org")},
                            {Known("email", "ada@example.org")}),
            v1::UNCLEAR);
}

TEST(Identity, DidIsNoIdentifierWithoutHolderProof) {
  EXPECT_EQ(MatchIdentities({Plain("emailAddress", "ada@example.org")},
                            {Known("did", "did:example:ada")}),
            v1::UNCLEAR);
}

TEST(Identity, AnyOfSeveralBinds) {
  const std::vector<StatedIdentity> stated = {
      Plain("emailAddress", "old@example.org"), Plain("userName", "ada")};
  EXPECT_EQ(MatchIdentities(
                stated, {Mail("ada@example.org"), Known("userName", "ada")}),
            v1::MET);
  EXPECT_EQ(MatchIdentities(stated,
                            {Mail("new@example.org"), Mail("old@example.org")}),
            v1::MET);
}

TEST(Identity, ComparisonsAreBounded) {
  std::vector<StatedIdentity> stated(kMaxComparedIdentities,
                                     Plain("userName", "bob"));
  stated.push_back(Plain("userName", "ada"));
  EXPECT_EQ(MatchIdentities(stated, {Known("userName", "ada")}), v1::UNMET);
}

TEST(Identity, MailIsTrimmedAndItsDomainLowered) {
  EXPECT_EQ(MatchIdentities({Hashed("Ada@example.org", "s")},
                            {Mail(" Ada@EXAMPLE.org\n")}),
            v1::MET);
}

TEST(Identity, MailAsGivenAndLoweredAreTried) {
  EXPECT_EQ(MatchIdentities({Hashed("ada@example.org", "s")},
                            {Mail("Ada@Example.Org")}),
            v1::MET);
  EXPECT_EQ(MatchIdentities({Hashed("Ada@Example.Org", "s")},
                            {Mail("Ada@Example.Org")}),
            v1::MET);
  EXPECT_EQ(MatchIdentities({Plain("emailAddress", "Ada@Example.Org")},
                            {Mail("ada@example.org")}),
            v1::MET);
}

TEST(Identity, NothingElseIsNormalised) {
  EXPECT_EQ(MatchIdentities({Hashed("ada@example.org", "s")},
                            {Mail("ada+jobs@example.org")}),
            v1::UNMET);
  EXPECT_EQ(MatchIdentities({Hashed("ada.l@example.org", "s")},
                            {Mail("adal@example.org")}),
            v1::UNMET);
}

StatedSubject Subject(const std::string& id,
                      std::vector<StatedIdentity> identities = {}) {
  StatedSubject subject;
  subject.id = id;
  subject.identities = std::move(identities);
  return subject;
}

TEST(SubjectId, MailtoIsAMailAddress) {
  EXPECT_EQ(MatchSubject(Subject("mailto:ada@example.org"),
                         {Mail("ada@example.org")}),
            v1::MET);
  EXPECT_EQ(MatchSubject(Subject("mailto:ada@example.org"),
                         {Mail("bob@example.org")}),
            v1::UNMET);
  EXPECT_EQ(MatchSubject(Subject("mailto:ada@example.org"), {}), v1::UNCLEAR);
  EXPECT_EQ(MatchSubject(Subject("mailto:ada@example.org"),
                         {Known("userName", "ada@example.org")}),
            v1::UNCLEAR);
}

TEST(SubjectId, MailtoIsDecodedAndItsFieldsLeftOut) {
  for (const char* id :
       {"MAILTO:ada@Example.org", "mailto:ada%40example.org",
        " mailto:ada@example.org ", "mailto:ada@example.org?subject=x@y"}) {
    EXPECT_EQ(MatchSubject(Subject(id), {Mail("ada@example.org")}), v1::MET)
        << id;
  }
}

TEST(SubjectId, EmptyMailtoIsNothing) {
  for (const char* id : {"mailto:", "mailto:?to=ada@example.org", ""}) {
    EXPECT_EQ(MatchSubject(Subject(id), {Mail("ada@example.org")}), v1::UNCLEAR)
        << id;
  }
}

TEST(SubjectId, OtherIdsProveNothing) {
  for (const char* id : {"did:example:ada", "https://x.example/ada@example.org",
                         "urn:uuid:0", "ada@example.org"}) {
    EXPECT_EQ(MatchSubject(Subject(id), {Mail("ada@example.org"),
                                         Known("did", "did:example:ada")}),
              v1::UNCLEAR)
        << id;
  }
}

TEST(SubjectId, EitherIdOrIdentityBinds) {
  const StatedSubject subject =
      Subject("mailto:old@example.org", {Hashed("ada@example.org", "s")});
  EXPECT_EQ(MatchSubject(subject, {Mail("ada@example.org")}), v1::MET);
  EXPECT_EQ(MatchSubject(subject, {Mail("old@example.org")}), v1::MET);
  EXPECT_EQ(MatchSubject(subject, {Mail("bob@example.org")}), v1::UNMET);
  EXPECT_EQ(MatchSubject(
                Subject("mailto:old@example.org", {Plain("userName", "ada")}),
                {Known("userName", "bob")}),
            v1::UNMET);
}

}  // namespace
}  // namespace prescreen
