// SPDX-License-Identifier: Apache-2.0
// W3C vc-jose-cose-test-suite, `verify` cases of the feature `credential_jose`.
// The others are left out by their feature: issuing is not ours to do, and
// presentations, SD-JWT and COSE are other formats.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/codec/json.h"
#include "base/crypto/jwk.h"
#include "base/crypto/multikey.h"
#include "server/decode/decode.h"
#include "server/verify/verifier.h"
#include "tests/conformance/vectors.h"

namespace prescreen {
namespace {

constexpr char kFolder[] = "w3c-vc-jose-cose-test-suite/";
constexpr int kCases = 7;

// The suite names keys by thumbprint and hands the verifier the right one.
class HandedKey final : public KeyResolver {
 public:
  explicit HandedKey(const json::Value& method) : method_(method) {}
  absl::StatusOr<VerificationMethod> Resolve(
      absl::string_view url) const override {
    const json::Value& jwk = *method_.Find("publicKeyJwk");
    absl::StatusOr<PublicKey> key = ParseJwk(jwk);
    if (!key.ok()) return key.status();
    VerificationMethod method;
    method.id = std::string(url);
    method.controller = std::string(method_.FindString("controller"));
    method.codec = MulticodecOf(key->type());
    method.alg = std::string(jwk.FindString("alg"));
    method.key = *std::move(key);
    return method;
  }

 private:
  const json::Value& method_;
};

class NoAuthority final : public SignerAuthority {
 public:
  bool MaySignFor(absl::string_view, absl::string_view) const override {
    return false;
  }
};

// `verified`, `rejected` or `unchecked`.
std::string VerdictOn(const std::string& input, const std::string& key_file) {
  const auto method = json::Parse(ReadVector(kFolder + key_file));
  EXPECT_TRUE(method.ok()) << method.status();
  const HandedKey keys(*method);
  const NoAuthority authority;
  const RawDocument raw{"", ReadVector(kFolder + input), ""};
  const CheckedCredential checked =
      CredentialVerifier(keys, authority).Verify(Decode(raw, 0));
  if (std::holds_alternative<VerifiedCredential>(checked)) return "verified";
  return std::holds_alternative<RejectedCredential>(checked) ? "rejected"
                                                             : "unchecked";
}

TEST(VcJoseCose, EveryCredentialIsJudgedAsExpected) {
  SKIP_WITHOUT_VECTORS("w3c-vc-jose-cose-test-suite");
  const auto mapping =
      json::Parse(ReadVector(absl::StrCat(kFolder, "mapping.json")));
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  int cases = 0;
  std::map<std::string, int> left_out;
  for (const json::Member& part : mapping->members()) {
    for (const json::Member& test : part.value.members()) {
      const std::string feature = absl::StrCat(
          test.value.FindString("fn"), " ", test.value.FindString("feature"));
      if (feature != "verify credential_jose") {
        ++left_out[feature];
        continue;
      }
      EXPECT_EQ(VerdictOn(std::string(test.value.FindString("input_file")),
                          std::string(test.value.FindString("key_file"))),
                test.value.FindString("expected_result") == "success"
                    ? "verified"
                    : "rejected")
          << test.name;
      ++cases;
    }
  }
  std::printf("%d cases\n", cases);
  for (const auto& [feature, number] : left_out) {
    std::printf("  %d left out: %s\n", number, feature.c_str());
  }
  EXPECT_EQ(cases, kCases);
}

// Its tokens of other keys, which the suite itself pairs with wrong ones.
TEST(VcJoseCose, TokensOfOtherAlgorithmsAreVerifiedWithTheirOwnKeys) {
  SKIP_WITHOUT_VECTORS("w3c-vc-jose-cose-test-suite");
  EXPECT_EQ(VerdictOn("credential-jose-unknown-extensions.txt", "vm-p521.json"),
            "verified");
  EXPECT_EQ(VerdictOn("credential-jose-minimal.txt", "vm-p384.json"),
            "rejected");
}

}  // namespace
}  // namespace prescreen
