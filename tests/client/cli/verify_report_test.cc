// SPDX-License-Identifier: Apache-2.0
#include "client/cli/verify_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/codec/json.h"

namespace prescreen::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::VerifiedObject Revoked() {
  v1::VerifiedObject object;
  object.set_label("a.jwt");
  object.set_pointer("/verifiableCredential/0");
  object.set_verdict(v1::INVALID);
  object.set_format("application/vc+jwt");
  object.set_issuer("did:web:northwind.example");
  v1::ProofResult& proof = *object.add_proofs();
  proof.set_suite("ES256");
  proof.set_verification_method("did:web:northwind.example#key-1");
  proof.set_verdict(v1::VALID);
  v1::StatusEntryResult& status = *object.add_status();
  status.set_type("BitstringStatusListEntry");
  status.set_purpose("revocation");
  status.set_verdict(v1::INVALID);
  v1::Finding& finding = *object.add_findings();
  finding.set_code(v1::REVOKED);
  finding.set_verdict(v1::INVALID);
  finding.set_pointer("/credentialStatus");
  finding.set_detail("the list says so");
  object.add_findings()->set_code(v1::DATE_FALLBACK);
  return object;
}

TEST(VerifiedToJson, IsExactlyTheDocumentedObject) {
  EXPECT_EQ(VerifiedToJson(Revoked(), "bundle/a.jwt"),
            R"({"path":"bundle/a.jwt","pointer":"/verifiableCredential/0",)"
            R"("verdict":"INVALID","format":"application/vc+jwt",)"
            R"("issuer":"did:web:northwind.example",)"
            R"("proofs":[{"suite":"ES256",)"
            R"("verification_method":"did:web:northwind.example#key-1",)"
            R"("verdict":"VALID"}],)"
            R"("status":[{"type":"BitstringStatusListEntry",)"
            R"("purpose":"revocation","verdict":"INVALID"}],)"
            R"("findings":[{"code":"REVOKED","verdict":"INVALID",)"
            R"("pointer":"/credentialStatus","detail":"the list says so"},)"
            R"({"code":"DATE_FALLBACK","verdict":"INFORMATION","pointer":"",)"
            R"("detail":""}]})");
}

TEST(VerifiedToJson, MembersAreThereWhenTheyAreEmpty) {
  v1::VerifiedObject object;
  object.set_verdict(v1::UNCHECKED);
  EXPECT_EQ(VerifiedToJson(object, "-"),
            R"({"path":"-","pointer":"","verdict":"UNCHECKED","format":"",)"
            R"("issuer":"","proofs":[],"status":[],"findings":[]})");
}

TEST(VerifiedToJson, TextOfOthersCannotReachTheTerminal) {
  v1::VerifiedObject object = Revoked();
  object.set_issuer("did:web:\033[2Jx\xE2\x80\xAEy\xFFz\n");
  const std::string line = VerifiedToJson(object, "a\xFF\033.jwt");
  const auto value = json::Parse(line);
  ASSERT_TRUE(value.ok()) << value.status();
  EXPECT_EQ(value->FindString("issuer"), "did:web:\\x1B[2Jx\\u{202E}y\\xFFz ");
  EXPECT_EQ(value->FindString("path"), "a\\xFF\\x1B.jwt");
}

TEST(VerifiedToJson, CodeOfANewerServerIsItsNumber) {
  v1::VerifiedObject object;
  object.add_findings()->set_code(static_cast<v1::ReasonCode>(9999));
  EXPECT_THAT(VerifiedToJson(object, "a"), HasSubstr("\"REASON_9999\""));
}

TEST(FormatVerified, SaysInWordsWhatWasFound) {
  EXPECT_EQ(FormatVerified(Revoked(), "a.jwt", /*colour=*/false),
            "--  a.jwt /verifiableCredential/0  not valid; issuer "
            "did:web:northwind.example\n"
            "      proof   ES256: valid; key #key-1\n"
            "      status  revocation: not valid\n"
            "      why     the list says so (REVOKED at "
            "/credentialStatus)\n"
            "      note    date fallback (DATE_FALLBACK)\n");
}

TEST(FormatVerified, FindingWithoutDetailHasWordsOfItsOwn) {
  v1::VerifiedObject object;
  object.set_verdict(v1::INVALID);
  v1::Finding& finding = *object.add_findings();
  finding.set_verdict(v1::INVALID);
  finding.set_code(v1::REVOKED);
  EXPECT_THAT(FormatVerified(object, "a", false),
              HasSubstr("why     revoked by its issuer (REVOKED)\n"));
}

TEST(FormatVerified, KeyOfSomebodyElseIsNamedInFull) {
  v1::VerifiedObject object = Revoked();
  object.set_issuer("did:web:north");
  EXPECT_THAT(FormatVerified(object, "a", false),
              HasSubstr("; key did:web:northwind.example#key-1\n"));
}

TEST(FormatVerified, EachVerdictHasItsMark) {
  v1::VerifiedObject object;
  object.set_verdict(v1::VALID);
  EXPECT_EQ(FormatVerified(object, "a", false), "ok  a  valid\n");
  object.set_verdict(v1::UNCHECKED);
  EXPECT_EQ(FormatVerified(object, "a", false),
            "??  a  could not be checked\n");
  EXPECT_THAT(FormatVerified(object, "a", true), HasSubstr("\033[33m??"));
}

TEST(FormatVerified, TextOfOthersCannotReachTheTerminal) {
  v1::VerifiedObject object = Revoked();
  const std::string evil = "\033[2J";
  object.set_issuer(evil);
  object.set_pointer("/" + evil);
  object.mutable_proofs(0)->set_suite(evil);
  object.mutable_proofs(0)->set_verification_method(evil);
  object.mutable_status(0)->set_purpose(evil);
  object.mutable_findings(0)->set_detail(evil);
  object.mutable_findings(0)->set_pointer("/" + evil);
  EXPECT_THAT(FormatVerified(object, evil, false), Not(HasSubstr("\033")));
}

TEST(VerdictCounts, InvalidDecidesBeforeUnchecked) {
  VerdictCounts counts;
  EXPECT_TRUE(counts.Add(v1::VALID));
  EXPECT_EQ(counts.exit_code(), ExitCode::kOk);
  EXPECT_EQ(counts.ToString(), "1 object: 1 valid");
  EXPECT_TRUE(counts.Add(v1::UNCHECKED));
  EXPECT_EQ(counts.exit_code(), ExitCode::kUnchecked);
  EXPECT_TRUE(counts.Add(v1::INVALID));
  EXPECT_EQ(counts.exit_code(), ExitCode::kInvalid);
  EXPECT_EQ(counts.ToString(),
            "3 objects: 1 valid, 1 not valid, 1 could not be checked");
  EXPECT_FALSE(counts.Add(v1::VERDICT_UNSPECIFIED));
}

}  // namespace
}  // namespace prescreen::cli
