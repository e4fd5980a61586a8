// SPDX-License-Identifier: Apache-2.0
#include "server/rdf/nquads.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace prescreen {
namespace {

using rdf::ParseNQuads;
using rdf::SerializeNQuads;

// What the text is in canonical form, or the error.
std::string Canonical(absl::string_view text) {
  const auto dataset = ParseNQuads(text);
  return dataset.ok() ? SerializeNQuads(*dataset)
                      : std::string(dataset.status().message());
}

TEST(NQuads, AreWrittenInOneWay) {
  EXPECT_EQ(Canonical("<x:s><x:p>\"o\"<x:g>."), "<x:s> <x:p> \"o\" <x:g> .\n");
  EXPECT_EQ(Canonical("\t_:s  <x:p>\t_:o . # remark\r\n\r\n# another"),
            "_:s <x:p> _:o .\n");
  EXPECT_EQ(Canonical(R"(<x:s> <x:p> "a"^^)"
                      "<http://www.w3.org/2001/XMLSchema#string> ."),
            "<x:s> <x:p> \"a\" .\n");
  EXPECT_EQ(Canonical(R"(<x:s> <x:p> "a"@en-GB .)"),
            "<x:s> <x:p> \"a\"@en-GB .\n");
  EXPECT_EQ(Canonical(""), "");
}

TEST(NQuads, EscapeWhatTheCanonicalFormEscapesAndNoMore) {
  EXPECT_EQ(Canonical(R"(<x:s> <x:p> "\t\b\n\r\f\"\'\\\u0000\u007F" .)"),
            "<x:s> <x:p> \"\\t\\b\\n\\r\\f\\\"'\\\\\\u0000\\u007F\" .\n");
  EXPECT_EQ(Canonical("<x:s> <x:p> \"\\u00E9\\u20AC\\U0001F600\" ."),
            "<x:s> <x:p> \"\u00e9\u20ac\U0001f600\" .\n");
  EXPECT_EQ(Canonical("<x:\\u00e9> <x:p> <x:o> ."),
            "<x:\u00e9> <x:p> <x:o> .\n");
}

TEST(NQuads, RefuseWhatIsNone) {
  for (const absl::string_view line : {
           "<x:s> <x:p> <x:o>",
           "<x:s> <x:p> .",
           "<x:s> <x:p> <x:o> <x:g> <x:h> .",
           "\"s\" <x:p> <x:o> .",
           "<x:s> _:p <x:o> .",
           "<x:s> \"p\" <x:o> .",
           "<x:s> <x:p> <x:o> \"g\" .",
           "<s> <x:p> <x:o> .",
           "<x:s> <x:p> <x:o .",
           "<x: s> <x:p> <x:o> .",
           "<x:\\u0020s> <x:p> <x:o> .",
           "<x:\\n> <x:p> <x:o> .",
           "<x:s> <x:p> \"o .",
           "<x:s> <x:p> \"o\\\" .",
           "<x:s> <x:p> \"\\x\" .",
           "<x:s> <x:p> \"\\u12\" .",
           "<x:s> <x:p> \"\\uD800\" .",
           "<x:s> <x:p> \"\\U00110000\" .",
           "<x:s> <x:p> \"o\"@ .",
           "<x:s> <x:p> \"o\"@1 .",
           "<x:s> <x:p> \"o\"@en- .",
           "<x:s> <x:p> \"o\"^^ .",
           "<x:s> <x:p> \"o\"^^_:b .",
           "_: <x:p> <x:o> .",
           "_:-a <x:p> <x:o> .",
           "<x:s> <x:p> <x:o> . <x:s>",
       }) {
    const std::string text = absl::StrCat("<x:s> <x:p> <x:o> .\n", line, "\n");
    EXPECT_TRUE(absl::IsInvalidArgument(ParseNQuads(text).status())) << line;
    EXPECT_EQ(Canonical(text), "N-Quads: line 2") << line;
  }
}

TEST(NQuads, RefuseWhatIsNotUtf8) {
  EXPECT_EQ(Canonical("<x:s> <x:p> \"\xff\" ."), "N-Quads: not UTF-8");
}

TEST(NQuads, LabelsMayHoldDotsButNotEndInThem) {
  EXPECT_EQ(Canonical("_:a.b <x:p> _:c."), "_:a.b <x:p> _:c .\n");
}

TEST(NQuads, HaveALimit) {
  std::string text;
  for (std::size_t i = 0; i < rdf::kMaxQuads; ++i) text += "_:a<x:p>_:b.\n";
  EXPECT_TRUE(ParseNQuads(text).ok());
  text += "_:a<x:p>_:b.\n";
  EXPECT_TRUE(absl::IsResourceExhausted(ParseNQuads(text).status()));
}

}  // namespace
}  // namespace prescreen
