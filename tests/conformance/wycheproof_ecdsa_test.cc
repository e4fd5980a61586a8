// SPDX-License-Identifier: Apache-2.0
// Wycheproof ecdsa_*_p1363_test.json: signatures as JOSE and Data Integrity
// write them. The DER files do not apply, nor does P-256 with SHA-512, which no
// JOSE algorithm uses.
#include <gtest/gtest.h>

#include <cstdio>

#include "base/codec/json.h"
#include "base/crypto/jwk.h"
#include "base/encoding.h"
#include "tests/conformance/vectors.h"

namespace prescreen {
namespace {

struct Suite {
  const char* file;
  KeyType curve;
  SignatureAlgorithm algorithm;
  int cases;
};

class WycheproofEcdsa : public testing::TestWithParam<Suite> {};

TEST_P(WycheproofEcdsa, EveryResultIsAsStated) {
  SKIP_WITHOUT_VECTORS("wycheproof");
  const Suite& suite = GetParam();
  const auto file =
      json::Parse(ReadVector(std::string("wycheproof/") + suite.file));
  ASSERT_TRUE(file.ok()) << file.status();
  int cases = 0;
  int valid = 0;
  for (const json::Value& group : file->Find("testGroups")->items()) {
    const json::Value& stated = *group.Find("publicKey");
    const auto key = PublicKey::FromBytes(
        suite.curve, *HexDecode(stated.FindString("uncompressed")));
    ASSERT_TRUE(key.ok()) << key.status();
    if (const json::Value* jwk = group.Find("publicKeyJwk")) {
      EXPECT_EQ(*ParseJwk(*jwk), *key);
    }
    for (const json::Value& test : group.Find("tests")->items()) {
      const bool verified = VerifySignature(*key, suite.algorithm,
                                            *HexDecode(test.FindString("msg")),
                                            *HexDecode(test.FindString("sig")));
      EXPECT_EQ(verified, test.FindString("result") == "valid")
          << test.Find("tcId")->number_text();
      ++cases;
      valid += verified ? 1 : 0;
    }
  }
  std::printf("%s: %d cases, %d valid\n", suite.file, cases, valid);
  EXPECT_EQ(cases, suite.cases);
}

INSTANTIATE_TEST_SUITE_P(
    Curves, WycheproofEcdsa,
    testing::Values(Suite{"ecdsa_secp256r1_sha256_p1363_test.json",
                          KeyType::kP256, SignatureAlgorithm::kEs256, 262},
                    Suite{"ecdsa_secp384r1_sha384_p1363_test.json",
                          KeyType::kP384, SignatureAlgorithm::kEs384, 280},
                    Suite{"ecdsa_secp521r1_sha512_p1363_test.json",
                          KeyType::kP521, SignatureAlgorithm::kEs512, 318},
                    Suite{"ecdsa_secp256k1_sha256_p1363_test.json",
                          KeyType::kSecp256k1, SignatureAlgorithm::kEs256K,
                          252}));

}  // namespace
}  // namespace prescreen
