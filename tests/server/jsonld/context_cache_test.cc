// SPDX-License-Identifier: Apache-2.0
#include "server/jsonld/context_cache.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/codec/json.h"
#include "server/jsonld/context_table.h"
#include "server/jsonld/error.h"
#include "server/jsonld/to_rdf.h"
#include "server/rdf/nquads.h"

namespace prescreen {
namespace {

constexpr absl::string_view kCredential = R"({
    "@context":["https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "type":["VerifiableCredential","OpenBadgeCredential"],
    "issuer":{"id":"https://example.org","type":"Profile","name":"Example"},
    "credentialSubject":{"type":"AchievementSubject","achievement":{
        "id":"urn:uuid:1","type":"Achievement","name":"Example"}}})";

class ContextCacheTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(table_.AddBundled().ok()); }

  std::string Process(absl::string_view text, jsonld::ContextCache* cache,
                      bool safe = true) const {
    const json::Value document = *json::Parse(text);
    jsonld::Options options;
    options.cache = cache;
    options.safe = safe;
    const auto dataset = jsonld::ToRdf(document, table_, options);
    return dataset.ok() ? rdf::SerializeNQuads(*dataset)
                        : jsonld::ErrorCode(dataset.status());
  }

  jsonld::ContextTable table_;
};

TEST_F(ContextCacheTest, ChangesNothing) {
  jsonld::ContextCache cache;
  const std::string without = Process(kCredential, nullptr);
  EXPECT_NE(without.find("AchievementSubject"), std::string::npos);
  EXPECT_EQ(Process(kCredential, &cache), without);
  const std::size_t size = cache.size();
  EXPECT_GT(size, 0u);
  EXPECT_EQ(Process(kCredential, &cache), without);
  EXPECT_EQ(cache.size(), size);
}

TEST_F(ContextCacheTest, HoldsNothingOfADocumentsOwnContexts) {
  jsonld::ContextCache cache;
  for (int i = 0; i < 10; ++i) {
    const std::string text =
        absl::StrCat(R"({"@context":[{"a":"http://x/)", i,
                     R"("},"https://w3id.org/security/multikey/v1"],"a":1})");
    EXPECT_NE(Process(text, &cache).find(absl::StrCat("http://x/", i)),
              std::string::npos);
  }
  EXPECT_EQ(cache.size(), 0u);
}

TEST_F(ContextCacheTest, IsLeftAloneWithoutSafeMode) {
  jsonld::ContextCache cache;
  Process(kCredential, &cache, /*safe=*/false);
  EXPECT_EQ(cache.size(), 0u);
}

TEST_F(ContextCacheTest, StaysBounded) {
  jsonld::ContextCache cache;
  const auto local = std::make_shared<const json::Value>();
  for (std::size_t i = 0; i <= jsonld::ContextCache::kMaxSteps; ++i) {
    const auto from = std::make_shared<const jsonld::internal::ActiveContext>();
    const jsonld::internal::ContextStep step{from.get(), local.get()};
    cache.Insert(step, {from, local, from});
    EXPECT_EQ(cache.Find(step), from);
  }
  EXPECT_LE(cache.size(), jsonld::ContextCache::kMaxSteps);
}

TEST_F(ContextCacheTest, ServesManyThreads) {
  jsonld::ContextCache cache;
  const std::string expected = Process(kCredential, nullptr);
  std::vector<std::string> results(4);
  std::vector<std::thread> threads;
  for (std::string& result : results) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5; ++i) result = Process(kCredential, &cache);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) EXPECT_EQ(result, expected);
}

}  // namespace
}  // namespace prescreen
