// SPDX-License-Identifier: Apache-2.0
#include "base/codec/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include "absl/strings/str_cat.h"

namespace prescreen::json {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Value MustParse(absl::string_view text) {
  absl::StatusOr<Value> value = Parse(text);
  EXPECT_TRUE(value.ok()) << text << ": " << value.status();
  return value.value_or(Value());
}

std::string Nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') +
         std::string(static_cast<std::size_t>(depth), ']');
}

// `{"m0":0,"m1":0,…}` with `count` members, then `last` as another name.
std::string ObjectText(int count, absl::string_view last) {
  std::string text = "{";
  for (int i = 0; i < count; ++i) absl::StrAppend(&text, "\"m", i, "\":0,");
  absl::StrAppend(&text, "\"", last, "\":0}");
  return text;
}

TEST(Parse, ReadsEveryKind) {
  EXPECT_TRUE(MustParse("null").is_null());
  EXPECT_TRUE(MustParse("true").bool_value());
  EXPECT_FALSE(MustParse("false").bool_value());
  EXPECT_TRUE(MustParse("false").is_bool());
  EXPECT_EQ(MustParse("-1.50e+2").number_text(), "-1.50e+2");
  EXPECT_EQ(MustParse("\"text\"").string_value(), "text");
  EXPECT_TRUE(MustParse("[]").is_array());
  EXPECT_TRUE(MustParse("{}").is_object());
}

TEST(Parse, KeepsTheOrderOfMembers) {
  const Value value = MustParse(R"({"b":1,"a":{"c":[]},"":null})");
  ASSERT_EQ(value.members().size(), 3u);
  EXPECT_EQ(value.members()[0].name, "b");
  EXPECT_EQ(value.members()[1].name, "a");
  EXPECT_EQ(value.members()[2].name, "");
  EXPECT_TRUE(value.Find("a")->Find("c")->is_array());
}

TEST(Parse, IgnoresWhiteSpaceBetweenTokens) {
  EXPECT_EQ(
      Serialize(MustParse(" \t\r\n{ \"a\" : [ 1 , true ] , \"b\":\n2 } ")),
      R"({"a":[1,true],"b":2})");
  EXPECT_EQ(MustParse("  7\n").number_text(), "7");
}

TEST(Parse, KeepsTheTextOfNumbers) {
  for (const char* text :
       {"0", "-0", "1.0", "1E400", "100000000000000000000", "0.1e-7",
        "123456789012345678901234567890.123456789"}) {
    EXPECT_EQ(MustParse(text).number_text(), text);
    EXPECT_EQ(MustParse(absl::StrCat("[", text, "]")).items()[0].number_text(),
              text);
  }
}

TEST(Parse, UnescapesStrings) {
  EXPECT_EQ(MustParse(R"("\"\\\/\b\f\n\r\t")").string_value(),
            "\"\\/\b\f\n\r\t");
  EXPECT_EQ(MustParse(R"("\u0041\u00e9\u20AC\ud83D\ude00.")").string_value(),
            "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80.");
  EXPECT_EQ(MustParse(R"(["a\u0000b"])").items()[0].string_value(),
            absl::string_view("a\0b", 3));
  EXPECT_EQ(MustParse(R"({"\u0061\n":1})").members()[0].name, "a\n");
  EXPECT_EQ(MustParse(R"("ends with \\")").string_value(), "ends with \\");
}

TEST(Parse, RefusesWhatIsNoJson) {
  for (const char* text : {"",
                           " ",
                           "nul",
                           "nulll",
                           "True",
                           "tru e",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "[1",
                           "[[1]",
                           "{\"a\":[1]",
                           "[1]]",
                           "{}}",
                           "[}",
                           "{]",
                           "{\"a\":1,}",
                           "{\"a\" 1}",
                           "{\"a\"}",
                           "{a:1}",
                           "{1:1}",
                           "{\"a\"::1}",
                           "{,}",
                           "[\"a\":1]",
                           "[\"a\":1,2]",
                           "1 2",
                           "\"a\" \"b\"",
                           "{} {}",
                           "[] 1",
                           "1]",
                           "'a'",
                           "\"a",
                           "\"\\\"",
                           "[\"a]",
                           "NaN",
                           "[NaN]",
                           "Infinity",
                           "/* */ 1",
                           "[1]//",
                           "[true1]",
                           "[1true]",
                           "[\"a\"1]",
                           "[1\"a\"]",
                           "[null\"\"]",
                           "[\f1]",
                           "\v1",
                           "[1\x1a"
                           "2]",
                           "{\"a\":1 \"b\":2}",
                           "{\"a\":}",
                           ":",
                           ","}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Parse(text).status())) << text;
  }
}

TEST(Parse, RefusesBadNumbers) {
  for (const char* text :
       {"01", "-", "-01", "+1", "1.", ".5", "1e", "1e+", "0x1", "1_0", "1.e1",
        "--1", "1-", "0e", "1e1.5", "00", "1.2.3"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Parse(text).status())) << text;
    EXPECT_TRUE(absl::IsInvalidArgument(
        Parse(absl::StrCat("{\"a\":", text, "}")).status()))
        << text;
  }
}

TEST(Parse, RefusesBadEscapes) {
  for (const char* text :
       {R"("\x")", R"("\a")", R"("\u12")", R"("\u12g4")", R"("\U0041")",
        R"("\ud800")", R"("\udc00")", R"("\ud800\ud800")", R"("\ud800\n")",
        R"("\ud800x")", R"("\udc00\ud800")", R"("\u 041")"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Parse(text).status())) << text;
    EXPECT_TRUE(
        absl::IsInvalidArgument(Parse(absl::StrCat("{", text, ":1}")).status()))
        << text;
    EXPECT_TRUE(
        absl::IsInvalidArgument(Parse(absl::StrCat("[0,", text, "]")).status()))
        << text;
  }
}

TEST(Parse, RefusesControlCharactersInStrings) {
  for (char c = 0; c < 0x20; ++c) {
    const std::string text = absl::StrCat("[\"a", std::string(1, c), "b\"]");
    EXPECT_TRUE(absl::IsInvalidArgument(Parse(text).status())) << int{c};
  }
}

TEST(Parse, RefusesInvalidUtf8AnyWhere) {
  for (const char* bytes : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xe2\x82"}) {
    for (const std::string& text :
         {absl::StrCat("\"", bytes, "\""), absl::StrCat("{\"", bytes, "\":1}"),
          absl::StrCat("[1]", bytes), absl::StrCat("[1,", bytes, "]")}) {
      EXPECT_TRUE(absl::IsInvalidArgument(Parse(text).status())) << text;
    }
  }
}

TEST(Parse, RefusesAByteOrderMark) {
  EXPECT_TRUE(absl::IsInvalidArgument(Parse("\xef\xbb\xbf{}").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Parse("\xef\xbb\xbf"
                                            "1")
                                          .status()));
}

TEST(Parse, RefusesZeroBytesAroundTheValue) {
  for (const absl::string_view text :
       {absl::string_view("1\0", 2),
        absl::string_view("\0"
                          "1",
                          2),
        absl::string_view("[1]\0", 4), absl::string_view("[1\0]", 4)}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Parse(text).status()));
  }
}

TEST(Parse, RefusesRepeatedNames) {
  for (const char* text : {R"({"a":1,"a":1})", R"({"a":1,"b":{},"a":2})",
                           R"({"":1,"":2})", R"([{"x":{"a":1,"a":2}}])"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Parse(text).status())) << text;
  }
}

TEST(Parse, RefusesNamesThatRepeatAfterUnescaping) {
  EXPECT_TRUE(
      absl::IsInvalidArgument(Parse(R"({"abc":1,"\u0061bc":2})").status()));
}

TEST(Parse, RefusesARepeatedNameAmongMany) {
  for (const int count : {15, 16, 17, 1000}) {
    EXPECT_TRUE(Parse(ObjectText(count, "other")).ok());
    for (const char* last : {"m0", "m7", "m14"}) {
      EXPECT_TRUE(
          absl::IsInvalidArgument(Parse(ObjectText(count, last)).status()))
          << count;
    }
  }
}

// Comparing each with each would take hours.
TEST(Parse, HugeObjectIsNoQuadraticWork) {
  EXPECT_TRUE(Parse(ObjectText(300'000, "other")).ok());
}

TEST(Parse, AcceptsTheDepthAllowedAndNoMore) {
  EXPECT_TRUE(Parse(Nested(kMaxJsonDepth)).ok());
  EXPECT_TRUE(
      absl::IsResourceExhausted(Parse(Nested(kMaxJsonDepth + 1)).status()));
  EXPECT_TRUE(Parse("[{\"a\":[1]}]", {.max_depth = 3}).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(
      Parse("[{\"a\":[1]}]", {.max_depth = 2}).status()));
}

TEST(Parse, RefusesDepthBeforeRecursing) {
  const std::string text(1'000'000, '[');
  EXPECT_FALSE(Parse(text).ok());
  EXPECT_FALSE(Parse(text + "]").ok());
}

TEST(Parse, RefusesTextBeyondTheBound) {
  EXPECT_TRUE(Parse("[12]", {.max_bytes = 4}).ok());
  EXPECT_TRUE(
      absl::IsResourceExhausted(Parse("[12]", {.max_bytes = 3}).status()));
}

TEST(Parse, ReadsTextsBeyondTheSharedBuffers) {
  const std::string text =
      absl::StrCat("[\"", std::string(1 << 20, 'x'), "\",1]");
  EXPECT_EQ(MustParse(text).items()[0].string_value().size(), 1u << 20);
}

TEST(Parse, NamesTheByteOfAFault) {
  EXPECT_THAT(std::string(Parse("[1, nope]").status().message()),
              HasSubstr("at byte 4"));
  EXPECT_THAT(std::string(Parse("[{\"a\":1,\"a\":2}]").status().message()),
              HasSubstr("at byte 1"));
  EXPECT_THAT(std::string(Parse("[1] x").status().message()),
              HasSubstr("at byte 4"));
}

TEST(Parse, ErrorDoesNotHoldTheText) {
  for (const char* text : {R"({"secret":secret})", R"(["secret\x"])",
                           R"({"secret":1,"secret":2})"}) {
    EXPECT_THAT(std::string(Parse(text).status().message()),
                Not(HasSubstr("secret")));
  }
}

TEST(Parse, IsUnharmedByAnEarlierFailure) {
  EXPECT_FALSE(Parse("{\"a\":[1,2").ok());
  EXPECT_EQ(Serialize(MustParse("[1]")), "[1]");
}

TEST(Value, WrongKindReadsAsNothing) {
  const Value value = MustParse("[1]");
  EXPECT_FALSE(value.bool_value());
  EXPECT_EQ(value.string_value(), "");
  EXPECT_EQ(value.number_text(), "");
  EXPECT_TRUE(value.members().empty());
  EXPECT_EQ(value.Find("a"), nullptr);
  EXPECT_TRUE(MustParse("{}").items().empty());
  EXPECT_EQ(MustParse("\"1\"").number_text(), "");
  EXPECT_EQ(MustParse("1").string_value(), "");
}

TEST(Value, FindStringIsEmptyUnlessAString) {
  const Value value = MustParse(R"({"a":"x","b":1})");
  EXPECT_EQ(value.FindString("a"), "x");
  EXPECT_EQ(value.FindString("b"), "");
  EXPECT_EQ(value.FindString("c"), "");
}

TEST(Value, AsInt64ReadsIntegers) {
  EXPECT_EQ(*MustParse("12").AsInt64(), 12);
  EXPECT_EQ(*MustParse("-3").AsInt64(), -3);
  EXPECT_EQ(*MustParse("9223372036854775807").AsInt64(),
            std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(*Value::Int(std::numeric_limits<std::int64_t>::min()).AsInt64(),
            std::numeric_limits<std::int64_t>::min());
}

TEST(Value, AsInt64RefusesAnythingElse) {
  for (const char* text : {"1.0", "1e2", "9223372036854775808",
                           "-9223372036854775809", "\"1\"", "true", "null"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(MustParse(text).AsInt64().status()))
        << text;
  }
}

TEST(Value, AsDoubleRoundsToNearest) {
  EXPECT_EQ(*MustParse("0.1").AsDouble(), 0.1);
  EXPECT_EQ(*MustParse("9007199254740993").AsDouble(), 9007199254740992.0);
  EXPECT_EQ(*MustParse("2.2250738585072011e-308").AsDouble(),
            2.2250738585072011e-308);
  EXPECT_EQ(*MustParse("5e-324").AsDouble(),
            std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(*MustParse("1e-400").AsDouble(), 0.0);
  EXPECT_EQ(*MustParse("1.7976931348623157e308").AsDouble(),
            std::numeric_limits<double>::max());
}

TEST(Value, AsDoubleRefusesInfinityAndOtherKinds) {
  for (const char* text : {"1e400", "-1e400", "1.8e308", "\"1\"", "null"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(MustParse(text).AsDouble().status()))
        << text;
  }
}

TEST(Value, SetAddsOrReplaces) {
  Value value;
  value.Set("a", Value::Int(1));
  value.Set("b", Value::Bool(true));
  value.Set("a", Value::String("x"));
  EXPECT_EQ(Serialize(value), R"({"a":"x","b":true})");
}

TEST(Value, EraseRemovesIfPresent) {
  Value value = MustParse(R"({"a":1,"b":2})");
  value.Erase("a");
  value.Erase("none");
  EXPECT_EQ(Serialize(value), R"({"b":2})");
  Value other = MustParse("[1]");
  other.Erase("a");
  EXPECT_EQ(Serialize(other), "[1]");
}

TEST(Value, AppendMakesAnArray) {
  Value value;
  value.Append(Value::Int(1));
  value.Append(Value());
  EXPECT_EQ(Serialize(value), "[1,null]");
}

TEST(Value, CopiesAreIndependent) {
  const Value original = MustParse(R"({"a":[1,{"b":"c"}]})");
  Value copy = original;
  copy.Set("a", Value());
  EXPECT_EQ(Serialize(original), R"({"a":[1,{"b":"c"}]})");
}

TEST(Value, EqualityComparesContentInOrder) {
  EXPECT_EQ(MustParse(R"({"a":[1,"x"]})"), MustParse(R"( {"a" :[1, "x"]})"));
  EXPECT_FALSE(MustParse(R"({"a":1,"b":2})") == MustParse(R"({"b":2,"a":1})"));
  EXPECT_FALSE(MustParse("1") == MustParse("1.0"));
  EXPECT_FALSE(MustParse("1") == MustParse("\"1\""));
  EXPECT_FALSE(MustParse("[]") == MustParse("{}"));
}

TEST(Serialize, EscapesAsLittleAsAllowed) {
  EXPECT_EQ(Serialize(Value::String(
                absl::string_view("\"\\/\b\f\n\r\t\0\x1f\x7f", 11))),
            "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7f\"");
  EXPECT_EQ(Serialize(Value::String("\xe2\x82\xac")), "\"\xe2\x82\xac\"");
}

TEST(Serialize, ParsesBackToTheSame) {
  const Value value =
      MustParse(R"([{"a\nb":[],"c":{"d":"\u0001"}},-0.10,null,true,[[{}]]])");
  EXPECT_EQ(MustParse(Serialize(value)), value);
}

// RFC 6901 section 5.
TEST(Serialize, FindsAnEscapeWhereverItStands) {
  for (int byte = 0; byte < 0x80; ++byte) {
    const char c = static_cast<char>(byte);
    const std::string alone = Serialize(Value::String({&c, 1}));
    const std::string written = alone.substr(1, alone.size() - 2);
    for (const std::size_t size : {1, 7, 8, 9, 17}) {
      for (std::size_t i = 0; i < size; ++i) {
        // Neighbours from either end of the range, and beyond ASCII.
        std::string text(size, i % 2 == 0 ? '\x7f' : ' ');
        text[i] = c;
        const std::string expected =
            "\"" + text.substr(0, i) + written + text.substr(i + 1) + "\"";
        ASSERT_EQ(Serialize(Value::String(text)), expected) << byte << " " << i;
      }
    }
  }
}

TEST(Pointer, EscapesNames) {
  EXPECT_EQ(PointerTo("", "foo"), "/foo");
  EXPECT_EQ(PointerTo("/foo", ""), "/foo/");
  EXPECT_EQ(PointerTo("", "a/b"), "/a~1b");
  EXPECT_EQ(PointerTo("", "m~n"), "/m~0n");
  EXPECT_EQ(PointerTo("", "~1"), "/~01");
  EXPECT_EQ(PointerTo("/foo", std::size_t{0}), "/foo/0");
}

}  // namespace
}  // namespace prescreen::json
