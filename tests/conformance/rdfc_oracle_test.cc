// SPDX-License-Identifier: Apache-2.0
// Documents whose canonical N-Quads, or safe-mode error, another
// implementation has computed (oracle-rdfc.json), and the bundled contexts
// against the published files.
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/codec/jcs.h"
#include "base/codec/json.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "server/jsonld/context_cache.h"
#include "server/jsonld/context_table.h"
#include "server/jsonld/error.h"
#include "server/jsonld/to_rdf.h"
#include "server/rdf/rdfc10.h"
#include "tests/conformance/suite.h"
#include "tests/conformance/vectors.h"

namespace prescreen {
namespace {

constexpr int kDocuments = 306;
constexpr std::size_t kBundled = 35;

// Has two faults; the oracle goes through members in order of their names.
constexpr absl::string_view kTwoFaults =
    "dcc-vc-test-fixtures/dids/oidf/did.json";

std::string DigestOfJcs(absl::string_view text) {
  const auto value = json::Parse(text);
  if (!value.ok()) return "";
  return HexEncode(AsBytes(Sha256(*json::Canonicalize(*value))));
}

// Every file of the vectors' `contexts` folder.
void AddAll(jsonld::ContextTable* table) {
  const auto index = json::Parse(ReadVector("contexts/index.json"));
  ASSERT_TRUE(index.ok()) << index.status();
  for (const json::Member& entry : index->Find("contexts")->members()) {
    const std::string text =
        ReadVector(absl::StrCat("contexts/", entry.value.FindString("file")));
    const absl::Status added = table->Add(entry.name, text, DigestOfJcs(text));
    EXPECT_TRUE(added.ok()) << added;
  }
}

// The oracle signs what stands beside the proof.
json::Value WithoutProof(json::Value document) {
  document.Erase("proof");
  return document;
}

// Both say what went wrong in the same words, the oracle with more of them.
std::string CompareFailure(const json::Value& result,
                           const absl::Status& status) {
  const std::string code = jsonld::ErrorCode(status);
  const absl::string_view expected = result.FindString("error");
  if (result.FindString("file") == kTwoFaults &&
      code == "relative @type reference") {
    return "";
  }
  if (!code.empty() && absl::StartsWith(expected, code)) return "";
  return absl::StrCat("expected '", expected, "', got ", status.ToString());
}

// Canonical N-Quads.
absl::StatusOr<std::string> Canonicalize(const json::Value& document,
                                         const jsonld::ContextLoader& table,
                                         jsonld::ContextCache* cache) {
  jsonld::Options options;
  options.cache = cache;
  const auto dataset = jsonld::ToRdf(document, table, options);
  if (!dataset.ok()) return dataset.status();
  auto canonical = rdf::Canonicalize(*dataset);
  if (!canonical.ok()) return canonical.status();
  return std::move(canonical->nquads);
}

std::string Check(const json::Value& result, const jsonld::ContextLoader& table,
                  jsonld::ContextCache* cache) {
  const auto document =
      json::Parse(ReadVector(std::string(result.FindString("file"))));
  if (!document.ok()) return document.status().ToString();
  const json::Value unsigned_document = WithoutProof(*document);
  const auto nquads = Canonicalize(unsigned_document, table, nullptr);
  const auto cached = Canonicalize(unsigned_document, table, cache);
  if (cached.status() != nquads.status()) return "the cache changes the error";
  if (result.Find("error") != nullptr) {
    return CompareFailure(result, nquads.status());
  }
  if (!nquads.ok()) return nquads.status().ToString();
  if (*nquads != *cached) return "the cache changes the quads";
  if (HexEncode(AsBytes(Sha256(*nquads))) == result.FindString("sha256")) {
    return "";
  }
  return absl::StrCat("other N-Quads:\n", *nquads);
}

// The code of safe mode's refusal.
std::string ErrorOf(const std::string& file,
                    const jsonld::ContextLoader& table) {
  const auto document = json::Parse(ReadVector(file));
  if (!document.ok()) return "no JSON";
  return jsonld::ErrorCode(
      Canonicalize(WithoutProof(*document), table, nullptr).status());
}

TEST(RdfcOracle, EveryDocumentHasTheDigestOrErrorOfTheOracle) {
  SKIP_WITHOUT_VECTORS("contexts");
  Suite suite("oracle-rdfc");
  jsonld::ContextTable table;
  AddAll(&table);
  jsonld::ContextCache cache;
  const auto oracle = json::Parse(ReadVector("oracle-rdfc.json"));
  ASSERT_TRUE(oracle.ok()) << oracle.status();
  for (const json::Value& result : oracle->Find("results")->items()) {
    const std::string id(result.FindString("file"));
    if (suite.Skips(id)) {
      EXPECT_EQ(ErrorOf(id, table), "relative object reference") << id;
    } else {
      suite.Record(id, Check(result, table, &cache));
    }
  }
  EXPECT_EQ(suite.cases(), kDocuments);
  EXPECT_GT(cache.size(), 0u);
}

TEST(BundledContexts, AreThePublishedOnes) {
  SKIP_WITHOUT_VECTORS("contexts");
  jsonld::ContextTable bundled;
  ASSERT_TRUE(bundled.AddBundled().ok());
  jsonld::ContextTable published;
  AddAll(&published);
  EXPECT_EQ(bundled.size(), kBundled);
  for (std::size_t i = 0; i < jsonld::internal::kEmbeddedContextCount; ++i) {
    const char* const iri = jsonld::internal::kEmbeddedContexts[i].iri;
    EXPECT_EQ(bundled.DigestOf(iri), published.DigestOf(iri)) << iri;
  }
}

}  // namespace
}  // namespace prescreen
