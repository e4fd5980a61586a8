// SPDX-License-Identifier: Apache-2.0
// Wycheproof ed25519_test.json.
#include <gtest/gtest.h>

#include <cstdio>

#include "base/codec/json.h"
#include "base/crypto/ed25519.h"
#include "base/encoding.h"
#include "tests/conformance/vectors.h"

namespace prescreen {
namespace {

constexpr int kCases = 151;

TEST(WycheproofEd25519, EveryResultIsAsStated) {
  SKIP_WITHOUT_VECTORS("wycheproof");
  const auto suite = json::Parse(ReadVector("wycheproof/ed25519_test.json"));
  ASSERT_TRUE(suite.ok()) << suite.status();
  int cases = 0;
  int valid = 0;
  for (const json::Value& group : suite->Find("testGroups")->items()) {
    const std::string key =
        *HexDecode(group.Find("publicKey")->FindString("pk"));
    EXPECT_TRUE(IsSafeEd25519Key(key));
    for (const json::Value& test : group.Find("tests")->items()) {
      const bool verified =
          Ed25519Verify(key, *HexDecode(test.FindString("msg")),
                        *HexDecode(test.FindString("sig")));
      EXPECT_EQ(verified, test.FindString("result") == "valid")
          << test.Find("tcId")->number_text();
      ++cases;
      valid += verified ? 1 : 0;
    }
  }
  std::printf("%d cases, %d valid\n", cases, valid);
  EXPECT_EQ(cases, kCases);
}

}  // namespace
}  // namespace prescreen
