// SPDX-License-Identifier: Apache-2.0
#include "base/codec/jcs.h"

#include <gtest/gtest.h>

namespace prescreen::json {
namespace {

std::string Canonical(absl::string_view text) {
  const absl::StatusOr<Value> value = Parse(text);
  if (!value.ok()) return std::string(value.status().message());
  return Canonicalize(*value).value_or("(refused)");
}

TEST(Canonicalize, SortsMembersAtEveryLevel) {
  EXPECT_EQ(Canonical(R"({"b":[{"z":1,"y":2}],"a":{"d":1,"c":2}})"),
            R"({"a":{"c":2,"d":1},"b":[{"y":2,"z":1}]})");
}

TEST(Canonicalize, SortsAPrefixFirst) {
  EXPECT_EQ(Canonical(R"({"aa":1,"a":2,"":3})"), R"({"":3,"a":2,"aa":1})");
}

TEST(Canonicalize, SortsByUtf16CodeUnits) {
  // U+1F600 is d83d de00 in UTF-16: before U+E000 and U+FB33, unlike in UTF-8.
  EXPECT_EQ(Canonical("{\"\xef\xac\xb3\":1,\"\xee\x80\x80\":2,"
                      "\"\xf0\x9f\x98\x80\":3,\"\xed\x9f\xbf\":4}"),
            "{\"\xed\x9f\xbf\":4,\"\xf0\x9f\x98\x80\":3,"
            "\"\xee\x80\x80\":2,\"\xef\xac\xb3\":1}");
}

TEST(Canonicalize, EscapesOnlyWhatItMust) {
  EXPECT_EQ(Canonical(R"("\u20ac\u0024\u000f\u000a\u0041'\u0042\u0022\\\/")"),
            "\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\/\"");
}

TEST(Canonicalize, KeepsTheOrderOfItems) {
  EXPECT_EQ(Canonical("[ 3, 1 , [2, [ ]], {} ]"), "[3,1,[2,[]],{}]");
}

TEST(Canonicalize, WritesNumbersAsEcmaScript) {
  EXPECT_EQ(Canonical("[-0,0.0,-0.0,1.0,1e2,1.50,1E-7,100000000000000000000]"),
            "[0,0,0,1,100,1.5,1e-7,100000000000000000000]");
}

TEST(Canonicalize, RoundsIntegersBeyondDoubles) {
  EXPECT_EQ(Canonical("9007199254740993"), "9007199254740992");
  EXPECT_EQ(Canonical("123456789012345678901234"), "1.2345678901234569e+23");
  EXPECT_EQ(Canonical("9999999999999999"), "10000000000000000");
  EXPECT_EQ(Canonical("999999999999999"), "999999999999999");
}

TEST(Canonicalize, RefusesNumbersBeyondDoubles) {
  for (const char* text : {"1e400", "[-1e309]", R"({"a":[1,2e308]})"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Canonicalize(*Parse(text)).status()));
  }
}

TEST(CanonicalizeObject, SortsBorrowedMembers) {
  const Value one = Value::Int(1);
  const Value list = *Parse(R"([{"d":1,"c":2}])");
  EXPECT_EQ(CanonicalizeObject({{"b", &list}, {"", &one}, {"a", &one}}).value(),
            R"({"":1,"a":1,"b":[{"c":2,"d":1}]})");
  EXPECT_EQ(CanonicalizeObject({}).value(), "{}");
}

TEST(CanonicalizeObject, RefusesNumbersBeyondDoubles) {
  const Value number = *Parse("1e400");
  EXPECT_TRUE(
      absl::IsInvalidArgument(CanonicalizeObject({{"a", &number}}).status()));
}

TEST(Canonicalize, IsStable) {
  const std::string once =
      Canonical(R"({"z":[1.10,{"\u00e9":null,"e":true}],"a":"\ud83d\ude00"})");
  EXPECT_EQ(Canonical(once), once);
}

TEST(FormatEcmaScriptNumber, ChangesNotationWhereEcmaScriptDoes) {
  EXPECT_EQ(FormatEcmaScriptNumber(1e20), "100000000000000000000");
  EXPECT_EQ(FormatEcmaScriptNumber(1e21), "1e+21");
  EXPECT_EQ(FormatEcmaScriptNumber(123456789e13), "1.23456789e+21");
  EXPECT_EQ(FormatEcmaScriptNumber(1e-6), "0.000001");
  EXPECT_EQ(FormatEcmaScriptNumber(1.5e-7), "1.5e-7");
  EXPECT_EQ(FormatEcmaScriptNumber(-12.5), "-12.5");
  EXPECT_EQ(FormatEcmaScriptNumber(1e100), "1e+100");
  EXPECT_EQ(FormatEcmaScriptNumber(-0.0), "0");
  EXPECT_EQ(FormatEcmaScriptNumber(5e-324), "5e-324");
}

}  // namespace
}  // namespace prescreen::json
