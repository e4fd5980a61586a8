// SPDX-License-Identifier: Apache-2.0
#include "anchor/signed_note.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/encoding.h"
#include "tests/anchor/sample_log.h"

namespace prescreen::anchor {
namespace {

constexpr absl::string_view kText = "prescreen.example/log1\n1\nAAAA\n";

NoteVerifier SampleVerifier() { return *ParseVkey(kSampleVkey); }

std::string SampleNote(absl::string_view text = kText) {
  return *SignNote(text, kSampleOrigin, SampleKey());
}

// A signature line of a key that no test knows.
std::string StrangerLine(absl::string_view name = "witness.example/w") {
  return absl::StrCat("— ", name, " ", Base64Encode(std::string(68, 'x')),
                      "\n");
}

absl::StatusOr<std::string> Open(absl::string_view note) {
  return OpenNote(note, {SampleVerifier()});
}

TEST(ParseVkey, ReadsTheExample) {
  const absl::StatusOr<NoteVerifier> verifier = ParseVkey(kSampleVkey);
  ASSERT_TRUE(verifier.ok()) << verifier.status();
  EXPECT_EQ(verifier->name, "prescreen.example/log1");
  EXPECT_EQ(verifier->key_id, 0xca0bf42du);
  EXPECT_EQ(verifier->public_key, SampleKey().public_key());
}

TEST(FormatVkey, WritesTheExample) {
  EXPECT_EQ(FormatVkey(kSampleOrigin, SampleKey().public_key()), kSampleVkey);
}

TEST(ParseVkey, RefusesTheKeyIdOfAnotherName) {
  const std::string vkey =
      absl::StrReplaceAll(kSampleVkey, {{"/log1", "/log2"}});
  EXPECT_TRUE(absl::IsInvalidArgument(ParseVkey(vkey).status()));
}

TEST(ParseVkey, RefusesAnUpperCaseKeyId) {
  const std::string vkey =
      absl::StrReplaceAll(kSampleVkey, {{"ca0bf42d", "CA0BF42D"}});
  EXPECT_TRUE(absl::IsInvalidArgument(ParseVkey(vkey).status()));
}

TEST(ParseVkey, RefusesWhatIsNoVkey) {
  for (const absl::string_view vkey :
       {"", "+", "++", "a", "a+b", "a+00000000+", "a+00000000+!!!!",
        "a b+00000000+AQ==", "+ca0bf42d+AQ==", "a+00000000+AQ=="}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseVkey(vkey).status())) << vkey;
  }
}

TEST(ParseVkey, RefusesAKeyOfSmallOrder) {
  const std::string identity = std::string("\x01") + std::string(31, '\0');
  EXPECT_TRUE(
      absl::IsInvalidArgument(ParseVkey(FormatVkey("a", identity)).status()));
}

TEST(ParseVkey, OfAnotherSignatureTypeIsUnimplemented) {
  const std::string cosigner =
      absl::StrCat("a+00000000+", Base64Encode("\x04" + std::string(32, 'k')));
  EXPECT_TRUE(absl::IsUnimplemented(ParseVkey(cosigner).status()));
}

TEST(SignNote, WritesTextBlankLineAndSignature) {
  const std::string note = SampleNote();
  const std::string start =
      absl::StrCat(kText, "\n— prescreen.example/log1 ygv0L");
  EXPECT_EQ(note.substr(0, start.size()), start);
  EXPECT_EQ(note.back(), '\n');
}

TEST(SignNote, RefusesATextWithoutItsLineFeed) {
  for (const absl::string_view text : {"", "abc"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        SignNote(text, kSampleOrigin, SampleKey()).status()));
  }
}

TEST(SignNote, RefusesControlCharactersAndBadUtf8) {
  for (const absl::string_view text : {"a\tb\n", "a\r\n", "\x7f\xff\n"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        SignNote(text, kSampleOrigin, SampleKey()).status()));
  }
}

TEST(SignNote, RefusesANameThatIsNoKeyName) {
  for (const absl::string_view name : {"", "a b", "a+b", "a\nb", "a\tb",
                                       "a\xc2\xa0"
                                       "b",
                                       "a\xe2\x80\xa8", "\xff"}) {
    EXPECT_TRUE(
        absl::IsInvalidArgument(SignNote("a\n", name, SampleKey()).status()))
        << name;
  }
}

TEST(OpenNote, ReturnsTheText) {
  const absl::StatusOr<std::string> text = Open(SampleNote());
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*text, kText);
}

TEST(OpenNote, SplitsAtTheLastBlankLine) {
  for (const absl::string_view text : {"a\n\nb\n", "a\n\n", "\n", "\n\n\n"}) {
    const absl::StatusOr<std::string> opened = Open(SampleNote(text));
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(*opened, text);
  }
}

TEST(OpenNote, OfATextThatLooksSignedReturnsItWhole) {
  const std::string inner = SampleNote();
  const absl::StatusOr<std::string> opened = Open(SampleNote(inner));
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(*opened, inner);
}

TEST(OpenNote, IgnoresUnknownKeys) {
  const std::string note =
      absl::StrCat(SampleNote(), StrangerLine(), StrangerLine(kSampleOrigin));
  EXPECT_TRUE(Open(note).ok());
}

TEST(OpenNote, WithoutAKnownSignatureIsNotFound) {
  EXPECT_TRUE(absl::IsNotFound(OpenNote(SampleNote(), {}).status()));
  EXPECT_TRUE(absl::IsNotFound(
      Open(absl::StrCat(kText, "\n", StrangerLine())).status()));
}

TEST(OpenNote, KnownKeyUnderAnotherNameIsNotFound) {
  const std::string note = *SignNote(kText, "other.example", SampleKey());
  EXPECT_TRUE(absl::IsNotFound(Open(note).status()));
}

TEST(OpenNote, BadSignatureOfAKnownKeyRefusesTheNote) {
  std::string note = SampleNote();
  note[0] ^= 1;
  EXPECT_TRUE(absl::IsDataLoss(Open(note).status()));
}

TEST(OpenNote, BadSignatureBesideAGoodOneOfTheSameKeyRefusesTheNote) {
  const std::string good = SampleNote();
  const std::string other = SampleNote("other\n");
  const std::string bad_line = other.substr(other.rfind("— "));
  EXPECT_TRUE(absl::IsDataLoss(Open(good + bad_line).status()));
  const std::string good_line = good.substr(good.rfind("— "));
  EXPECT_TRUE(absl::IsDataLoss(
      Open(absl::StrCat(kText, "\n", bad_line, good_line)).status()));
}

TEST(OpenNote, BadSignatureOfOneOfTwoKnownKeysRefusesTheNote) {
  const Ed25519PrivateKey second = SampleKey("second key");
  const NoteVerifier other =
      *ParseVkey(FormatVkey("second.example", second.public_key()));
  const std::string wrong = *SignNote("other\n", "second.example", second);
  const std::string note = SampleNote() + wrong.substr(wrong.rfind("— "));
  EXPECT_TRUE(Open(note).ok());
  EXPECT_TRUE(
      absl::IsDataLoss(OpenNote(note, {SampleVerifier(), other}).status()));
}

TEST(OpenNote, TakesOneGoodSignatureTwice) {
  const std::string note = SampleNote();
  EXPECT_TRUE(Open(note + note.substr(note.rfind("— "))).ok());
}

TEST(OpenNote, TakesASecondKnownKeyAlone) {
  const Ed25519PrivateKey second = SampleKey("second key");
  const NoteVerifier other =
      *ParseVkey(FormatVkey("second.example", second.public_key()));
  const std::string note = *SignNote(kText, "second.example", second);
  EXPECT_TRUE(OpenNote(note, {SampleVerifier(), other}).ok());
}

TEST(OpenNote, TakesSixteenSignaturesAndRefusesAFlood) {
  std::string note = SampleNote();
  for (int i = 0; i < 15; ++i) note += StrangerLine();
  EXPECT_TRUE(Open(note).ok());
  for (int i = 0; i < 48; ++i) note += StrangerLine();
  EXPECT_TRUE(Open(note).ok());  // 64
  note += StrangerLine();
  EXPECT_TRUE(absl::IsInvalidArgument(Open(note).status()));
}

TEST(OpenNote, RefusesAnyAlteredByte) {
  const std::string note = SampleNote();
  for (std::size_t i = 0; i < note.size(); ++i) {
    for (const int bit : {0, 4}) {
      std::string altered = note;
      altered[i] = static_cast<char>(altered[i] ^ (1 << bit));
      EXPECT_FALSE(Open(altered).ok()) << i;
    }
  }
}

TEST(OpenNote, RefusesEveryTruncation) {
  const std::string note = SampleNote();
  for (std::size_t length = 0; length < note.size(); ++length) {
    EXPECT_FALSE(Open(note.substr(0, length)).ok()) << length;
  }
}

TEST(OpenNote, RefusesWhatIsNoNote) {
  const std::string note = SampleNote();
  const std::string line = note.substr(note.rfind("— "));
  for (const std::string& bad : {
           std::string(),
           std::string("\n\n"),
           std::string("a\n\n"),
           std::string(kText),
           absl::StrCat(kText, line),                  // no blank line
           absl::StrCat(kText, "\n", line, "tail"),    // not ended
           absl::StrCat(kText, "\n", line, "tail\n"),  // no signature
           absl::StrCat(kText, "\n", line, " \n"),
           absl::StrCat(kText, "\n- a AAAAAAAA\n", line),  // another dash
           absl::StrCat(kText, "\n— a\n", line),
           absl::StrCat(kText, "\n— a AAAA\n", line),  // no key id
           absl::StrCat(kText, "\n— a+b AAAAAAAA\n", line),
           absl::StrCat(kText, "\n—  AAAAAAAA\n", line),
           absl::StrCat(kText, "\n— a AAAAAAAA \n", line),
           absl::StrCat(kText, "\r\n", line),
           absl::StrCat("\t", note),
           absl::StrCat(absl::string_view("\0", 1), note),
           absl::StrCat("\xff", note),
           absl::StrCat(note, StrangerLine("a\xe3\x80\x80z")),
       }) {
    EXPECT_TRUE(absl::IsInvalidArgument(Open(bad).status())) << bad;
  }
}

TEST(OpenNote, RefusesANoteBeyondTheLimit) {
  const std::string text = std::string(256u << 10, 'a') + "\n";
  EXPECT_TRUE(absl::IsInvalidArgument(Open(SampleNote(text)).status()));
}

}  // namespace
}  // namespace prescreen::anchor
