// SPDX-License-Identifier: Apache-2.0
#include "server/policy/render.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/policy/calendar.h"
#include "server/policy/plain_words.h"
#include "tests/server/policy/sample_claims.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string ReadFile(absl::string_view path) {
  std::ifstream file(absl::StrCat(PRESCREEN_SOURCE_DIR, "/", path));
  EXPECT_TRUE(file.good()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Characters of the longest line.
std::size_t Width(const std::string& text) {
  std::size_t width = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    std::size_t columns = 0;
    for (char c : line) {
      columns += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }
    width = std::max(width, columns);
  }
  return width;
}

std::string Rendered(absl::string_view path) {
  const ParsedPolicy parsed = ParseRolePolicy(ReadFile(path));
  if (!parsed.policy) return "";
  return RenderPolicy(*parsed.policy);
}

TEST(RenderPolicy, IsAsReviewedForTheShippedPolicies) {
  for (const char* name :
       {"senior-data-engineer-core", "data-engineer-thread"}) {
    EXPECT_EQ(
        Rendered(absl::StrCat("deploy/policies/", name, ".yaml")),
        ReadFile(absl::StrCat("tests/testdata/golden/plain/", name, ".txt")));
  }
}

// Without line breaks and indentation.
std::string Flat(const std::string& text) {
  const std::vector<absl::string_view> words =
      absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty());
  return absl::StrJoin(words, " ");
}

// A policy that has every field, with values other than the defaults.
RolePolicy Everything() {
  RolePolicy policy = SamplePolicy();
  Requirement& requirement = policy.requirements[0];
  requirement.when_unknown = WhenUnknown::kUnmet;
  requirement.need_at_least = 2;
  requirement.distinct_by = DistinctBy::kIssuer;
  requirement.about_domains = {"data", "law"};
  requirement.about_achievements = {"zed/sql"};
  PolicyWhere& where = requirement.where;
  where.kind = {AchievementKind::kLicense};
  where.issuer_basis = {IssuerBasis::kTrustMark, IssuerBasis::kRegistry};
  where.assessment = {{AssessmentKind::kQuiz},
                      Supervision::kSupervisedWithId,
                      true,
                      {IssuerClass::kEmployer}};
  where.passed = true;
  where.min_percent = {6250, "62.5"};
  where.min_level = "B";
  where.max_age = ParseDuration("P18M");
  where.min_remaining = ParseDuration("P1Y2W");
  where.min_evidence = 1;
  where.min_eqf = 6;
  policy.accept.proof = PolicyAccept::Proof::kHosted;
  policy.accept.binding = PolicyAccept::Binding::kHolderProof;
  policy.accept.any_status = true;
  policy.accept.allow_expired = true;
  policy.accept.completed = false;
  policy.accept.authorised_issuer = false;
  policy.accept.review_unrecognised_issuer = true;
  policy.accept.exclude_unchecked = true;
  policy.accept.max_alignments = 3;
  policy.decision.growth_at_least = 1;
  policy.decision.pass_automatic = false;
  return policy;
}

TEST(RenderPolicy, SaysEveryField) {
  const std::string text = Flat(RenderPolicy(Everything()));
  for (const char* words :
       {"at least 2 credentials in sql, in the fields data or law or for "
        "the achievement zed/sql, from different issuers, of each of which",
        "It is a licence.",
        "Its issuer is an industry leader.",
        "We know its issuer from a trust mark or a public registry.",
        "It was earned by a quiz.",
        "The assessment was supervised, with the candidate's identity checked.",
        "assessed individually",
        "Whoever assessed it is an employer.",
        "Its result is a pass.",
        "Its result is 62.5 % or better.",
        "Its grade is B or better",
        "in the last 18 months.",
        "for at least another 12 months (1 year) and 14 days.",
        "at least 1 link.",
        "Qualifications Framework is 6 or higher.",
        "What a credential does not say counts against it here.",
        "or its issuer hosts it",
        "hold the key that it is made out to",
        "even if its issuer has revoked",
        "It may have expired",
        "may say that the achievement is unfinished",
        "may award this achievement is not asked",
        "goes to a person",
        "in a form that we cannot check is not accepted",
        "the first 3 count",
        "A person confirms it.",
        "too few growth requirements are met"}) {
    EXPECT_THAT(text, HasSubstr(words));
  }
}

TEST(RenderPolicy, BeginsWithWhatItTakesToPass) {
  RolePolicy policy = SamplePolicy();
  for (const char* id : {"a", "b", "c"}) {
    policy.requirements.push_back(policy.requirements[0]);
    policy.requirements.back().title = id;
  }
  policy.requirements[2].tier = v1::GROWTH;
  policy.requirements[3].tier = v1::GROWTH;
  policy.decision.growth_at_least = 1;
  EXPECT_THAT(RenderPolicy(policy),
              HasSubstr("To pass, a candidate must show all of \"SQL\" and "
                        "\"a\" and at least 1 of \"b\" and \"c\"."));
}

TEST(RenderPolicy, PromisesNoOutcomeOfADevelopmentPlan) {
  RolePolicy policy = SamplePolicy();
  policy.metadata.purpose = Purpose::kDevelopment;
  const std::string text = RenderPolicy(policy);
  EXPECT_THAT(text, HasSubstr("Nobody passes or fails"));
  EXPECT_THAT(text, HasSubstr("GAP_PLAN"));
  EXPECT_THAT(text, Not(HasSubstr("NOT_MET")));
}

TEST(RenderPolicy, KeepsItsWidthWhateverTheTexts) {
  RolePolicy policy = SamplePolicy();
  std::string wide;
  for (int i = 0; i < 150; ++i) wide.append("ü");
  policy.metadata.title = wide;
  policy.requirements[0].title = wide;
  policy.requirements[0].why = "a\n\x1b[31mb\t" + wide;
  Requirement inner = policy.requirements[0];
  for (int i = 0; i < 4; ++i) {
    Requirement outer = SamplePolicy().requirements[0];
    outer.any_of = {inner, inner};
    inner = outer;
  }
  policy.requirements.push_back(inner);
  const std::string text = RenderPolicy(policy);
  EXPECT_LE(Width(text), kPlainTextColumns);
  EXPECT_TRUE(IsValidUtf8(text));
  EXPECT_THAT(text, HasSubstr("a [31mb"));
  for (char c : text) {
    EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  }
}

TEST(Wrap, BreaksAtSpacesAndInsideLongWords) {
  EXPECT_EQ(Wrap("- ", "one two three", 9), "- one two\n  three\n");
  EXPECT_EQ(Wrap("", "abcdefgh i", 4), "abcd\nefgh\ni\n");
  EXPECT_EQ(Wrap("", "üüü üü", 3), "üüü\nüü\n");
  EXPECT_EQ(Wrap("- ", "", 9), "- \n");
}

TEST(JoinWords, ReadsAsASentence) {
  EXPECT_EQ(JoinWords({}, "or"), "");
  EXPECT_EQ(JoinWords({"a"}, "or"), "a");
  EXPECT_EQ(JoinWords({"a", "b"}, "or"), "a or b");
  EXPECT_EQ(JoinWords({"a", "b", "c"}, "and"), "a, b and c");
}

}  // namespace
}  // namespace prescreen
