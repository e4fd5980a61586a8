// SPDX-License-Identifier: Apache-2.0
// Contexts of terms (JSON-LD 1.1 section 4.1.8) where the suites say little.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/codec/json.h"
#include "server/jsonld/context_table.h"
#include "server/jsonld/to_rdf.h"
#include "server/rdf/rdfc10.h"

namespace prescreen {
namespace {

constexpr absl::string_view kContext = R"({"@context":{
    "a":"http://x/a","b":"http://x/b","name":"http://x/name",
    "p":{"@id":"http://x/p","@context":{"name":"http://x/p-name"}},
    "T":{"@id":"http://x/T","@context":{"name":"http://x/T-name"}},
    "U":{"@id":"http://x/U","@context":{"name":"http://x/U-name"}},
    "W":{"@id":"http://x/W","@context":
        {"@propagate":true,"name":"http://x/W-name"}}},)";

// Canonical N-Quads of a document with kContext, or the error.
std::string Process(absl::string_view rest) {
  const auto document = json::Parse(absl::StrCat(kContext, rest));
  if (!document.ok()) return document.status().ToString();
  const auto dataset = jsonld::ToRdf(*document, jsonld::ContextTable());
  if (!dataset.ok()) return dataset.status().ToString();
  const auto canonical = rdf::Canonicalize(*dataset);
  return canonical.ok() ? canonical->nquads : canonical.status().ToString();
}

bool Has(const std::string& text, absl::string_view part) {
  return text.find(part.data(), 0, part.size()) != std::string::npos;
}

TEST(ScopedContexts, OfAPropertyReachAllThatIsInIt) {
  const std::string quads =
      Process(R"("p":{"name":"1","a":{"name":"2"}},"name":"3"})");
  EXPECT_TRUE(Has(quads, "<http://x/p-name> \"1\"")) << quads;
  EXPECT_TRUE(Has(quads, "<http://x/p-name> \"2\"")) << quads;
  EXPECT_TRUE(Has(quads, "<http://x/name> \"3\"")) << quads;
}

TEST(ScopedContexts, OfATypeEndWithItsNode) {
  const std::string quads =
      Process(R"("@type":"T","name":"1","a":{"name":"2","b":{"name":"3"}}})");
  EXPECT_TRUE(Has(quads, "<http://x/T-name> \"1\"")) << quads;
  EXPECT_TRUE(Has(quads, "<http://x/name> \"2\"")) << quads;
  EXPECT_TRUE(Has(quads, "<http://x/name> \"3\"")) << quads;
}

TEST(ScopedContexts, OfATypeGoOnWhereTheySayIt) {
  const std::string quads =
      Process(R"("@type":"W","name":"1","a":{"name":"2"}})");
  EXPECT_TRUE(Has(quads, "<http://x/W-name> \"1\"")) << quads;
  EXPECT_TRUE(Has(quads, "<http://x/W-name> \"2\"")) << quads;
}

TEST(ScopedContexts, OfTypesApplyInTheOrderOfTheirNames) {
  const std::string quads = Process(R"("@type":["U","T"],"name":"1"})");
  EXPECT_TRUE(Has(quads, "<http://x/U-name> \"1\"")) << quads;
  EXPECT_EQ(quads, Process(R"("@type":["T","U"],"name":"1"})"));
}

TEST(ScopedContexts, OfATypeComeAfterTheNodesOwnContext) {
  const std::string quads = Process(
      R"("a":{"@context":{"name":"http://x/own"},"@type":"T","name":"1"}})");
  EXPECT_TRUE(Has(quads, "<http://x/T-name> \"1\"")) << quads;
}

TEST(ScopedContexts, DoNotChangeHowTypesAreNamed) {
  const std::string quads = Process(R"("a":{"@context":{
      "V":{"@id":"http://x/V","@context":{"T":"http://x/wrong"}}},
      "@type":["T","V"]}})");
  EXPECT_TRUE(Has(quads, "<http://x/T>")) << quads;
  EXPECT_FALSE(Has(quads, "wrong")) << quads;
}

}  // namespace
}  // namespace prescreen
