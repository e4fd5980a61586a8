// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/hash.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "base/encoding.h"

namespace prescreen {
namespace {

std::string Hex(const Digest32& digest) { return HexEncode(AsBytes(digest)); }

TEST(Sha256, MatchesFips180Examples) {
  EXPECT_EQ(Hex(Sha256("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, ConcatEqualsTheJoinedText) {
  EXPECT_EQ(Sha256Concat("ab", "c"), Sha256("abc"));
  EXPECT_EQ(Sha256Concat("a", "b", "c"), Sha256("abc"));
  EXPECT_EQ(Sha256Concat("", "", ""), Sha256(""));
}

TEST(Sha384, MatchesFips180Example) {
  EXPECT_EQ(HexEncode(Sha384("abc")),
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
            "8086072ba1e7cc2358baeca134c825a7");
}

TEST(Sha512, MatchesFips180Example) {
  EXPECT_EQ(HexEncode(Sha512("abc")),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST(Hash, IsRightFromSeveralThreadsAtOnce) {
  const Digest32 sha = Sha256("abc");
  const Digest32 hmac = HmacSha256("key", "abc");
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (int& count : wrong) {
    threads.emplace_back([&count, sha, hmac] {
      for (int i = 0; i < 1000; ++i) {
        if (Sha256("abc") != sha || HmacSha256("key", "abc") != hmac) ++count;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

// RFC 4231 sections 4.2, 4.3 and 4.7.
TEST(HmacSha256, MatchesRfc4231) {
  EXPECT_EQ(Hex(HmacSha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(Hex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(Hex(HmacSha256(std::string(131, '\xaa'),
                           "Test Using Larger Than Block-Size Key - Hash Key "
                           "First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

// OpenSSL takes a null key for "the same key as before".
TEST(HmacSha256, EmptyKeyIsNotTheKeyBefore) {
  constexpr char kEmptyKeyEmptyMessage[] =
      "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
  EXPECT_NE(Hex(HmacSha256("key", "")), kEmptyKeyEmptyMessage);
  EXPECT_EQ(Hex(HmacSha256({}, {})), kEmptyKeyEmptyMessage);
}

TEST(Keccak256, IsTheOriginalPadding) {
  EXPECT_EQ(Hex(Keccak256("")),
            "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  EXPECT_EQ(Hex(Keccak256("abc")),
            "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
}

}  // namespace
}  // namespace prescreen
