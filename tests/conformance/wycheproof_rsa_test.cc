// SPDX-License-Identifier: Apache-2.0
// Wycheproof rsa_signature_*_sha256_test.json and rsa_pss_*_sha256_mgf1_32: the
// other files are of hashes that RS256 and PS256 do not use.
#include <gtest/gtest.h>

#include <cstdio>

#include "base/codec/json.h"
#include "base/crypto/public_key.h"
#include "base/encoding.h"
#include "tests/conformance/vectors.h"

namespace prescreen {
namespace {

struct Suite {
  const char* file;
  SignatureAlgorithm algorithm;
  int cases;
};

class WycheproofRsa : public testing::TestWithParam<Suite> {};

// "acceptable" are signatures with a NULL left out of the DigestInfo: RFC 8017
// section 9.2 wants it there.
TEST_P(WycheproofRsa, EveryResultIsAsStated) {
  SKIP_WITHOUT_VECTORS("wycheproof");
  const Suite& suite = GetParam();
  const auto file =
      json::Parse(ReadVector(std::string("wycheproof/") + suite.file));
  ASSERT_TRUE(file.ok()) << file.status();
  int cases = 0;
  int valid = 0;
  for (const json::Value& group : file->Find("testGroups")->items()) {
    const auto key = PublicKey::FromBytes(
        KeyType::kRsa, *HexDecode(group.FindString("publicKeyAsn")));
    ASSERT_TRUE(key.ok()) << key.status();
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
    Keys, WycheproofRsa,
    testing::Values(Suite{"rsa_signature_2048_sha256_test.json",
                          SignatureAlgorithm::kRs256, 259},
                    Suite{"rsa_signature_3072_sha256_test.json",
                          SignatureAlgorithm::kRs256, 259},
                    Suite{"rsa_signature_4096_sha256_test.json",
                          SignatureAlgorithm::kRs256, 258},
                    Suite{"rsa_pss_2048_sha256_mgf1_32_test.json",
                          SignatureAlgorithm::kPs256, 108},
                    Suite{"rsa_pss_3072_sha256_mgf1_32_test.json",
                          SignatureAlgorithm::kPs256, 108}));

}  // namespace
}  // namespace prescreen
