// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/address.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/ascii.h"
#include "anchor/evm/quantity.h"

namespace prescreen::anchor::evm {
namespace {

// The examples of EIP-55.
constexpr const char* kEip55[] = {
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
};

TEST(FormatAddress, SetsCapitalsAsEip55) {
  for (const char* text : kEip55) {
    EXPECT_EQ(FormatAddress(*ParseAddress(absl::AsciiStrToLower(text))), text);
  }
}

TEST(ParseAddress, TakesOneCaseAndEip55) {
  const std::string text = kEip55[0];
  EXPECT_TRUE(ParseAddress(text).ok());
  EXPECT_TRUE(ParseAddress("0x" + absl::AsciiStrToUpper(text.substr(2))).ok());
}

TEST(ParseAddress, RefusesAnotherMixOfCases) {
  std::string text = kEip55[0];
  text[2 + 1] = absl::ascii_isupper(text[3]) ? absl::ascii_tolower(text[3])
                                             : absl::ascii_toupper(text[3]);
  EXPECT_FALSE(ParseAddress(text).ok());
}

TEST(ParseAddress, RefusesOtherLengths) {
  EXPECT_FALSE(ParseAddress("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae").ok());
  EXPECT_FALSE(
      ParseAddress("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed00").ok());
  EXPECT_FALSE(ParseAddress("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed").ok());
  EXPECT_FALSE(ParseAddress("").ok());
}

TEST(AddressOfPrivateKey, RefusesWhatIsNoKey) {
  EXPECT_FALSE(AddressOfPrivateKey(std::string(32, '\0')).ok());
  EXPECT_FALSE(AddressOfPrivateKey(std::string(32, '\xff')).ok());
  EXPECT_FALSE(AddressOfPrivateKey("short").ok());
}

struct Create2Case {
  const char* deployer;
  const char* salt;
  const char* init_code;
  const char* address;
};

// The examples of EIP-1014.
constexpr Create2Case kEip1014[] = {
    {"0x0000000000000000000000000000000000000000",
     "0x0000000000000000000000000000000000000000000000000000000000000000",
     "0x00", "0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38"},
    {"0xdeadbeef00000000000000000000000000000000",
     "0x000000000000000000000000feed000000000000000000000000000000000000",
     "0x00", "0xD04116cDd17beBE565EB2422F2497E06cC1C9833"},
    {"0x00000000000000000000000000000000deadbeef",
     "0x00000000000000000000000000000000000000000000000000000000cafebabe",
     "0xdeadbeef", "0x60f3f640a8508fC6a86d45DF051962668E1e8AC7"},
    {"0x0000000000000000000000000000000000000000",
     "0x0000000000000000000000000000000000000000000000000000000000000000", "0x",
     "0xE33C0C7F7df4809055C3ebA6c09CFe4BaF1BD9e0"},
};

TEST(Create2Address, IsThatOfEip1014) {
  for (const Create2Case& c : kEip1014) {
    EXPECT_EQ(FormatAddress(Create2Address(*ParseAddress(c.deployer),
                                           *ParseHash(c.salt),
                                           *ParseData(c.init_code))),
              c.address);
  }
}

}  // namespace
}  // namespace prescreen::anchor::evm
