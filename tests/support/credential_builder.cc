// SPDX-License-Identifier: Apache-2.0
#include "tests/support/credential_builder.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"

namespace prescreen {
namespace {

absl::string_view View(const std::string& text) {
  return absl::string_view(text.data(), text.size());
}

Ed25519PrivateKey KeyOf(char name) {
  const std::string seed(32, name);
  absl::StatusOr<Ed25519PrivateKey> key =
      Ed25519PrivateKey::FromSeed(View(seed));
  PRESCREEN_CHECK(key.ok());
  return *std::move(key);
}

// Splits `/a/b/c` into `/a/b` and `c`.
absl::string_view LastStep(absl::string_view* pointer) {
  const std::size_t slash = pointer->rfind('/');
  const absl::string_view step = pointer->substr(slash + 1);
  *pointer = pointer->substr(0, slash);
  return step;
}

std::string IdentityHash(absl::string_view identifier, absl::string_view salt) {
  return absl::StrCat("sha256$",
                      HexEncode(AsBytes(Sha256Concat(identifier, salt))));
}

}  // namespace

json::Value ParseJsonForTest(absl::string_view text) {
  absl::StatusOr<json::Value> value = json::Parse(text);
  PRESCREEN_CHECK(value.ok());
  return *std::move(value);
}

json::Value* FindAt(json::Value* value, absl::string_view pointer) {
  while (value != nullptr && !pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t slash = pointer.find('/');
    const absl::string_view step = pointer.substr(0, slash);
    pointer = slash == pointer.npos ? "" : pointer.substr(slash);
    const json::Value* next = nullptr;
    if (value->is_array()) {
      const std::size_t index =
          static_cast<std::size_t>(std::atoi(std::string(step).c_str()));
      next = index < value->items().size() ? &value->items()[index] : nullptr;
    } else {
      next = value->Find(step);
    }
    value = const_cast<json::Value*>(next);
  }
  return value;
}

TestIssuer::TestIssuer(char name) : key_(KeyOf(name)) {
  const std::string multikey =
      MultibaseEncodeBase58Btc(absl::StrCat("\xed\x01", key_.public_key()));
  did_ = absl::StrCat("did:key:", multikey);
  kid_ = absl::StrCat(did_, "#", multikey);
}

std::string TestIssuer::SignBytes(absl::string_view message) const {
  return key_.Sign(message);
}

std::string TestIssuer::Sign(absl::string_view header,
                             absl::string_view payload) const {
  const std::string input =
      absl::StrCat(Base64UrlEncode(header), ".", Base64UrlEncode(payload));
  const std::string signature = SignBytes(View(input));
  return absl::StrCat(input, ".", Base64UrlEncode(View(signature)));
}

void TestToken::Set(absl::string_view pointer, json::Value value) {
  const absl::string_view name = LastStep(&pointer);
  json::Value* parent = FindAt(&payload, pointer);
  PRESCREEN_CHECK(parent != nullptr);
  parent->Set(name, std::move(value));
}

void TestToken::Remove(absl::string_view pointer) {
  const absl::string_view name = LastStep(&pointer);
  json::Value* parent = FindAt(&payload, pointer);
  PRESCREEN_CHECK(parent != nullptr && parent->Find(name) != nullptr);
  parent->Erase(name);
}

std::string TestToken::Sign(const TestIssuer& issuer) const {
  const std::string header_text = json::Serialize(header);
  const std::string payload_text = json::Serialize(payload);
  return issuer.Sign(View(header_text), View(payload_text));
}

TestToken OpenBadgeToken(const TestIssuer& issuer) {
  TestToken token;
  token.header = ParseJsonForTest(R"({"alg": "EdDSA", "typ": "JWT"})");
  token.header.Set("kid", json::Value::String(View(issuer.kid())));
  token.payload = ParseJsonForTest(R"({
    "@context": ["https://www.w3.org/ns/credentials/v2",
      "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "https://issuer.example/credentials/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"type": ["Profile"], "name": "Northwind"},
    "validFrom": "2026-03-02T00:00:00Z",
    "validUntil": "2028-03-02T00:00:00Z",
    "awardedDate": "2026-03-01T12:00:00Z",
    "credentialSubject": {
      "id": "did:example:ada",
      "type": ["AchievementSubject"],
      "identifier": [{"type": "IdentityObject", "hashed": true,
        "identityType": "emailAddress", "salt": "deadsea"}],
      "achievement": {
        "id": "https://issuer.example/achievements/sql",
        "type": ["Achievement"],
        "achievementType": "Certification",
        "name": "SQL",
        "description": "Writes and tunes SQL.",
        "criteria": {"narrative": "A supervised exam."},
        "alignment": [{"type": ["Alignment"], "targetName": "SQL",
          "targetUrl": "https://skills.example/sql", "targetCode": "S-1"}]
      },
      "result": [{"type": ["Result"], "status": "Completed", "value": "92"}]
    },
    "jti": "https://issuer.example/credentials/1",
    "sub": "did:example:ada",
    "nbf": 1772409600,
    "exp": 1835568000
  })");
  token.Set("/issuer/id", View(issuer.did()));
  token.Set("/iss", View(issuer.did()));
  const std::string hash = IdentityHash("ada@example.org", "deadsea");
  token.Set("/credentialSubject/identifier/0/identityHash", View(hash));
  return token;
}

TestToken VcJwtToken(const TestIssuer& issuer) {
  TestToken token;
  token.header =
      ParseJsonForTest(R"({"alg": "EdDSA", "typ": "vc+jwt", "cty": "vc"})");
  token.header.Set("kid", json::Value::String(View(issuer.kid())));
  token.payload = ParseJsonForTest(R"({
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "https://issuer.example/credentials/2",
    "type": ["VerifiableCredential", "EmploymentCredential"],
    "validFrom": "2026-03-02T00:00:00Z",
    "credentialSubject": {"id": "did:example:ada", "role": "Engineer"}
  })");
  token.Set("/issuer", View(issuer.did()));
  return token;
}

}  // namespace prescreen
