// SPDX-License-Identifier: Apache-2.0
// Wycheproof json_web_signature_test.json and json_web_key_test.json: tokens
// and the keys that they are to be checked with. The JWE groups of
// json_web_crypto_test.json do not apply; its JWS groups are those of the
// signature file.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "base/codec/json.h"
#include "base/crypto/jwk.h"
#include "base/crypto/multikey.h"
#include "server/decode/compact_jws.h"
#include "server/verify/jose_proof.h"
#include "tests/conformance/vectors.h"

namespace prescreen {
namespace {

// An issuer of one key, so that tokens need no `kid`.
constexpr char kIssuer[] = "did:key:z";

class OneKey final : public KeyResolver {
 public:
  explicit OneKey(const json::Value& jwk) : jwk_(jwk) {}
  absl::StatusOr<VerificationMethod> Resolve(
      absl::string_view url) const override {
    absl::StatusOr<PublicKey> key = ParseJwk(jwk_);
    if (!key.ok()) return key.status();
    VerificationMethod method;
    method.id = std::string(url);
    method.controller = kIssuer;
    method.codec = MulticodecOf(key->type());
    method.alg = std::string(jwk_.FindString("alg"));
    method.key = *std::move(key);
    return method;
  }

 private:
  const json::Value& jwk_;
};

// Why a valid token is not accepted here; "": it must be.
std::string ReasonToSkip(const std::string& token, const json::Value& jwk) {
  if (jwk.FindString("kty") == "oct") {
    return "HMAC proves nothing about an issuer";
  }
  // The registered name is ES512; the groups write it wrong.
  if (jwk.FindString("alg") == "ES521") return "ES521 is no registered name";
  if (absl::StrContains(token, "..")) return "an empty payload is no JSON";
  const absl::StatusOr<CompactJws> jws = ParseCompactJws(token);
  if (!jws.ok()) return "";
  const absl::string_view alg = jws->header.FindString("alg");
  for (const char* other : {"RS384", "RS512", "PS384", "PS512"}) {
    if (alg == other) return std::string(other) + " is not supported";
  }
  return "";
}

// The group's keys, public if it has such; HMAC groups have private ones only.
std::vector<json::Value> KeysOf(const json::Value& group) {
  const json::Value* keys = group.Find("public");
  if (keys == nullptr) keys = group.Find("private");
  const json::Value* set = keys->Find("keys");
  if (set == nullptr) return {*keys};
  return {set->items().begin(), set->items().end()};
}

bool IsAccepted(const std::string& token, const json::Value& jwk) {
  const absl::StatusOr<CompactJws> jws = ParseCompactJws(token);
  return jws.ok() &&
         CheckJoseProof(*jws, kIssuer, OneKey(jwk)).verdict == Verdict::kValid;
}

struct Counts {
  int cases = 0;
  int accepted = 0;
  std::map<std::string, int> skipped;  // valid tokens by reason

  int all_skipped() const {
    int sum = 0;
    for (const auto& [reason, number] : skipped) sum += number;
    return sum;
  }
  void Print(const char* file) const {
    std::printf("%s: %d cases, %d accepted\n", file, cases, accepted);
    for (const auto& [reason, number] : skipped) {
      std::printf("  %d valid cases skipped: %s\n", number, reason.c_str());
    }
  }
};

Counts RunFile(const char* path) {
  Counts counts;
  const auto file = json::Parse(ReadVector(path));
  EXPECT_TRUE(file.ok()) << file.status();
  if (!file.ok()) return counts;
  for (const json::Value& group : file->Find("testGroups")->items()) {
    const json::Value jwk = KeysOf(group).front();
    for (const json::Value& test : group.Find("tests")->items()) {
      const std::string token(test.FindString("jws"));
      const bool accepted = IsAccepted(token, jwk);
      const bool valid = test.FindString("result") == "valid";
      const std::string reason = valid ? ReasonToSkip(token, jwk) : "";
      ++counts.cases;
      counts.accepted += accepted ? 1 : 0;
      if (!reason.empty()) ++counts.skipped[reason];
      EXPECT_EQ(accepted, valid && reason.empty())
          << test.Find("tcId")->number_text() << " "
          << test.FindString("comment");
    }
  }
  return counts;
}

TEST(WycheproofJose, EverySignatureIsAsStated) {
  SKIP_WITHOUT_VECTORS("wycheproof");
  const Counts counts = RunFile("wycheproof/json_web_signature_test.json");
  counts.Print("json_web_signature_test.json");
  EXPECT_EQ(counts.cases, 401);
  EXPECT_EQ(counts.accepted, 14);
  EXPECT_EQ(counts.all_skipped(), 32);
}

TEST(WycheproofJose, EveryKeyIsAsStated) {
  SKIP_WITHOUT_VECTORS("wycheproof");
  const Counts counts = RunFile("wycheproof/json_web_key_test.json");
  counts.Print("json_web_key_test.json");
  EXPECT_EQ(counts.cases, 26);
  EXPECT_EQ(counts.accepted, 1);
  EXPECT_EQ(counts.all_skipped(), 4);
}

}  // namespace
}  // namespace prescreen
