// SPDX-License-Identifier: Apache-2.0
#include "server/resolve/key_cache.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"

namespace prescreen {
namespace {

std::shared_ptr<const VerificationMethod> Method(const std::string& id) {
  auto method = std::make_shared<VerificationMethod>();
  method->id = id;
  return method;
}

TEST(KeyCache, FindsWhatWasAdded) {
  KeyCache cache;
  EXPECT_EQ(cache.Find("did:key:a#a"), nullptr);
  cache.Add("did:key:a#a", Method("a"));
  ASSERT_NE(cache.Find("did:key:a#a"), nullptr);
  EXPECT_EQ(cache.Find("did:key:a#a")->id, "a");
  EXPECT_EQ(cache.Find("did:key:b#b"), nullptr);
}

TEST(KeyCache, IsBounded) {
  constexpr std::size_t kCapacity = 320;
  KeyCache cache(kCapacity);
  for (int i = 0; i < 10000; ++i) cache.Add(absl::StrCat("k", i), Method("x"));
  EXPECT_LE(cache.size(), kCapacity);
  EXPECT_GT(cache.size(), kCapacity / 4);
}

TEST(KeyCache, KeepsWhatIsAskedForAgain) {
  KeyCache cache(320);
  cache.Add("kept", Method("kept"));
  for (int i = 0; i < 10000; ++i) {
    cache.Add(absl::StrCat("k", i), Method("x"));
    if (i % 20 == 0) {
      ASSERT_NE(cache.Find("kept"), nullptr) << i;
    }
  }
  EXPECT_EQ(cache.Find("k0"), nullptr);
}

TEST(KeyCache, LeavesOutLongUrls) {
  KeyCache cache;
  const std::string url(kMaxCachedUrlBytes + 1, 'u');
  cache.Add(url, Method("x"));
  EXPECT_EQ(cache.Find(url), nullptr);
}

TEST(KeyCache, ServesSeveralThreads) {
  KeyCache cache(64);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&cache, t] {
      for (int i = 0; i < 2000; ++i) {
        const std::string url = absl::StrCat("k", (i * (t + 1)) % 100);
        const auto found = cache.Find(url);
        if (found == nullptr) {
          cache.Add(url, Method(url));
        } else {
          EXPECT_EQ(found->id, url);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(cache.size(), 64u);
}

}  // namespace
}  // namespace prescreen
