// SPDX-License-Identifier: Apache-2.0
// What JSON-LD would leave out in silence is an error, which names the term.
#include <gtest/gtest.h>

#include <string>

#include "absl/status/statusor.h"
#include "base/codec/json.h"
#include "server/jsonld/context_table.h"
#include "server/jsonld/error.h"
#include "server/jsonld/to_rdf.h"
#include "server/rdf/nquads.h"

namespace prescreen {
namespace {

struct Dropped {
  const char* document;
  const char* code;
  const char* term;
};

constexpr Dropped kDropped[] = {
    {R"({"unknown":1})", "invalid property", "unknown"},
    {R"({"http://x/a":{"unknown":1}})", "invalid property", "unknown"},
    {R"({"@context":{"a":null},"a":1})", "invalid property", "a"},
    {R"({"@context":{"@vocab":"http://x/"},"@secret":1})", "invalid property",
     "@secret"},
    {R"({"@context":{"@secret":"http://x/"}})", "reserved term", "@secret"},
    {R"({"@context":{"a":{"@id":"@secret"}}})", "reserved @id value", "a"},
    {R"({"@context":{"@vocab":"x"}})", "relative @vocab reference", ""},
    {R"({"@type":"Person","http://x/a":1})", "relative @type reference",
     "@type"},
    {R"({"@id":"person","http://x/a":1})", "relative @id reference", "@id"},
    {R"({"http://x/a":{"@id":"person","http://x/b":1}})",
     "relative @id reference", "@id"},
    {R"({"@context":{"a":{"@id":"http://x/a","@type":"@id"}},"a":"person"})",
     "relative object reference", "http://x/a"},
    {R"({"@context":{"a":{"@id":"http://x/a","@type":"@id"}},"a":""})",
     "relative object reference", "http://x/a"},
    {R"({"_:b":1})", "blank node predicate", "_:b"},
    {R"({"http://x/a":{"@value":null}})", "null @value value", "http://x/a"},
    {R"({"http://x/a":{"@value":"b","@language":"no tag"}})",
     "invalid @language value", "@language"},
    {R"({"http://x/a":{"@language":"en"}})", "object with only @language",
     "http://x/a"},
    {R"({"@graph":["b"]})", "free-floating scalar", "@graph"},
    {R"({"@id":"http://x/a"})", "object with only @id", ""},
    {R"({"@value":"a"})", "object with only @value", ""},
    {"{}", "empty object", ""},
};

absl::StatusOr<std::string> Quads(absl::string_view text,
                                  const jsonld::Options& options = {}) {
  const auto document = json::Parse(text);
  if (!document.ok()) return document.status();
  const auto dataset =
      jsonld::ToRdf(*document, jsonld::ContextTable(), options);
  if (!dataset.ok()) return dataset.status();
  return rdf::SerializeNQuads(*dataset);
}

TEST(SafeMode, RefusesEverythingThatWouldBeDropped) {
  for (const Dropped& dropped : kDropped) {
    const auto quads = Quads(dropped.document);
    EXPECT_TRUE(absl::IsInvalidArgument(quads.status())) << dropped.document;
    EXPECT_EQ(jsonld::ErrorCode(quads.status()), dropped.code)
        << dropped.document;
    EXPECT_EQ(jsonld::ErrorTerm(quads.status()), dropped.term)
        << dropped.document;
  }
}

TEST(SafeMode, OffLeavesThemOut) {
  jsonld::Options options;
  options.safe = false;
  for (const Dropped& dropped : kDropped) {
    EXPECT_TRUE(Quads(dropped.document, options).ok()) << dropped.document;
  }
}

TEST(SafeMode, NamesNoValueInItsMessage) {
  const auto quads = Quads(R"({"@id":"Jane Doe","http://x/a":1})");
  EXPECT_EQ(quads.status().message(), "JSON-LD: relative @id reference");
  EXPECT_EQ(quads.status().ToString().find("Jane"), std::string::npos);
}

TEST(SafeMode, KeepsTheDirectionOfText) {
  EXPECT_EQ(*Quads(R"({"http://x/a":
                       {"@value":"b","@language":"ar","@direction":"rtl"}})"),
            "_:b0 <http://x/a> \"b\"^^<https://www.w3.org/ns/i18n#ar_rtl> .\n");
  jsonld::Options options;
  options.rdf_direction = jsonld::RdfDirection::kNone;
  EXPECT_EQ(
      jsonld::ErrorCode(
          Quads(R"({"http://x/a":{"@value":"b","@direction":"rtl"}})", options)
              .status()),
      "rdfDirection not set");
}

TEST(SafeMode, NamesABlankNodeAnewWhateverItWasCalled) {
  EXPECT_EQ(*Quads(R"({"@id":"_:b1","http://x/a":{"@id":"_:b0"}})"),
            "_:b0 <http://x/a> _:b1 .\n");
}

TEST(SafeMode, AcceptsNoDocumentWithAMemberTwice) {
  EXPECT_FALSE(Quads(R"({"http://x/a":1,"http://x/a":2})").ok());
  EXPECT_EQ(
      jsonld::ErrorCode(Quads(R"({"@context":{"id":"@id"},"id":"http://x/a",
                          "@id":"http://x/b","http://x/c":1})")
                            .status()),
      "colliding keywords");
}

}  // namespace
}  // namespace prescreen
