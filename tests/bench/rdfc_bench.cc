// SPDX-License-Identifier: Apache-2.0
// What a 4 KB Open Badges 3.0 credential costs before its signature is looked
// at, contexts warm: each step alone, and all of them.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "base/check.h"
#include "base/codec/json.h"
#include "base/crypto/hash.h"
#include "server/jsonld/context_cache.h"
#include "server/jsonld/context_table.h"
#include "server/jsonld/expansion.h"
#include "server/jsonld/to_rdf.h"
#include "server/rdf/rdfc10.h"
#include "tests/bench/thread_time.h"

namespace prescreen {
namespace {

constexpr int kRounds = 200;
constexpr int kRepeats = 20;  // of each within a round
constexpr double kTargetMicroseconds = 60;

// Without white space, as credentials travel.
std::string ReadBadge() {
  std::ifstream stream(PRESCREEN_SOURCE_DIR "/tests/bench/ob3_badge.json");
  const std::string text((std::istreambuf_iterator<char>(stream)),
                         std::istreambuf_iterator<char>());
  const auto value = json::Parse(text);
  PRESCREEN_CHECK(value.ok());
  return json::Serialize(*value);
}

void Main() {
  jsonld::ContextTable table;
  PRESCREEN_CHECK(table.AddBundled().ok());
  jsonld::ContextCache cache;
  jsonld::Options options;
  options.cache = &cache;
  const std::string text = ReadBadge();
  const json::Value document = *json::Parse(text);
  const auto expanded = jsonld::Expand(document, table, options);
  PRESCREEN_CHECK(expanded.ok());
  const auto dataset = jsonld::ToRdf(*expanded, options);
  PRESCREEN_CHECK(dataset.ok());
  const std::string nquads = rdf::Canonicalize(*dataset)->nquads;

  const auto print = [](const char* name, double microseconds) {
    std::printf("figure %s %.2f us target - -\n", name, microseconds);
  };
  std::printf("figure rdfc_bytes %zu bytes target - -\n", text.size());
  std::printf("figure rdfc_quads %zu quads target - -\n",
              dataset->quads.size());
  print("rdfc_parse", MedianMicroseconds(kRounds, kRepeats,
                                         [&] { (void)json::Parse(text); }));
  print("rdfc_expand", MedianMicroseconds(kRounds, kRepeats, [&] {
          (void)jsonld::Expand(document, table, options);
        }));
  print("rdfc_to_rdf", MedianMicroseconds(kRounds, kRepeats, [&] {
          (void)jsonld::ToRdf(*expanded, options);
        }));
  print("rdfc_canonicalize", MedianMicroseconds(kRounds, kRepeats, [&] {
          (void)rdf::Canonicalize(*dataset);
        }));
  print("rdfc_hash",
        MedianMicroseconds(kRounds, kRepeats, [&] { (void)Sha256(nquads); }));
  const double parse =
      MedianMicroseconds(kRounds, kRepeats, [&] { (void)json::Parse(text); });
  const double whole = MedianMicroseconds(kRounds, kRepeats, [&] {
    const json::Value parsed = *json::Parse(text);
    const auto quads = jsonld::ToRdf(parsed, table, options);
    (void)Sha256(rdf::Canonicalize(*quads)->nquads);
  });
  const double beyond = whole - parse;
  print("rdfc_all_with_parse", whole);
  std::printf("figure rdfc_expand_to_hash %.2f us target %.0f %s\n", beyond,
              kTargetMicroseconds,
              beyond <= kTargetMicroseconds ? "met" : "short");
}

}  // namespace
}  // namespace prescreen

int main() { prescreen::Main(); }
