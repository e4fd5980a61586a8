// SPDX-License-Identifier: Apache-2.0
#include "client/cli/terminal_text.h"

#include <gtest/gtest.h>

#include <string>

namespace prescreen::cli {
namespace {

TEST(Printable, OrdinaryTextIsKept) {
  EXPECT_EQ(Printable("SQL & Datenmodellierung (Zürich) 数据"),
            "SQL & Datenmodellierung (Zürich) 数据");
}

TEST(Printable, EscapeSequenceIsMadeVisible) {
  EXPECT_EQ(Printable("\033[2J\033]0;owned\007"), "\\x1B[2J\\x1B]0;owned\\x07");
}

TEST(Printable, NulAndDeleteAreMadeVisible) {
  EXPECT_EQ(Printable(absl::string_view("a\0b\x7F", 4)), "a\\x00b\\x7F");
}

TEST(Printable, LineBreaksAndTabsBecomeSpaces) {
  EXPECT_EQ(Printable("PASS\r\nOUTCOME\tPASS"), "PASS  OUTCOME PASS");
}

TEST(Printable, C1ControlIsMadeVisible) {
  EXPECT_EQ(Printable("\xC2\x9B"
                      "31m"),
            "\\u{9B}31m");
}

TEST(Printable, BidirectionalOverrideIsMadeVisible) {
  EXPECT_EQ(Printable("abc\xE2\x80\xAE"
                      "fed"),
            "abc\\u{202E}fed");
  EXPECT_EQ(Printable("\xE2\x81\xA6"), "\\u{2066}");
}

TEST(Printable, InvisibleCharactersAreMadeVisible) {
  EXPECT_EQ(Printable("PA\xE2\x80\x8BSS"), "PA\\u{200B}SS");
  EXPECT_EQ(Printable("\xF3\xA0\x81\x81"), "\\u{E0041}");
}

TEST(Printable, BytesThatAreNotUtf8AreMadeVisible) {
  EXPECT_EQ(Printable("\xFFz\xC3"), "\\xFFz\\xC3");
  EXPECT_EQ(Printable("\xC0\x9B"), "\\xC0\\x9B");
}

TEST(PrintableLines, LineFeedsAndTabsAreKept) {
  EXPECT_EQ(PrintableLines("a:\n\tb\r\n\033["), "a:\n\tb \n\\x1B[");
}

TEST(Shorten, TextThatFitsIsKept) { EXPECT_EQ(Shorten("abcdef", 6), "abcdef"); }

TEST(Shorten, LongTextEndsInDots) {
  EXPECT_EQ(Shorten("abcdefg", 6), "abc...");
}

TEST(Shorten, CountsCodePointsAndCutsBetweenThem) {
  EXPECT_EQ(Shorten("üüüüüü", 6), "üüüüüü");
  EXPECT_EQ(Shorten("üüüüüüü", 6), "üüü...");
}

}  // namespace
}  // namespace prescreen::cli
