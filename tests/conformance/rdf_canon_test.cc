// SPDX-License-Identifier: Apache-2.0
// The RDF Dataset Canonicalization test suite of the W3C.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/codec/json.h"
#include "server/rdf/nquads.h"
#include "server/rdf/rdfc10.h"
#include "tests/conformance/suite.h"
#include "tests/conformance/vectors.h"

namespace prescreen {
namespace {

constexpr int kCases = 86;

std::string ReadFile(const json::Value& entry, absl::string_view member) {
  return ReadVector(absl::StrCat("w3c-rdf-canon/", entry.FindString(member)));
}

// {"e0": "c14n0", …}, sorted.
std::string MapText(const rdf::Canonical& canonical) {
  auto pairs = canonical.issued_identifiers;
  std::sort(pairs.begin(), pairs.end());
  json::Value map = json::Value::Object();
  for (const auto& [label, id] : pairs) map.Set(label, json::Value::String(id));
  return json::Serialize(map);
}

std::string SortedMapText(const json::Value& map) {
  rdf::Canonical as_result;
  for (const json::Member& member : map.members()) {
    as_result.issued_identifiers.emplace_back(member.name,
                                              member.value.string_value());
  }
  return MapText(as_result);
}

// What is wrong; empty if nothing is.
std::string Check(const json::Value& entry) {
  const auto dataset = rdf::ParseNQuads(ReadFile(entry, "action"));
  if (!dataset.ok()) return dataset.status().ToString();
  rdf::CanonicalizeOptions options;
  if (entry.FindString("hashAlgorithm") == "SHA384") {
    options.hash = rdf::HashFunction::kSha384;
  }
  const auto canonical = rdf::Canonicalize(*dataset, options);
  if (absl::StrContains(entry.FindString("type"), "Negative")) {
    return absl::IsResourceExhausted(canonical.status()) ? "" : "not refused";
  }
  if (!canonical.ok()) return canonical.status().ToString();
  const std::string expected = ReadFile(entry, "result");
  if (absl::StrContains(entry.FindString("type"), "Map")) {
    const auto map = json::Parse(expected);
    if (!map.ok()) return map.status().ToString();
    return MapText(*canonical) == SortedMapText(*map) ? "" : "another map";
  }
  return canonical->nquads == expected ? "" : "other N-Quads";
}

TEST(RdfCanon, EveryCaseEndsAsTheSuiteSays) {
  SKIP_WITHOUT_VECTORS("w3c-rdf-canon");
  Suite suite("rdf-canon");
  const auto manifest =
      json::Parse(ReadVector("w3c-rdf-canon/manifest.jsonld"));
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  for (const json::Value& entry : manifest->Find("entries")->items()) {
    const std::string id(entry.FindString("id"));
    if (!suite.Skips(id)) suite.Record(id, Check(entry));
  }
  EXPECT_EQ(suite.cases(), kCases);
}

}  // namespace
}  // namespace prescreen
