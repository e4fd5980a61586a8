// SPDX-License-Identifier: Apache-2.0
#include "server/rdf/rdfc10.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "server/rdf/nquads.h"

namespace prescreen {
namespace {

using rdf::CanonicalizeOptions;

absl::StatusOr<rdf::Canonical> Canonicalize(
    absl::string_view text, const CanonicalizeOptions& options = {}) {
  const auto dataset = rdf::ParseNQuads(text);
  if (!dataset.ok()) return dataset.status();
  return rdf::Canonicalize(*dataset, options);
}

std::string Text(absl::string_view text) {
  const auto canonical = Canonicalize(text);
  return canonical.ok() ? canonical->nquads : canonical.status().ToString();
}

// Every node related to every other: all alike.
std::string Clique(int nodes, absl::string_view predicate) {
  std::string text;
  for (int a = 0; a < nodes; ++a) {
    for (int b = 0; b < nodes; ++b) {
      if (a == b) continue;
      absl::StrAppend(&text, "_:n", a, " <", predicate, "> _:n", b, " .\n");
    }
  }
  return text;
}

// Two rings, one with a chord: nodes with equal first degree hashes that only
// their surroundings tell apart.
std::vector<std::string> Rings() {
  std::vector<std::string> lines;
  for (int i = 0; i < 6; ++i) {
    lines.push_back(absl::StrCat("_:p", i, " <x:next> _:p", (i + 1) % 6, " ."));
    lines.push_back(absl::StrCat("_:q", i, " <x:next> _:q", (i + 1) % 6, " ."));
  }
  lines.push_back("_:p0 <x:chord> _:p3 .");
  lines.push_back("_:p3 <x:chord> _:p0 .");
  lines.push_back("_:q0 <x:chord> _:q2 .");
  lines.push_back("_:q2 <x:chord> _:q0 .");
  return lines;
}

TEST(Rdfc10, NamesNodesByWhatIsSaidOfThem) {
  EXPECT_EQ(Text("_:z <x:p> \"1\" .\n_:a <x:p> \"2\" .\n_:z <x:q> _:a .\n"),
            "_:c14n0 <x:p> \"2\" .\n_:c14n1 <x:p> \"1\" .\n"
            "_:c14n1 <x:q> _:c14n0 .\n");
}

TEST(Rdfc10, DoesNotDependOnOrderOrLabels) {
  std::vector<std::string> lines = Rings();
  const std::string expected = Text(absl::StrJoin(lines, "\n"));
  EXPECT_NE(expected.find("c14n11"), std::string::npos);
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    std::shuffle(lines.begin(), lines.end(), random);
    const int shift = round % 6;
    std::string text = absl::StrJoin(lines, "\n");
    for (int i = 0; i < 6; ++i) {
      const int to = (i * 5 + shift) % 6;
      text = absl::StrReplaceAll(
          text, {{absl::StrCat("_:p", i, " "), absl::StrCat("_:z", to, " ")},
                 {absl::StrCat("_:q", i, " "), absl::StrCat("_:a", to, " ")}});
    }
    EXPECT_EQ(Text(text), expected) << text;
  }
}

TEST(Rdfc10, TellsApartWhatDiffersFarFromTheNode) {
  std::vector<std::string> lines = Rings();
  const std::string one = Text(absl::StrJoin(lines, "\n"));
  lines.back() = "_:q3 <x:chord> _:q0 .";
  lines[lines.size() - 2] = "_:q0 <x:chord> _:q3 .";
  EXPECT_NE(Text(absl::StrJoin(lines, "\n")), one);
}

TEST(Rdfc10, IsItsOwnCanonicalForm) {
  const std::string once = Text(absl::StrJoin(Rings(), "\n"));
  EXPECT_EQ(Text(once), once);
}

TEST(Rdfc10, CountsARepeatedQuadOnce) {
  EXPECT_EQ(Text("_:a <x:p> _:b .\n_:a <x:p> _:b .\n"),
            Text("_:a <x:p> _:b .\n"));
}

TEST(Rdfc10, NamesBlankGraphs) {
  EXPECT_EQ(Text("<x:s> <x:p> \"o\" _:g .\n"), "<x:s> <x:p> \"o\" _:c14n0 .\n");
}

TEST(Rdfc10, MapsLabelsToIdentifiers) {
  const auto canonical = Canonicalize("_:a <x:p> \"1\" .\n");
  ASSERT_TRUE(canonical.ok());
  ASSERT_EQ(canonical->issued_identifiers.size(), 1u);
  EXPECT_EQ(canonical->issued_identifiers[0].first, "a");
  EXPECT_EQ(canonical->issued_identifiers[0].second, "c14n0");
}

TEST(Rdfc10, TakesAnotherHash) {
  CanonicalizeOptions sha384;
  sha384.hash = rdf::HashFunction::kSha384;
  // Only the order of the nodes' hashes shows which function made them.
  int different = 0;
  for (int i = 0; i < 20; ++i) {
    const std::string text =
        absl::StrCat("_:a <x:p> \"", i, "\" .\n_:b <x:p> \"b", i, "\" .\n");
    different += Canonicalize(text, sha384)->nquads != Text(text);
  }
  EXPECT_GT(different, 0);
}

TEST(Rdfc10, RefusesAPoisonGraph) {
  for (const int nodes : {10, 30, 100}) {
    EXPECT_TRUE(
        absl::IsResourceExhausted(Canonicalize(Clique(nodes, "x:p")).status()))
        << nodes;
  }
}

TEST(Rdfc10, CountsLongPredicatesForEachTimeTheyAreHashed) {
  const std::string graph = Clique(5, "x:p");
  EXPECT_TRUE(Canonicalize(graph).ok());
  const std::string heavy =
      Clique(5, absl::StrCat("x:", std::string(500'000, 'p')));
  EXPECT_TRUE(absl::IsResourceExhausted(Canonicalize(heavy).status()));
}

TEST(Rdfc10, RefusesAChainThatGoesTooDeep) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) {
    absl::StrAppend(&text, "_:n", i, " <x:p> _:n", (i + 1) % 20'000, " .\n");
  }
  EXPECT_TRUE(absl::IsResourceExhausted(Canonicalize(text).status()));
}

TEST(Rdfc10, EndsAtTheWorkThatItIsAllowed) {
  const std::string text = absl::StrJoin(Rings(), "\n");
  CanonicalizeOptions options;
  options.max_work = 10;
  EXPECT_TRUE(absl::IsResourceExhausted(Canonicalize(text, options).status()));
  // Without nodes that look alike there is nothing to spend.
  options.max_work = 0;
  EXPECT_TRUE(Canonicalize("_:a <x:p> \"1\" .\n", options).ok());
}

}  // namespace
}  // namespace prescreen
