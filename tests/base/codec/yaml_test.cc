// SPDX-License-Identifier: Apache-2.0
#include "base/codec/yaml.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace prescreen::yaml {
namespace {

using ::testing::HasSubstr;

// The one fault of `text` as a line, or "" if it parses.
std::string FaultOf(absl::string_view text, const Options& options = {}) {
  const ParseResult result = Parse(text, options);
  if (result.ok()) return "";
  EXPECT_EQ(result.faults.size(), 1u);
  return ToString(result.faults[0]);
}

TEST(YamlParse, KeepsScalarsAsTheText) {
  const ParseResult result =
      Parse("a: NO\nb: 2026-10-01\nc: 010\nd: \"true\"\ne: 1.0\nf: 'it''s'\n");
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.root.Find("a")->text, "NO");
  EXPECT_EQ(result.root.Find("b")->text, "2026-10-01");
  EXPECT_EQ(result.root.Find("c")->text, "010");
  EXPECT_EQ(result.root.Find("d")->text, "true");
  EXPECT_FALSE(result.root.Find("d")->plain);
  EXPECT_TRUE(result.root.Find("e")->plain);
  EXPECT_EQ(result.root.Find("f")->text, "it's");
  EXPECT_EQ(result.root.Find("g"), nullptr);
}

TEST(YamlParse, TellsNothingFromQuotedEmptyText) {
  const ParseResult result = Parse("a: null\nb: ~\nc:\nd: \"\"\n");
  ASSERT_TRUE(result.ok());
  for (const char* name : {"a", "b", "c"}) {
    EXPECT_EQ(result.root.Find(name)->text, "");
    EXPECT_TRUE(result.root.Find(name)->plain);
  }
  EXPECT_FALSE(result.root.Find("d")->plain);
}

TEST(YamlParse, KnowsThePlaceOfEveryNode) {
  const ParseResult result = Parse("# note\na:\n  - b: {c: [x, yy]}\n");
  ASSERT_TRUE(result.ok());
  const Node& item = result.root.Find("a")->items[0];
  EXPECT_EQ(item.line, 3);
  EXPECT_EQ(item.members[0].key.column, 5);
  const Node& list = item.Find("b")->members[0].value;
  EXPECT_EQ(list.kind, Node::Kind::kSequence);
  EXPECT_EQ(list.items[1].line, 3);
  EXPECT_EQ(list.items[1].column, 16);
}

TEST(YamlParse, SkipsAByteOrderMark) {
  const ParseResult result = Parse("\xEF\xBB\xBFkey: !x y\n");
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(FaultOf("\xEF\xBB\xBFkey: y\n"), "");
}

TEST(YamlParse, TakesWindowsLineEnds) {
  const ParseResult result = Parse("a: b\r\nc: d\r\n");
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.root.Find("a")->text, "b");
  EXPECT_EQ(result.root.Find("c")->line, 2);
}

TEST(YamlParse, RefusesADuplicateKeyNamingIt) {
  EXPECT_EQ(FaultOf("a:\n  - {b: 1}\n  - b: 1\n    b: 2\n"),
            "line 4, column 5: a[1].b: this field is given twice");
  EXPECT_THAT(FaultOf("{a: 1, 'a': 2}"), HasSubstr("given twice"));
}

TEST(YamlParse, RefusesAnchorsAndAliases) {
  EXPECT_EQ(FaultOf("a: &x 1\n"),
            "line 1, column 4: a: anchors (&name) are not allowed");
  EXPECT_THAT(FaultOf("a: &x {b: 1}"), HasSubstr("anchors"));
  EXPECT_THAT(FaultOf("a: &x [b]"), HasSubstr("anchors"));
  EXPECT_THAT(FaultOf("&x a: b"), HasSubstr("anchors"));
  EXPECT_THAT(FaultOf("a: &x\n"), HasSubstr("anchors"));
  EXPECT_NE(FaultOf("a: *x\n"), "");
}

TEST(YamlParse, RefusesTags) {
  for (const char* text :
       {"a: !!str 1", "a: !x 1", "a: ! 1", "a: ! 'b'", "a: !<tag:x> 1",
        "!!map {a: b}", "a: !!seq [b]", "a: !!null", "!k a: b"}) {
    EXPECT_THAT(FaultOf(text), HasSubstr("tag")) << text;
  }
}

TEST(YamlParse, RefusesMergeKeys) {
  EXPECT_THAT(FaultOf("a: {<<: {b: 1}}"), HasSubstr("merge"));
}

TEST(YamlParse, RefusesASecondDocument) {
  EXPECT_EQ(FaultOf("---\na: 1\n...\n"), "");
  EXPECT_THAT(FaultOf("a: 1\n---\nb: 2\n"),
              HasSubstr("after the end of the document"));
  EXPECT_NE(FaultOf("{a: 1}\n]"), "");
  EXPECT_NE(FaultOf("\"a\"\nb: c"), "");
}

TEST(YamlParse, RefusesKeysThatAreNotText) {
  EXPECT_THAT(FaultOf("? [a, b]\n: c\n"), HasSubstr("must be text"));
  EXPECT_THAT(FaultOf("? {a: b}\n: c\n"), HasSubstr("must be text"));
  EXPECT_THAT(FaultOf("{~: c}"), HasSubstr("empty field name"));
}

TEST(YamlParse, RefusesBytesThatAreNotText) {
  EXPECT_THAT(FaultOf("a: \xFF\n"), HasSubstr("not UTF-8"));
  EXPECT_THAT(FaultOf(absl::string_view("a: \0\n", 5)), HasSubstr("control"));
  // yaml-cpp would stop at this byte and see a shorter text.
  EXPECT_EQ(FaultOf("a: 1\nb\x04: 2\n"),
            "line 2, column 2: a control character");
  EXPECT_THAT(FaultOf("a: \"\\x04\"\n"), HasSubstr("control"));
  EXPECT_NE(FaultOf("a: \"\\uD800\"\n"), "");
}

TEST(YamlParse, RefusesMoreThanItsLimits) {
  Options small;
  small.max_bytes = 5;
  EXPECT_EQ(FaultOf("a: 12", small), "");
  EXPECT_EQ(FaultOf("a: 123", small), "longer than 5 bytes");
  Options shallow;
  shallow.max_depth = 2;
  EXPECT_EQ(FaultOf("[[a]]", shallow), "");
  EXPECT_THAT(FaultOf("[[[a]]]", shallow), HasSubstr("levels deep"));
  Options few;
  few.max_nodes = 3;
  EXPECT_EQ(FaultOf("[a, b]", few), "");
  EXPECT_THAT(FaultOf("[a, b, c]", few), HasSubstr("more than 3 values"));
}

TEST(YamlParse, SurvivesDeepNesting) {
  EXPECT_NE(FaultOf(std::string(200000, '[')), "");
  EXPECT_NE(FaultOf(std::string(200000, '{')), "");
  std::string steps;
  for (int i = 0; i < 600; ++i) {
    absl::StrAppend(&steps, std::string(static_cast<std::size_t>(i), ' '),
                    "a:\n");
  }
  EXPECT_NE(FaultOf(steps), "");
}

TEST(YamlParse, RefusesBrokenTextWithItsPlace) {
  EXPECT_THAT(FaultOf("a: [b\nc: d\n"), HasSubstr("line "));
  EXPECT_NE(FaultOf("a: 'b"), "");
  EXPECT_NE(FaultOf("a: b: c"), "");
  EXPECT_NE(FaultOf("\ta: b"), "");
  EXPECT_EQ(FaultOf(""), "the text is empty");
  EXPECT_EQ(FaultOf("# only a comment\n"), "the text is empty");
}

TEST(YamlFault, NamesLineColumnAndField) {
  EXPECT_EQ(ToString({12, 5, "requirements[1].pathway", "is not supported"}),
            "line 12, column 5: requirements[1].pathway: is not supported");
  EXPECT_EQ(ToString({0, 0, "", "the text is empty"}), "the text is empty");
}

}  // namespace
}  // namespace prescreen::yaml
