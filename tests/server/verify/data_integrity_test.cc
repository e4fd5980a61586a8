// SPDX-License-Identifier: Apache-2.0
// A single embedded proof: accepted, refused and left unchecked, by name.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "tests/server/verify/data_integrity_for_test.h"

namespace prescreen {
namespace {

std::string Quoted(absl::string_view text) {
  return json::Serialize(json::Value::String(text));
}

// Changed before it was signed: the signature is good all the same.
std::string SignedWith(absl::string_view options) {
  return SecuredSummary(Secured(Unsigned(), IssuerKey(), options));
}

// Changed after it was signed.
std::string AlteredWith(absl::string_view pointer, absl::string_view value) {
  return SecuredSummary(
      WithValue(Secured(Unsigned(), IssuerKey()), pointer, value));
}
std::string AlteredWithout(absl::string_view pointer) {
  return SecuredSummary(
      WithoutValue(Secured(Unsigned(), IssuerKey()), pointer));
}

TEST(DataIntegrityAccepted, EachSuiteAndKey) {
  for (const KeyType type :
       {KeyType::kEd25519, KeyType::kP256, KeyType::kP384}) {
    const sample::SampleKey key = TestKey(type, 'i');
    const Checked checked =
        VerifySecured(Secured(OpenBadgeCredential(key), key));
    ASSERT_EQ(checked.summary(), "verified");
    const auto& credential = std::get<VerifiedCredential>(checked.credential);
    EXPECT_EQ(credential.signer_id(), key.did());
    EXPECT_EQ(credential.source().format, "application/vc");
    ASSERT_EQ(credential.proofs().size(), 1u);
    EXPECT_EQ(credential.proofs()[0].suite, sample::JcsSuiteOf(type));
    EXPECT_EQ(credential.proofs()[0].verification_method,
              key.verification_method());
    EXPECT_EQ(credential.proofs()[0].verdict, Verdict::kValid);
  }
}

TEST(DataIntegrityAccepted, MemberOrderAndWhiteSpaceDoNotMatter) {
  const json::Value secured = Secured(Unsigned(), IssuerKey());
  json::Value reversed = json::Value::Object();
  for (std::size_t i = secured.members().size(); i-- > 0;) {
    reversed.Set(secured.members()[i].name, secured.members()[i].value);
  }
  EXPECT_EQ(SecuredSummary(reversed), "verified");
  std::string text = json::Serialize(secured);
  for (std::size_t i = text.find("\",\""); i != std::string::npos;
       i = text.find("\",\"", i + 4)) {
    text.insert(i + 2, "\n ");
  }
  EXPECT_EQ(SummaryOf(text), "verified");
}

TEST(DataIntegrityAccepted, EscapesDoNotMatter) {
  std::string text = json::Serialize(Secured(Unsigned(), IssuerKey()));
  text.replace(text.find("Writes"), 1, "\\u0057");
  EXPECT_EQ(SummaryOf(text), "verified");
}

TEST(DataIntegrityAccepted, NumbersInAnotherForm) {
  const json::Value secured = Secured(
      WithValue(Unsigned(), "/credentialSubject/score", "12"), IssuerKey());
  EXPECT_EQ(
      SecuredSummary(WithValue(secured, "/credentialSubject/score", "1.20e1")),
      "verified");
}

TEST(DataIntegrityAccepted, OptionalMembers) {
  EXPECT_EQ(
      SignedWith(R"({"id": "urn:proof", "nonce": "n", "domain": "d.example",
      "challenge": "c", "created": "2026-03-02T08:00:00.5+02:00"})"),
      "verified");
  json::Value proof_alone = Secured(Unsigned(), IssuerKey());
  proof_alone.Set("proof", json::Value::Array({*proof_alone.Find("proof")}));
  EXPECT_EQ(SecuredSummary(proof_alone), "verified");
}

TEST(DataIntegrityAccepted, EarliestExpiryIsKept) {
  const json::Value first = Secured(Unsigned(), IssuerKey(),
                                    R"({"expires": "2027-01-01T00:00:00Z"})");
  const json::Value both =
      Secured(first, StrangerKey(), R"({"expires": "2026-06-01T00:00:00Z"})");
  const Checked checked = VerifySecured(both);
  ASSERT_TRUE(checked.verified()) << checked.summary();
  EXPECT_EQ(
      std::get<VerifiedCredential>(checked.credential).content().proof_expires,
      absl::FromCivil(absl::CivilDay(2026, 6, 1), absl::UTCTimeZone()));
}

TEST(DataIntegrityContext, ProofWithoutOneSignsTheDocuments) {
  const json::Value secured = WithoutValue(
      Secured(WithoutValue(Unsigned(), "/@context"), IssuerKey()), "/none");
  EXPECT_EQ(ProofsSummary(secured), "V");
  // Given after the signature, it is part of what was to be signed.
  EXPECT_EQ(
      ProofsSummary(WithValue(secured, "/@context",
                              R"("https://www.w3.org/ns/credentials/v2")")),
      "I TAMPERED /proof");
}

TEST(DataIntegrityContext, FurtherContextsAreNotBelieved) {
  const json::Value whole = Unsigned();
  json::Value shorter = whole;
  shorter.Set("@context",
              json::Value::Array({whole.Find("@context")->items()[0]}));
  json::Value secured = Secured(shorter, IssuerKey());
  secured.Set("@context", *whole.Find("@context"));
  // The proof holds, but nobody signed that the badge is one of Open Badges.
  EXPECT_EQ(ProofsSummary(secured), "V");
  EXPECT_EQ(SecuredSummary(secured), "rejected SCHEMA_INVALID /@context");
}

TEST(DataIntegrityContext, MustBeginTheDocuments) {
  const json::Value secured = Secured(Unsigned(), IssuerKey());
  const json::Value& contexts = *secured.Find("@context");
  json::Value swapped = secured;
  swapped.Set("@context",
              json::Value::Array({contexts.items()[1], contexts.items()[0]}));
  EXPECT_EQ(SecuredSummary(swapped), "rejected TAMPERED /proof/@context");
  json::Value shorter = secured;
  shorter.Set("@context", json::Value::Array({contexts.items()[0]}));
  EXPECT_EQ(SecuredSummary(shorter), "rejected TAMPERED /proof/@context");
  EXPECT_EQ(AlteredWithout("/@context"), "rejected TAMPERED /proof/@context");
}

TEST(DataIntegrityContext, OneTextStandsForAListOfOne) {
  json::Value document = Unsigned();
  document.Set("@context", document.Find("@context")->items()[0]);
  json::Value secured = Secured(document, IssuerKey());
  EXPECT_EQ(ProofsSummary(secured), "V");
  secured.Set("@context", json::Value::Array({*document.Find("@context")}));
  EXPECT_EQ(ProofsSummary(secured), "V");
}

TEST(DataIntegrityContext, InlineContextsCompareWhateverTheirMemberOrder) {
  json::Value document = Unsigned();
  document.Set("@context",
               ParseJsonForTest(R"([{"a": "urn:a", "b": "urn:b"}])"));
  const json::Value secured = Secured(document, IssuerKey());
  EXPECT_EQ(ProofsSummary(WithValue(secured, "/@context",
                                    R"([{"b": "urn:b", "a": "urn:a"}])")),
            "V");
  EXPECT_EQ(ProofsSummary(WithValue(secured, "/@context",
                                    R"([{"b": "urn:b", "a": "urn:c"}])")),
            "I TAMPERED /proof/@context");
}

TEST(DataIntegrityContext, OfAnotherKind) {
  for (const char* context : {"null", "1", "[null]", "[[]]"}) {
    EXPECT_EQ(SignedWith(absl::StrCat(R"({"@context": )", context, "}")),
              "rejected SCHEMA_INVALID /proof/@context");
  }
}

TEST(DataIntegrityRefused, SignedByAnotherKey) {
  const json::Value other =
      Secured(Unsigned(), TestKey(KeyType::kEd25519, 'x'));
  EXPECT_EQ(
      SecuredSummary(WithValue(other, "/proof/verificationMethod",
                               Quoted(IssuerKey().verification_method()))),
      "rejected TAMPERED /proof");
}

TEST(DataIntegrityRefused, ValueAddedOrRemoved) {
  EXPECT_EQ(AlteredWith("/evidence", "[]"), "rejected TAMPERED /proof");
  EXPECT_EQ(AlteredWithout("/awardedDate"), "rejected TAMPERED /proof");
  EXPECT_EQ(AlteredWith("/proof/nonce", R"("n")"), "rejected TAMPERED /proof");
  EXPECT_EQ(AlteredWithout("/proof/created"), "rejected TAMPERED /proof");
}

TEST(DataIntegrityRefused, TamperedStandsAlone) {
  json::Value secured = Secured(Unsigned(), IssuerKey());
  secured.Erase("credentialSubject");
  secured.Set("issuer", json::Value::Int(1));
  EXPECT_EQ(SecuredSummary(secured), "rejected TAMPERED /proof");
}

TEST(DataIntegrityRefused, KeyOfAnotherIssuer) {
  EXPECT_EQ(SecuredSummary(Secured(Unsigned(), StrangerKey())),
            "rejected SIGNER_NOT_ISSUER /issuer");
}

TEST(DataIntegrityRefused, KeyThatTheProofBrings) {
  EXPECT_EQ(SignedWith(R"({"verificationMethod": {"type": "Multikey"}})"),
            "rejected UNKNOWN_KEY /proof/verificationMethod");
}

TEST(DataIntegrityRefused, KeyThatDoesNotExist) {
  const std::string did = IssuerKey().did();
  for (const std::string& method :
       {did, did + "#key-1", did + "#" + StrangerKey().did().substr(8),
        std::string("did:key:z#z"), std::string("did:key:#")}) {
    EXPECT_EQ(SignedWith(absl::StrCat(R"({"verificationMethod": )",
                                      Quoted(method), "}")),
              "rejected UNKNOWN_KEY /proof/verificationMethod")
        << method;
  }
}

TEST(DataIntegrityRefused, SmallOrderKey) {
  const std::string key = MultibaseEncodeBase58Btc(
      absl::StrCat("\xed\x01", "\x01", std::string(31, '\0')));
  EXPECT_EQ(SignedWith(absl::StrCat(R"({"verificationMethod": "did:key:)", key,
                                    "#", key, "\"}")),
            "rejected UNKNOWN_KEY /proof/verificationMethod");
}

TEST(DataIntegrityRefused, SuiteThatDoesNotFitTheKey) {
  EXPECT_EQ(SignedWith(R"({"cryptosuite": "ecdsa-jcs-2019"})"),
            "rejected ALG_NOT_ALLOWED /proof/cryptosuite");
  const sample::SampleKey key = TestKey(KeyType::kP256, 'i');
  EXPECT_EQ(SecuredSummary(Secured(OpenBadgeCredential(key), key,
                                   R"({"cryptosuite": "eddsa-jcs-2022"})")),
            "rejected ALG_NOT_ALLOWED /proof/cryptosuite");
}

TEST(DataIntegrityRefused, OtherPurposes) {
  for (const char* purpose :
       {R"("authentication")", R"("")", R"(["assertionMethod"])", "null"}) {
    EXPECT_EQ(SignedWith(absl::StrCat(R"({"proofPurpose": )", purpose, "}")),
              "rejected SCHEMA_INVALID /proof/proofPurpose")
        << purpose;
  }
  EXPECT_EQ(AlteredWithout("/proof/proofPurpose"),
            "rejected SCHEMA_INVALID /proof/proofPurpose");
}

TEST(DataIntegrityRefused, MalformedMembers) {
  for (const char* member : {"created", "expires"}) {
    for (const char* value :
         {"1", R"("2026-03-02")", R"("2026-03-02T08:00:00")",
          R"("2026-02-30T00:00:00Z")", "null"}) {
      EXPECT_EQ(SignedWith(absl::StrCat("{\"", member, "\": ", value, "}")),
                absl::StrCat("rejected SCHEMA_INVALID /proof/", member));
    }
  }
  EXPECT_EQ(SignedWith(R"({"id": "no url"})"),
            "rejected SCHEMA_INVALID /proof/id");
  EXPECT_EQ(SignedWith(R"({"nonce": 1})"),
            "rejected SCHEMA_INVALID /proof/nonce");
  EXPECT_EQ(SignedWith(R"({"challenge": ["c"]})"),
            "rejected SCHEMA_INVALID /proof/challenge");
  EXPECT_EQ(SignedWith(R"({"domain": [1]})"),
            "rejected SCHEMA_INVALID /proof/domain");
  EXPECT_EQ(SignedWith(R"({"previousProof": {}})"),
            "rejected SCHEMA_INVALID /proof/previousProof");
  EXPECT_EQ(SignedWith(R"({"verificationMethod": "relative"})"),
            "rejected SCHEMA_INVALID /proof/verificationMethod");
  EXPECT_EQ(SignedWith(R"({"verificationMethod": 1})"),
            "rejected SCHEMA_INVALID /proof/verificationMethod");
}

TEST(DataIntegrityRefused, MissingMembers) {
  for (const char* member : {"type", "cryptosuite", "verificationMethod",
                             "proofPurpose", "proofValue"}) {
    EXPECT_EQ(AlteredWithout(absl::StrCat("/proof/", member)),
              absl::StrCat("rejected SCHEMA_INVALID /proof/", member));
  }
}

TEST(DataIntegrityRefused, TypeAndSuiteThatAreNoText) {
  EXPECT_EQ(AlteredWith("/proof/type", R"(["DataIntegrityProof"])"),
            "rejected SCHEMA_INVALID /proof/type");
  EXPECT_EQ(AlteredWith("/proof/cryptosuite", R"({"@value": "x"})"),
            "rejected SCHEMA_INVALID /proof/cryptosuite");
}

TEST(DataIntegrityRefused, AllFaultsOfAProofAreListed) {
  EXPECT_EQ(
      SignedWith(R"({"created": 1, "nonce": 2})"),
      "rejected SCHEMA_INVALID /proof/created SCHEMA_INVALID /proof/nonce");
}

TEST(DataIntegrityRefused, ProofValueInOtherEncodings) {
  const json::Value secured = Secured(Unsigned(), IssuerKey());
  const std::string value(secured.Find("proof")->FindString("proofValue"));
  const std::string bytes = *MultibaseDecode(value);
  for (const std::string& text :
       {"u" + Base64UrlEncode(bytes), value.substr(1), std::string("z"),
        std::string(), value + "=", value + "0", value + " ", "Z" + value}) {
    EXPECT_EQ(AlteredWith("/proof/proofValue", Quoted(text)),
              "rejected SCHEMA_INVALID /proof/proofValue")
        << text;
  }
  EXPECT_EQ(AlteredWith("/proof/proofValue", "1"),
            "rejected SCHEMA_INVALID /proof/proofValue");
}

TEST(DataIntegrityRefused, ProofValueOfWrongLength) {
  for (const KeyType type : {KeyType::kEd25519, KeyType::kP384}) {
    const sample::SampleKey key = TestKey(type, 'i');
    const json::Value secured = Secured(OpenBadgeCredential(key), key);
    const std::string bytes =
        *MultibaseDecode(secured.Find("proof")->FindString("proofValue"));
    for (const std::string& wrong :
         {bytes.substr(1), bytes + "x", std::string(1, '\0') + bytes,
          bytes + bytes}) {
      EXPECT_EQ(
          SecuredSummary(WithValue(secured, "/proof/proofValue",
                                   Quoted(MultibaseEncodeBase58Btc(wrong)))),
          "rejected SCHEMA_INVALID /proof/proofValue");
    }
  }
}

TEST(DataIntegrityRefused, DerSignature) {
  const sample::SampleKey key = TestKey(KeyType::kP256, 'i');
  const json::Value secured = Secured(OpenBadgeCredential(key), key);
  const std::string der(70, '\x30');
  EXPECT_EQ(SecuredSummary(WithValue(secured, "/proof/proofValue",
                                     Quoted(MultibaseEncodeBase58Btc(der)))),
            "rejected SCHEMA_INVALID /proof/proofValue");
}

TEST(DataIntegrityRefused, ProofThatIsNone) {
  for (const char* proof : {"null", "1", R"("proof")", "true"}) {
    EXPECT_EQ(AlteredWith("/proof", proof), "rejected SCHEMA_INVALID /proof");
  }
  EXPECT_EQ(AlteredWith("/proof", "[null]"),
            "rejected SCHEMA_INVALID /proof/0");
  EXPECT_EQ(AlteredWith("/proof", "[[]]"), "rejected SCHEMA_INVALID /proof/0");
  EXPECT_EQ(AlteredWith("/proof", "{}"), "rejected SCHEMA_INVALID /proof/type");
}

TEST(DataIntegrityRefused, NoProof) {
  EXPECT_EQ(AlteredWith("/proof", "[]"), "rejected PROOF_TOO_WEAK /proof");
  EXPECT_EQ(AlteredWithout("/proof"), "rejected PROOF_TOO_WEAK");
}

TEST(DataIntegrityRefused, NumberBeyondJcs) {
  EXPECT_EQ(AlteredWith("/credentialSubject/score", "1e400"),
            "rejected SCHEMA_INVALID /proof");
}

TEST(DataIntegrityRefused, MalformedCredentialWithGoodProof) {
  EXPECT_EQ(SecuredSummary(Secured(
                WithoutValue(Unsigned(), "/credentialSubject/achievement/id"),
                IssuerKey())),
            "rejected SCHEMA_INVALID /credentialSubject/achievement/id");
  EXPECT_EQ(SecuredSummary(
                Secured(WithValue(Unsigned(), "/validFrom", "1"), IssuerKey())),
            "rejected SCHEMA_INVALID /validFrom");
  EXPECT_EQ(
      SecuredSummary(Secured(WithoutValue(Unsigned(), "/issuer"), IssuerKey())),
      "rejected SCHEMA_INVALID /issuer");
}

TEST(DataIntegrityRefused, CredentialThatLostItsType) {
  EXPECT_EQ(AlteredWith("/type", R"(["OpenBadgeCredential"])"),
            "rejected TAMPERED /proof");
  EXPECT_EQ(AlteredWithout("/type"), "rejected TAMPERED /proof");
}

TEST(DataIntegrityChallenge, ComparedWhereTheProofCarriesOne) {
  Expectations expected;
  expected.challenge = "c-1";
  expected.domain = "prescreen.example";
  const auto summary = [&](absl::string_view options) {
    return SecuredSummary(Secured(Unsigned(), IssuerKey(), options), expected);
  };
  EXPECT_EQ(summary(R"({})"), "verified");
  EXPECT_EQ(summary(R"({"challenge": "c-1", "domain": "prescreen.example"})"),
            "verified");
  EXPECT_EQ(summary(R"({"domain": ["prescreen.example"]})"), "verified");
  EXPECT_EQ(summary(R"({"challenge": "c-2", "domain": "prescreen.example"})"),
            "rejected NONCE_MISMATCH /proof/challenge");
  EXPECT_EQ(summary(R"({"challenge": ""})"),
            "rejected NONCE_MISMATCH /proof/challenge");
  EXPECT_EQ(summary(R"({"domain": "other.example"})"),
            "rejected NONCE_MISMATCH /proof/domain");
  EXPECT_EQ(summary(R"({"domain": ["prescreen.example", "other.example"]})"),
            "rejected NONCE_MISMATCH /proof/domain");
}

TEST(DataIntegrityUnchecked, OtherProofsAndSuites) {
  for (const char* suite : {"eddsa-rdfc-2022", "ecdsa-rdfc-2019", "bbs-2023",
                            "ecdsa-sd-2023", "EDDSA-JCS-2022", ""}) {
    EXPECT_EQ(SignedWith(absl::StrCat(R"({"cryptosuite": ")", suite, "\"}")),
              "unchecked UNSUPPORTED_CRYPTOSUITE /proof/cryptosuite")
        << suite;
  }
  EXPECT_EQ(SignedWith(R"({"type": "Ed25519Signature2020"})"),
            "unchecked UNSUPPORTED_CRYPTOSUITE /proof/type");
}

TEST(DataIntegrityUnchecked, OtherDidMethods) {
  const json::Value document =
      WithValue(Unsigned(), "/issuer/id", R"("did:web:issuer.example")");
  EXPECT_EQ(SecuredSummary(Secured(
                document, IssuerKey(),
                R"({"verificationMethod": "did:web:issuer.example#k"})")),
            "unchecked UNSUPPORTED_FORMAT /proof/verificationMethod");
}

TEST(DataIntegrityUnchecked, UnsupportedSuiteByAStrangerIsRefusedEvenSo) {
  EXPECT_EQ(SecuredSummary(Secured(Unsigned(), StrangerKey(),
                                   R"({"cryptosuite": "ecdsa-rdfc-2019"})")),
            "rejected SIGNER_NOT_ISSUER /issuer");
}

// The catalogue's word for who may sign.
class OneAuthority final : public SignerAuthority {
 public:
  bool MaySignFor(absl::string_view signer,
                  absl::string_view issuer) const override {
    return by_signer && signer == StrangerKey().did() &&
           issuer == IssuerKey().did();
  }
  bool IsKeyOf(absl::string_view method,
               absl::string_view issuer) const override {
    return !by_signer && method == StrangerKey().verification_method() &&
           issuer == IssuerKey().did();
  }
  bool by_signer = true;
};

TEST(DataIntegrityBinding, CatalogueListsTheSignerOrTheKey) {
  OneAuthority authority;
  for (const bool by_signer : {true, false}) {
    authority.by_signer = by_signer;
    const Checked checked =
        VerifySecured(Secured(Unsigned(), StrangerKey()), {}, authority);
    ASSERT_EQ(checked.summary(), "verified") << by_signer;
    EXPECT_EQ(std::get<VerifiedCredential>(checked.credential).signer_id(),
              StrangerKey().did());
  }
  EXPECT_EQ(VerifySecured(Secured(Unsigned(), TestKey(KeyType::kP256, 'x')), {},
                          authority)
                .summary(),
            "rejected SIGNER_NOT_ISSUER /issuer");
}

}  // namespace
}  // namespace prescreen
