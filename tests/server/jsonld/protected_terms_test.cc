// SPDX-License-Identifier: Apache-2.0
// JSON-LD 1.1 section 4.1.11: nobody gives a signed word another meaning.
#include <gtest/gtest.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/codec/json.h"
#include "server/jsonld/context_table.h"
#include "server/jsonld/error.h"
#include "server/jsonld/to_rdf.h"
#include "server/rdf/nquads.h"

namespace prescreen {
namespace {

constexpr absl::string_view kProtected =
    R"({"@protected":true,"name":"http://x/name","t":"@type"})";

absl::StatusOr<std::string> Process(absl::string_view text) {
  const auto document = json::Parse(text);
  if (!document.ok()) return document.status();
  jsonld::ContextTable table;
  const absl::Status added = table.AddBundled();
  if (!added.ok()) return added;
  const auto dataset = jsonld::ToRdf(*document, table);
  if (!dataset.ok()) return dataset.status();
  return rdf::SerializeNQuads(*dataset);
}

absl::Status ProcessAfterProtected(absl::string_view context) {
  return Process(absl::StrCat(R"({"@context":[)", kProtected, ",", context,
                              R"(],"name":"a"})"))
      .status();
}

TEST(ProtectedTerms, TakeNoOtherMeaning) {
  for (const absl::string_view context :
       {R"({"name":"http://x/other"})", R"({"name":null})",
        R"({"name":{"@id":"http://x/name","@type":"@id"}})",
        R"({"name":{"@id":"http://x/name","@container":"@set"}})",
        R"({"name":{"@id":"http://x/name","@language":"en"}})",
        R"({"name":{"@id":"http://x/name","@context":{}}})"}) {
    const absl::Status status = ProcessAfterProtected(context);
    EXPECT_EQ(jsonld::ErrorCode(status), "protected term redefinition")
        << context;
    EXPECT_EQ(jsonld::ErrorTerm(status), "name") << context;
  }
}

TEST(ProtectedTerms, MayBeDefinedTheSameAgain) {
  EXPECT_TRUE(ProcessAfterProtected(R"({"name":"http://x/name"})").ok());
  EXPECT_TRUE(ProcessAfterProtected(kProtected).ok());
}

TEST(ProtectedTerms, StayProtectedWhenDefinedTheSameWithoutProtection) {
  const absl::Status status = ProcessAfterProtected(
      R"({"name":"http://x/name"},{"name":"http://x/other"})");
  EXPECT_EQ(jsonld::ErrorCode(status), "protected term redefinition");
}

TEST(ProtectedTerms, AreNotClearedByNull) {
  EXPECT_EQ(jsonld::ErrorCode(ProcessAfterProtected("null")),
            "invalid context nullification");
}

TEST(ProtectedTerms, AreOverriddenByAPropertysOwnContextAlone) {
  const absl::string_view scoped = R"({"@protected":true,
      "name":"http://x/name",
      "part":{"@id":"http://x/part","@context":{"name":"http://x/other"}},
      "Part":{"@id":"http://x/Part","@context":{"name":"http://x/other"}}})";
  EXPECT_TRUE(Process(absl::StrCat(R"({"@context":)", scoped,
                                   R"(,"part":{"name":"a"}})"))
                  .ok());
  EXPECT_EQ(
      jsonld::ErrorCode(Process(absl::StrCat(R"({"@context":)", scoped,
                                             R"(,"@type":"Part","name":"a"})"))
                            .status()),
      "protected term redefinition");
}

std::string WithOwnTerm(absl::string_view term) {
  return absl::StrCat(
      R"({"@context":["https://www.w3.org/ns/credentials/v2",{")", term,
      R"(":"http://x/other"}],"type":"VerifiableCredential",)",
      R"("issuer":"http://x/","validUntil":"2030-01-01T00:00:00Z"})");
}

TEST(ProtectedTerms, OfTheCredentialsVocabularyAreNobodysToChange) {
  for (const absl::string_view term :
       {"type", "id", "name", "VerifiableCredential", "BitstringStatusList"}) {
    const absl::Status status = Process(WithOwnTerm(term)).status();
    EXPECT_EQ(jsonld::ErrorCode(status), "protected term redefinition") << term;
    EXPECT_EQ(jsonld::ErrorTerm(status), term);
  }
  // Those of the type's own context win over what the document says.
  const auto plain = Process(WithOwnTerm("unused"));
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_NE(plain->find("credentials#issuer"), std::string::npos);
  for (const absl::string_view term : {"issuer", "validUntil"}) {
    const auto quads = Process(WithOwnTerm(term));
    ASSERT_TRUE(quads.ok()) << quads.status();
    EXPECT_EQ(*quads, *plain);
  }
}

}  // namespace
}  // namespace prescreen
