// SPDX-License-Identifier: Apache-2.0
#include "server/decision/sentences.h"

#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace prescreen {
namespace {

std::string Text(absl::string_view text) { return std::string(text); }

TEST(SentencesFor, HasBothForEveryCode) {
  const auto* codes = v1::ReasonCode_descriptor();
  std::set<std::string> recruiter;
  for (int i = 0; i < codes->value_count(); ++i) {
    const auto code = static_cast<v1::ReasonCode>(codes->value(i)->number());
    const Sentences sentences = SentencesFor(code);
    if (code == v1::REASON_CODE_UNSPECIFIED) {
      EXPECT_TRUE(sentences.recruiter.empty());
      continue;
    }
    const std::string& name = codes->value(i)->name();
    for (absl::string_view text : {sentences.recruiter, sentences.candidate}) {
      ASSERT_FALSE(text.empty()) << name;
      EXPECT_TRUE(absl::EndsWith(text, ".")) << name;
      EXPECT_TRUE(absl::ascii_isupper(static_cast<unsigned char>(text[0])))
          << name;
    }
    EXPECT_TRUE(recruiter.insert(Text(sentences.recruiter)).second)
        << name << " has another code's sentence";
  }
  EXPECT_EQ(recruiter.size(),
            static_cast<std::size_t>(codes->value_count() - 1));
}

TEST(SentencesFor, AccusesNobody) {
  const auto* codes = v1::ReasonCode_descriptor();
  for (int i = 0; i < codes->value_count(); ++i) {
    const Sentences sentences =
        SentencesFor(static_cast<v1::ReasonCode>(codes->value(i)->number()));
    for (absl::string_view text : {sentences.recruiter, sentences.candidate}) {
      for (const char* word : {"forg", "fraud", "fake", "cheat", "tamper",
                               "lie ", "lying", "manipulat"}) {
        EXPECT_FALSE(absl::StrContains(absl::AsciiStrToLower(text), word))
            << Text(text);
      }
    }
  }
}

TEST(SentencesFor, SaysOfAnAlteredDocumentWhatIsKnown) {
  EXPECT_THAT(Text(SentencesFor(v1::TAMPERED).recruiter),
              ::testing::HasSubstr("does not match its signature"));
}

}  // namespace
}  // namespace prescreen
