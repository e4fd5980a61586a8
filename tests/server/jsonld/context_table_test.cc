// SPDX-License-Identifier: Apache-2.0
#include "server/jsonld/context_table.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "base/codec/jcs.h"
#include "base/codec/json.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "server/jsonld/error.h"
#include "server/jsonld/to_rdf.h"

namespace prescreen {
namespace {

using jsonld::ContextTable;

constexpr absl::string_view kIri = "https://example.org/v1";
constexpr absl::string_view kText =
    R"({"@context": {"name": "https://example.org/name"}})";

std::string Digest(absl::string_view text) {
  return HexEncode(AsBytes(Sha256(*json::Canonicalize(*json::Parse(text)))));
}

absl::Status Process(const ContextTable& table, absl::string_view text) {
  return jsonld::ToRdf(*json::Parse(text), table).status();
}

TEST(ContextTable, AnswersWithWhatWasAdded) {
  ContextTable table;
  ASSERT_TRUE(table.Add(kIri, kText, Digest(kText)).ok());
  const auto document = table.Load(kIri);
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(**document, *json::Parse(kText));
  EXPECT_EQ(*document, *table.Load(kIri));
  EXPECT_EQ(table.DigestOf(kIri), Digest(kText));
}

TEST(ContextTable, RefusesOneThatItDoesNotHold) {
  const auto document = ContextTable().Load(kIri);
  EXPECT_TRUE(absl::IsUnavailable(document.status()));
  EXPECT_EQ(jsonld::UnknownContextIri(document.status()), kIri);
  EXPECT_EQ(ContextTable().DigestOf(kIri), "");
}

TEST(ContextTable, RefusesContentOfAnotherDigest) {
  ContextTable table;
  std::string digest = Digest(kText);
  digest[0] = digest[0] == '0' ? '1' : '0';
  EXPECT_TRUE(absl::IsFailedPrecondition(table.Add(kIri, kText, digest)));
  EXPECT_EQ(table.size(), 0u);
}

TEST(ContextTable, TakesTheDigestOfTheCanonicalForm) {
  ContextTable table;
  EXPECT_TRUE(
      table
          .Add(kIri,
               "{\n \"@context\":{\"name\":\"https://example.org/name\"}}",
               Digest(kText))
          .ok());
}

TEST(ContextTable, RefusesWhatIsNoContextDocument) {
  ContextTable table;
  for (const absl::string_view text :
       {"", "[]", "{}", "null", R"({"context": {}})",
        R"({"@context": {}, "@context": {}})",
        R"({"@context": {"a": "x:", "a": "y:"}})"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(table.Add(kIri, text, "")) ||
                !json::Parse(text).ok())
        << text;
  }
  EXPECT_EQ(table.size(), 0u);
}

TEST(ContextTable, HoldsOneContentForAnIri) {
  ContextTable table;
  ASSERT_TRUE(table.Add(kIri, kText, Digest(kText)).ok());
  EXPECT_TRUE(table.Add(kIri, kText, Digest(kText)).ok());
  const absl::string_view other = R"({"@context": {}})";
  EXPECT_TRUE(absl::IsAlreadyExists(table.Add(kIri, other, Digest(other))));
  EXPECT_EQ(table.size(), 1u);
}

TEST(ContextTable, ReadsAnOperatorsFile) {
  const std::string path = testing::TempDir() + "/context_table_test.jsonld";
  std::ofstream(path) << kText;
  ContextTable table;
  EXPECT_TRUE(table.AddFile(kIri, path, Digest(kText)).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(
      table.AddFile("https://example.org/v2", path, std::string(64, '0'))));
  EXPECT_EQ(std::remove(path.c_str()), 0);
  EXPECT_TRUE(absl::IsNotFound(table.AddFile(kIri, path, Digest(kText))));
}

TEST(ContextTable, NeverReplacesABundledContext) {
  ContextTable table;
  ASSERT_TRUE(table.AddBundled().ok());
  const std::size_t size = table.size();
  ASSERT_TRUE(table.AddBundled().ok());
  EXPECT_EQ(table.size(), size);
  EXPECT_TRUE(absl::IsAlreadyExists(
      table.Add("https://www.w3.org/ns/credentials/v2", kText, Digest(kText))));
}

TEST(ContextTable, MakesADocumentOfAnotherContextUncheckable) {
  ContextTable table;
  ASSERT_TRUE(table.AddBundled().ok());
  const absl::Status status = Process(table, R"({"@context": [
    "https://www.w3.org/ns/credentials/v2", "https://example.org/other"]})");
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_EQ(jsonld::UnknownContextIri(status), "https://example.org/other");
}

TEST(ContextTable, EndsAContextThatIncludesItself) {
  ContextTable table;
  const std::string first = R"({"@context":"https://example.org/v2"})";
  const std::string second = R"({"@context":["https://example.org/v1"]})";
  ASSERT_TRUE(table.Add(kIri, first, Digest(first)).ok());
  ASSERT_TRUE(table.Add("https://example.org/v2", second, Digest(second)).ok());
  EXPECT_EQ(jsonld::ErrorCode(Process(table, first)),
            "recursive context inclusion");
}

}  // namespace
}  // namespace prescreen
