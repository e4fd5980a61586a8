// SPDX-License-Identifier: Apache-2.0
// The Ed25519 edge cases of the Community Cryptography Test Vectors.
#include <gtest/gtest.h>

#include <cstdio>

#include "base/codec/json.h"
#include "base/crypto/ed25519.h"
#include "base/encoding.h"
#include "tests/conformance/vectors.h"

namespace prescreen {
namespace {

constexpr int kCases = 914;
constexpr int kAccepted = 43;

// What we accept beyond plain signatures: points with a low-order component.
bool IsAcceptable(const json::Value& test) {
  for (const json::Value& flag : test.Find("flags")->items()) {
    if (flag.string_value() != "low_order_component_A" &&
        flag.string_value() != "low_order_component_R") {
      return false;
    }
  }
  return true;
}

TEST(CctvEd25519, AcceptsLowOrderComponentsAndNothingElse) {
  SKIP_WITHOUT_VECTORS("cctv-ed25519");
  const auto suite =
      json::Parse(ReadVector("cctv-ed25519/ed25519vectors.json"));
  ASSERT_TRUE(suite.ok()) << suite.status();
  int cases = 0;
  int accepted = 0;
  for (const json::Value& test : suite->items()) {
    const std::string key = *HexDecode(test.FindString("key"));
    const bool verified = Ed25519Verify(key, test.FindString("msg"),
                                        *HexDecode(test.FindString("sig")));
    EXPECT_EQ(verified, IsAcceptable(test))
        << test.Find("number")->number_text();
    EXPECT_TRUE(!verified || IsSafeEd25519Key(key));
    ++cases;
    accepted += verified ? 1 : 0;
  }
  std::printf("%d cases, %d accepted\n", cases, accepted);
  EXPECT_EQ(cases, kCases);
  EXPECT_EQ(accepted, kAccepted);
}

TEST(CctvEd25519, KeysAreUnsafeIfLowOrderOrNonCanonical) {
  SKIP_WITHOUT_VECTORS("cctv-ed25519");
  const auto suite =
      json::Parse(ReadVector("cctv-ed25519/ed25519vectors.json"));
  ASSERT_TRUE(suite.ok()) << suite.status();
  int unsafe = 0;
  for (const json::Value& test : suite->items()) {
    bool expected = true;
    for (const json::Value& flag : test.Find("flags")->items()) {
      if (flag.string_value() == "low_order_A" ||
          flag.string_value() == "non_canonical_A") {
        expected = false;
      }
    }
    EXPECT_EQ(IsSafeEd25519Key(*HexDecode(test.FindString("key"))), expected)
        << test.Find("number")->number_text();
    unsafe += expected ? 0 : 1;
  }
  std::printf("%d cases, %d with unsafe keys\n", kCases, unsafe);
  EXPECT_GT(unsafe, 0);
}

}  // namespace
}  // namespace prescreen
