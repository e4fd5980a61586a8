// SPDX-License-Identifier: Apache-2.0
#include "server/decode/decode.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"

namespace prescreen {
namespace {

// `format code`, or `format` where the document goes on to verification.
std::string Taken(std::string content, std::string media_type = "") {
  const RawDocument raw{std::move(media_type), std::move(content), ""};
  const SecuredDocument document = Decode(raw, 0);
  EXPECT_EQ(document.fault.has_value() + document.jws.has_value() +
                document.embedded.is_object(),
            1);
  if (!document.fault.has_value()) return document.format;
  return absl::StrCat(document.format, " ",
                      v1::ReasonCode_Name(document.fault->code));
}

std::string Token(absl::string_view header, absl::string_view payload) {
  return absl::StrCat(Base64UrlEncode(header), ".", Base64UrlEncode(payload),
                      ".AAAA");
}

constexpr char kVcHeader[] = R"({"alg":"EdDSA","typ":"vc+jwt"})";

TEST(Decode, VcJwt) {
  EXPECT_EQ(Taken(Token(kVcHeader, "{}")), "application/vc+jwt");
  EXPECT_EQ(Taken(Token(kVcHeader, "{}"), "application/vc+jwt"),
            "application/vc+jwt");
}

TEST(Decode, TypWithPrefixAndInOtherCase) {
  EXPECT_EQ(Taken(Token(R"({"typ":"application/VC+JWT"})", "{}")),
            "application/vc+jwt");
}

TEST(Decode, PlainJwt) {
  EXPECT_EQ(Taken(Token(R"({"alg":"EdDSA"})", R"({"type":"x"})")),
            "application/jwt");
}

TEST(Decode, HeaderWithWhiteSpaceInside) {
  EXPECT_EQ(Taken(Token("{ \"typ\": \"vc+jwt\" }", "{}")),
            "application/vc+jwt");
  EXPECT_EQ(Taken(Token("{\n\"typ\": \"vc+jwt\"}", "{}")),
            "application/vc+jwt");
}

TEST(Decode, MediaTypeWithParameters) {
  EXPECT_EQ(Taken("x", " Application/VC+JWT ; charset=utf-8"),
            "application/vc+jwt SCHEMA_INVALID");
}

TEST(Decode, BytesAreThoseWithoutSurroundingSpace) {
  const RawDocument raw{"", "\n" + Token(kVcHeader, "{}") + " \n", ""};
  EXPECT_EQ(Decode(raw, 0).bytes, Token(kVcHeader, "{}"));
}

TEST(Decode, NoCredentials) {
  EXPECT_EQ(Taken("%PDF-1.7 ..."), "application/pdf NOT_A_CREDENTIAL");
  EXPECT_EQ(Taken("\x89PNG\r\n\x1a\n...IHDR..."), "image/png NOT_A_CREDENTIAL");
  EXPECT_EQ(Taken("\xff\xd8\xff\xe0"), "image/jpeg NOT_A_CREDENTIAL");
  EXPECT_EQ(Taken("GIF89a"), "image/gif NOT_A_CREDENTIAL");
  EXPECT_EQ(Taken("PK\x03\x04"), "application/zip NOT_A_CREDENTIAL");
  EXPECT_EQ(Taken("<svg/>"), "image/svg+xml NOT_A_CREDENTIAL");
  EXPECT_EQ(Taken("My résumé. I know SQL."), "text/plain NOT_A_CREDENTIAL");
  EXPECT_EQ(Taken("www.example.org"), "text/plain NOT_A_CREDENTIAL");
  EXPECT_EQ(Taken("\xff\xfe\x01"), "application/octet-stream NOT_A_CREDENTIAL");
  EXPECT_EQ(Taken(""), "application/octet-stream NOT_A_CREDENTIAL");
  EXPECT_EQ(Taken(" \n"), "application/octet-stream NOT_A_CREDENTIAL");
}

TEST(Decode, JsonThatIsNoCredential) {
  EXPECT_EQ(Taken("{}"), "application/json NOT_A_CREDENTIAL");
  EXPECT_EQ(Taken("[1,2]"), "application/json NOT_A_CREDENTIAL");
  EXPECT_EQ(Taken(R"({"type":["Person"]})"),
            "application/json NOT_A_CREDENTIAL");
}

TEST(Decode, MalformedJson) {
  EXPECT_EQ(Taken(R"({"type": )"), "application/json SCHEMA_INVALID");
  EXPECT_EQ(Taken(R"({"a":1,"a":2})"), "application/json SCHEMA_INVALID");
}

TEST(Decode, JsonNestedTooDeep) {
  EXPECT_EQ(Taken(std::string(500, '[')), "application/json WORK_LIMIT");
}

TEST(Decode, EmbeddedProof) {
  const RawDocument raw{"", R"({"type":["VerifiableCredential"],"proof":{}})",
                        ""};
  const SecuredDocument document = Decode(raw, 3);
  EXPECT_FALSE(document.fault.has_value());
  EXPECT_EQ(document.format, "application/vc");
  EXPECT_NE(document.embedded.Find("proof"), nullptr);
  EXPECT_EQ(document.document, 3);
}

TEST(Decode, ProofOfAnyKindGoesOnToVerification) {
  for (const char* proof : {"null", "[]", "1"}) {
    EXPECT_EQ(Taken(absl::StrCat(R"({"type":"VerifiableCredential","proof":)",
                                 proof, "}")),
              "application/vc")
        << proof;
  }
}

TEST(Decode, CredentialThatLostItsType) {
  EXPECT_EQ(Taken(R"({"credentialSubject":{},"proof":{}})"), "application/vc");
  EXPECT_EQ(Taken(R"({"credentialSubject":{}})"),
            "application/json NOT_A_CREDENTIAL");
}

TEST(Decode, OtherFormsKeepWhatCanBeRead) {
  for (const char* type :
       {"VerifiablePresentation", "EnvelopedVerifiableCredential",
        "EnvelopedVerifiablePresentation", "Assertion"}) {
    const RawDocument raw{
        "", absl::StrCat(R"({"type":[")", type, R"("],"proof":{}})"), ""};
    const SecuredDocument document = Decode(raw, 0);
    EXPECT_EQ(document.fault->code, v1::UNSUPPORTED_FORMAT) << type;
    EXPECT_TRUE(HasWord(document.readable.Find("type"), type));
  }
}

TEST(CountProofs, OfEveryForm) {
  const auto count = [](std::string content) {
    const RawDocument raw{"", std::move(content), ""};
    return CountProofs(Decode(raw, 0));
  };
  EXPECT_EQ(count("text"), 0u);
  EXPECT_EQ(count(R"({"type":"VerifiableCredential"})"), 0u);
  EXPECT_EQ(count(R"({"type":"VerifiableCredential","proof":{}})"), 1u);
  EXPECT_EQ(count(R"({"type":"VerifiableCredential","proof":[{},{},{}]})"), 3u);
  EXPECT_EQ(count(Token(kVcHeader, "{}")), 1u);
  EXPECT_EQ(count(Token(kVcHeader, R"({"proof":[{},{}]})")), 3u);
  EXPECT_EQ(count(Token(kVcHeader, R"({"vc":{"proof":{}}})")), 2u);
}

TEST(Decode, CredentialWithoutProof) {
  EXPECT_EQ(Taken(R"({"type":"VerifiableCredential"})"),
            "application/vc PROOF_TOO_WEAK");
}

TEST(Decode, OtherJsonFormats) {
  EXPECT_EQ(Taken(R"({"type":"Assertion"})"),
            "application/json UNSUPPORTED_FORMAT");
  EXPECT_EQ(Taken(R"({"type":["VerifiablePresentation"]})"),
            "application/json UNSUPPORTED_FORMAT");
  EXPECT_EQ(Taken(R"({"type":"EnvelopedVerifiableCredential","id":"data:"})"),
            "application/json UNSUPPORTED_FORMAT");
  EXPECT_EQ(Taken(R"({"payload":"e30","signatures":[]})"),
            "application/json UNSUPPORTED_FORMAT");
  EXPECT_EQ(Taken(R"([{"@context":[]}])"),
            "application/json UNSUPPORTED_FORMAT");
}

TEST(Decode, SdJwtKeepsWhatCanBeRead) {
  const RawDocument raw{
      "", Token(R"({"typ":"dc+sd-jwt"})", R"({"vct":"x"})") + "~", ""};
  const SecuredDocument document = Decode(raw, 0);
  EXPECT_EQ(document.fault->code, v1::UNSUPPORTED_FORMAT);
  EXPECT_EQ(document.readable.FindString("vct"), "x");
}

TEST(Decode, OtherTokens) {
  EXPECT_EQ(Taken(Token(R"({"typ":"vp+jwt"})", "{}")),
            "application/vp+jwt UNSUPPORTED_FORMAT");
  EXPECT_EQ(Taken("eyJh.a.b.c.d"), "application/jwt UNSUPPORTED_FORMAT");
  EXPECT_EQ(Taken("eyJh.a.b.c"), "application/jwt SCHEMA_INVALID");
  EXPECT_EQ(Taken(Token(R"({"alg":"EdDSA"})", R"({"scope":"x"})")),
            "application/jwt NOT_A_CREDENTIAL");
}

TEST(Decode, BakedImages) {
  EXPECT_EQ(Taken("\x89PNG\r\n\x1a\n....iTXtopenbadges"),
            "image/png UNSUPPORTED_FORMAT");
  EXPECT_EQ(Taken("\x89PNG\r\n\x1a\n....iTXtopenbadgecredential"),
            "image/png UNSUPPORTED_FORMAT");
  EXPECT_EQ(Taken("<svg><openbadges:assertion/></svg>"),
            "image/svg+xml UNSUPPORTED_FORMAT");
}

TEST(Decode, Cose) {
  EXPECT_EQ(Taken("\xd2\x84\x43"), "application/cose UNSUPPORTED_FORMAT");
  EXPECT_EQ(Taken("x", "application/vc+cose"),
            "application/vc+cose UNSUPPORTED_FORMAT");
}

TEST(Decode, StructureOverrulesWhatIsNoCredentialType) {
  EXPECT_EQ(Taken(Token(kVcHeader, "{}"), "text/plain"), "application/vc+jwt");
  EXPECT_EQ(Taken(Token(kVcHeader, "{}"), "application/pdf"),
            "application/vc+jwt");
}

}  // namespace
}  // namespace prescreen
