// SPDX-License-Identifier: Apache-2.0
#include "anchor/checkpoint.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/anchor/sample_log.h"

namespace prescreen::anchor {
namespace {

constexpr absl::string_view kRoot =
    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

TEST(FormatCheckpoint, IsThreeLines) {
  EXPECT_EQ(FormatCheckpoint(Checkpoint{"a.example/log", 7, EmptyRoot()}),
            absl::StrCat("a.example/log\n7\n", kRoot, "\n"));
}

TEST(ParseCheckpoint, ReadsWhatIsWritten) {
  const Checkpoint checkpoint{"a.example/log", 9007199254740993, LeafHash("x")};
  const auto parsed = ParseCheckpoint(FormatCheckpoint(checkpoint));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(*parsed, checkpoint);
}

TEST(ParseCheckpoint, TakesTheEmptyTree) {
  EXPECT_TRUE(ParseCheckpoint(absl::StrCat("a\n0\n", kRoot, "\n")).ok());
}

TEST(ParseCheckpoint, RefusesAnotherRootOfTheEmptyTree) {
  const Checkpoint lie{"a", 0, LeafHash("x")};
  EXPECT_TRUE(
      absl::IsInvalidArgument(ParseCheckpoint(FormatCheckpoint(lie)).status()));
}

TEST(ParseCheckpoint, RefusesOtherFormsOfTheSize) {
  for (const absl::string_view size :
       {"", "01", "00", "+1", "-1", " 1", "1 ", "0x1", "1e3", "1.0", "one",
        "9223372036854775808", "18446744073709551616",
        "99999999999999999999999999"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        ParseCheckpoint(absl::StrCat("a\n", size, "\n", kRoot, "\n")).status()))
        << size;
  }
}

TEST(ParseCheckpoint, TakesTheLargestSize) {
  EXPECT_TRUE(
      ParseCheckpoint(absl::StrCat("a\n9223372036854775807\n", kRoot, "\n"))
          .ok());
}

TEST(ParseCheckpoint, RefusesOtherFormsOfTheRoot) {
  for (const absl::string_view root :
       {"", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
        "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=",
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=",
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hS", "AAAA"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        ParseCheckpoint(absl::StrCat("a\n1\n", root, "\n")).status()))
        << root;
  }
}

TEST(ParseCheckpoint, RefusesMoreOrFewerLines) {
  const std::string good = absl::StrCat("a\n1\n", kRoot, "\n");
  for (const std::string& text :
       {std::string(), std::string("a\n"), std::string("a\n1\n"),
        good.substr(0, good.size() - 1), good + "\n", good + "extension\n",
        "\n" + good}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseCheckpoint(text).status()))
        << text;
  }
}

TEST(ValidateOrigin, TakesSchemaLessUrls) {
  for (const absl::string_view origin :
       {"a", "prescreen.example/log1", "log.example:8443/a/b"}) {
    EXPECT_TRUE(ValidateOrigin(origin).ok()) << origin;
  }
}

TEST(ValidateOrigin, RefusesOthers) {
  for (const std::string& origin :
       {std::string(), std::string("a b"), std::string("a+b"),
        std::string("a\nb"), std::string("a\x7f"), std::string("caf\xc3\xa9"),
        std::string("https://a.example/log"), std::string(256, 'a')}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ValidateOrigin(origin))) << origin;
  }
}

TEST(SignCheckpoint, RefusesABadOrigin) {
  EXPECT_TRUE(absl::IsInvalidArgument(
      SignCheckpoint(Checkpoint{"a b", 0, EmptyRoot()}, SampleKey()).status()));
}

TEST(OpenCheckpoint, ReadsASignedOne) {
  const Checkpoint checkpoint{std::string(kSampleOrigin), 1, LeafHash("x")};
  const auto note = SignCheckpoint(checkpoint, SampleKey());
  ASSERT_TRUE(note.ok());
  const auto opened = OpenCheckpoint(*note, {*ParseVkey(kSampleVkey)});
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(*opened, checkpoint);
}

TEST(OpenCheckpoint, RefusesASignedTextThatIsNone) {
  const auto note = SignNote("hello\n", kSampleOrigin, SampleKey());
  EXPECT_TRUE(absl::IsInvalidArgument(
      OpenCheckpoint(*note, {*ParseVkey(kSampleVkey)}).status()));
}

TEST(OpenCheckpoint, RefusesOneOfAnotherOriginBySomebodyKnown) {
  const Checkpoint other{"other.example/log", 1, LeafHash("x")};
  const auto note =
      SignNote(FormatCheckpoint(other), kSampleOrigin, SampleKey());
  EXPECT_TRUE(absl::IsNotFound(
      OpenCheckpoint(*note, {*ParseVkey(kSampleVkey)}).status()));
}

TEST(OpenCheckpoint, PassesTheNotesErrorsOn) {
  const Checkpoint checkpoint{std::string(kSampleOrigin), 1, LeafHash("x")};
  std::string note = *SignCheckpoint(checkpoint, SampleKey());
  EXPECT_TRUE(absl::IsNotFound(OpenCheckpoint(note, {}).status()));
  note[kSampleOrigin.size() + 1] = '2';
  EXPECT_TRUE(absl::IsDataLoss(
      OpenCheckpoint(note, {*ParseVkey(kSampleVkey)}).status()));
}

}  // namespace
}  // namespace prescreen::anchor
