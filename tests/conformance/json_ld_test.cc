// SPDX-License-Identifier: Apache-2.0
// The JSON-LD 1.1 API test suites of the W3C: expand and toRdf.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/codec/jcs.h"
#include "base/codec/json.h"
#include "server/jsonld/error.h"
#include "server/jsonld/expansion.h"
#include "server/jsonld/to_rdf.h"
#include "server/rdf/nquads.h"
#include "server/rdf/rdfc10.h"
#include "tests/conformance/suite.h"
#include "tests/conformance/vectors.h"

namespace prescreen {
namespace {

constexpr int kExpandCases = 385;
constexpr int kToRdfCases = 467;
constexpr absl::string_view kBase = "https://w3c.github.io/json-ld-api/tests/";

std::string ReadFile(absl::string_view name) {
  return ReadVector(absl::StrCat("w3c-json-ld-api/", name));
}

// The suite's own folder under its published address.
class SuiteLoader : public jsonld::ContextLoader {
 public:
  absl::StatusOr<std::shared_ptr<const json::Value>> Load(
      absl::string_view iri) const override {
    absl::string_view name = iri;
    if (!absl::ConsumePrefix(&name, kBase)) return jsonld::UnknownContext(iri);
    auto& document = documents_[std::string(name)];
    if (document == nullptr) {
      const auto parsed = json::Parse(ReadFile(name));
      if (!parsed.ok()) return jsonld::UnknownContext(iri);
      document = std::make_shared<const json::Value>(*parsed);
    }
    return document;
  }

 private:
  mutable std::map<std::string, std::shared_ptr<const json::Value>> documents_;
};

// Equal for trees that differ in the order of members or of unordered arrays.
std::string Unordered(const json::Value& value, bool is_list = false) {
  std::vector<std::string> parts;
  if (value.is_array()) {
    for (const json::Value& item : value.items()) {
      parts.push_back(Unordered(item));
    }
    if (!is_list) std::sort(parts.begin(), parts.end());
    return absl::StrCat("[", absl::StrJoin(parts, ","), "]");
  }
  if (!value.is_object()) return *json::Canonicalize(value);
  for (const json::Member& member : value.members()) {
    parts.push_back(absl::StrCat(
        member.name, ":", Unordered(member.value, member.name == "@list")));
  }
  std::sort(parts.begin(), parts.end());
  return absl::StrCat("{", absl::StrJoin(parts, ","), "}");
}

struct Case {
  const json::Value& entry;
  json::Value input = {};
  json::Value expand_context = {};
  jsonld::Options options = {};

  bool Is(absl::string_view type) const {
    return absl::StrContains(json::Serialize(*entry.Find("@type")), type);
  }
};

// Empty, or why the case cannot be run.
std::string Prepare(Case* test) {
  const auto input = json::Parse(ReadFile(test->entry.FindString("input")));
  if (!input.ok()) return input.status().ToString();
  test->input = *input;
  jsonld::Options& options = test->options;
  options.safe = false;
  options.rdf_direction = jsonld::RdfDirection::kNone;
  options.base = absl::StrCat(kBase, test->entry.FindString("input"));
  const json::Value* const given = test->entry.Find("option");
  if (given == nullptr) return "";
  const absl::string_view base = given->FindString("base");
  if (!base.empty()) options.base = std::string(base);
  options.processing_mode_1_0 =
      given->FindString("processingMode") == "json-ld-1.0";
  if (const auto* flag = given->Find("produceGeneralizedRdf")) {
    options.produce_generalized_rdf = flag->bool_value();
  }
  const absl::string_view direction = given->FindString("rdfDirection");
  if (direction == "i18n-datatype") {
    options.rdf_direction = jsonld::RdfDirection::kI18nDatatype;
  } else if (direction == "compound-literal") {
    options.rdf_direction = jsonld::RdfDirection::kCompoundLiteral;
  }
  const absl::string_view context = given->FindString("expandContext");
  if (context.empty()) return "";
  const auto parsed = json::Parse(ReadFile(context));
  if (!parsed.ok()) return parsed.status().ToString();
  test->expand_context = *parsed;
  options.expand_context = &test->expand_context;
  return "";
}

// Of a negative case.
std::string CompareError(const Case& test, const absl::Status& status) {
  const absl::string_view expected = test.entry.FindString("expectErrorCode");
  const std::string code = jsonld::ErrorCode(status);
  if (code == expected) return "";
  return absl::StrCat("expected ", expected, ", got ", status.ToString());
}

std::string CheckExpand(Case test) {
  if (std::string why = Prepare(&test); !why.empty()) return why;
  const auto expanded = jsonld::Expand(test.input, SuiteLoader(), test.options);
  if (test.Is("Negative")) return CompareError(test, expanded.status());
  if (!expanded.ok()) return expanded.status().ToString();
  const auto expected = json::Parse(ReadFile(test.entry.FindString("expect")));
  if (!expected.ok()) return expected.status().ToString();
  const json::Value result = jsonld::ToJson(*expanded->array);
  if (Unordered(result) == Unordered(*expected)) return "";
  return absl::StrCat("got ", json::Serialize(result));
}

// Lines sorted, blank nodes without their labels.
std::string WithoutLabels(absl::string_view nquads) {
  std::vector<std::string> lines;
  for (const absl::string_view line : absl::StrSplit(nquads, '\n')) {
    std::vector<std::string> words = absl::StrSplit(line, ' ');
    for (std::string& word : words) {
      if (absl::StartsWith(word, "_:")) word = "_:";
    }
    lines.push_back(absl::StrJoin(words, " "));
  }
  std::sort(lines.begin(), lines.end());
  return absl::StrJoin(lines, "\n");
}

// Blank nodes as predicates are no RDF, so there is nothing to canonicalize.
std::string CompareGeneralized(const Case& test, const rdf::Dataset& dataset) {
  const std::string expected = ReadFile(test.entry.FindString("expect"));
  const std::string got = rdf::SerializeNQuads(dataset);
  return WithoutLabels(got) == WithoutLabels(expected) ? "" : got;
}

std::string CheckToRdf(Case test) {
  if (std::string why = Prepare(&test); !why.empty()) return why;
  const auto dataset = jsonld::ToRdf(test.input, SuiteLoader(), test.options);
  if (test.Is("Negative")) return CompareError(test, dataset.status());
  if (!dataset.ok()) return dataset.status().ToString();
  if (test.Is("Syntax")) return "";
  if (test.options.produce_generalized_rdf) {
    return CompareGeneralized(test, *dataset);
  }
  const auto expected =
      rdf::ParseNQuads(ReadFile(test.entry.FindString("expect")));
  if (!expected.ok()) return expected.status().ToString();
  const auto got = rdf::Canonicalize(*dataset);
  const auto wanted = rdf::Canonicalize(*expected);
  if (!got.ok() || !wanted.ok()) return "not canonicalized";
  if (got->nquads == wanted->nquads) return "";
  return absl::StrCat("got\n", got->nquads, "wanted\n", wanted->nquads);
}

// As the suite marks it: the one reason to skip a case.
bool IsOf10Only(const json::Value& entry) {
  const json::Value* const option = entry.Find("option");
  return option != nullptr &&
         option->FindString("specVersion") == "json-ld-1.0";
}

void RunSuite(const std::string& name, const std::string& manifest_name,
              std::string (*check)(Case), int cases) {
  Suite suite(name);
  const auto manifest = json::Parse(ReadFile(manifest_name));
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  for (const json::Value& entry : manifest->Find("sequence")->items()) {
    const std::string id(entry.FindString("@id"));
    if (suite.Skips(id)) {
      EXPECT_TRUE(IsOf10Only(entry)) << id;
    } else {
      suite.Record(id, check(Case{entry}));
    }
  }
  EXPECT_EQ(suite.cases(), cases);
}

TEST(JsonLd, EveryExpandCaseEndsAsTheSuiteSays) {
  SKIP_WITHOUT_VECTORS("w3c-json-ld-api");
  RunSuite("json-ld-expand", "expand-manifest.jsonld", CheckExpand,
           kExpandCases);
}

TEST(JsonLd, EveryToRdfCaseEndsAsTheSuiteSays) {
  SKIP_WITHOUT_VECTORS("w3c-json-ld-api");
  RunSuite("json-ld-to-rdf", "toRdf-manifest.jsonld", CheckToRdf, kToRdfCases);
}

}  // namespace
}  // namespace prescreen
