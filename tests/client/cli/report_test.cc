// SPDX-License-Identifier: Apache-2.0
#include "client/cli/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "base/file_system.h"
#include "client/cli/terminal_text.h"
#include "tests/support/fake_screenings.h"

namespace prescreen::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Golden(const std::string& name) {
  PosixFileSystem files;
  const auto text = files.Read(std::string(PRESCREEN_SOURCE_DIR) +
                                   "/tests/testdata/golden/report/" + name,
                               1 << 20);
  return text.ok() ? *text : std::string(text.status().message());
}

long CountLines(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

TEST(Report, PassIsAsGolden) {
  const v1::Receipt receipt = FakeAnchoredReceipt();
  EXPECT_EQ(FormatReport(FakePass(), &receipt), Golden("pass.txt"));
}

TEST(Report, ReviewIsAsGolden) {
  const v1::Receipt receipt = FakeLoggedReceipt();
  EXPECT_EQ(FormatReport(FakeReview(), &receipt), Golden("review.txt"));
}

TEST(Report, NotMetIsAsGolden) {
  const v1::Receipt receipt = FakeLoggedReceipt();
  EXPECT_EQ(FormatReport(FakeNotMet(), &receipt), Golden("not-met.txt"));
}

TEST(Report, UsualCandidateFitsAScreen) {
  const v1::Receipt receipt = FakeLoggedReceipt();
  EXPECT_LE(CountLines(FormatReport(FakePass(), &receipt)), 25);
  EXPECT_LE(CountLines(FormatReport(FakeReview(), &receipt)), 25);
  EXPECT_LE(CountLines(FormatReport(FakeNotMet(), &receipt)), 25);
}

TEST(Report, UnclearRequirementHasItsOwnMark) {
  v1::ScreeningRecord record = FakePass();
  v1::RequirementResult& requirement =
      *record.mutable_decision()->mutable_requirements(1);
  requirement.set_value(v1::UNCLEAR);
  requirement.mutable_closest()->set_document(0);
  v1::PredicateResult& predicate = *requirement.add_failing();
  predicate.set_reason(v1::KIND_NOT_STATED);
  predicate.set_expected("certification");
  const std::string report = FormatReport(record, nullptr);
  EXPECT_THAT(report, HasSubstr("  ??  Cloud data platform certification\n"));
  EXPECT_THAT(report, HasSubstr("KIND_NOT_STATED: not stated (needs: "
                                "certification)\n"));
}

TEST(Report, RouteOfAnAlternativeIsNamed) {
  v1::ScreeningRecord record = FakePass();
  record.mutable_decision()->mutable_requirements(0)->set_route(
      "sql-modelling.degree");
  EXPECT_THAT(FormatReport(record, nullptr),
              HasSubstr("ok  SQL and data modelling (route: degree)  "));
}

TEST(Report, EvidenceIsAsTheServerRendersIt) {
  v1::ScreeningRecord record = FakePass();
  record.mutable_decision()
      ->mutable_requirements(0)
      ->mutable_satisfied_by(0)
      ->set_rendered("Advanced SQL · Zed · 2024-06-30");
  EXPECT_THAT(FormatReport(record, nullptr),
              HasSubstr("  Advanced SQL - Zed - 2024-06-30\n"));
  EXPECT_THAT(FormatReport(record, nullptr, {.utf8 = true}),
              HasSubstr("  Advanced SQL · Zed · 2024-06-30\n"));
}

TEST(Report, WithoutUtf8OurOwnTextIsAscii) {
  const v1::Receipt receipt = FakeAnchoredReceipt();
  for (const v1::ScreeningRecord& record :
       {FakePass(), FakeReview(), FakeNotMet()}) {
    for (const char c : FormatReport(record, &receipt)) EXPECT_GT(c, 0);
    EXPECT_THAT(FormatReport(record, &receipt, {.utf8 = true}),
                HasSubstr(" · "));
  }
}

TEST(Report, PassNeedsNoRemedy) {
  EXPECT_THAT(FormatReport(FakePass(), nullptr), Not(HasSubstr("TO PASS")));
}

TEST(Report, RemedyNamesCredentialActionAndRequirement) {
  v1::ScreeningRecord record = FakeReview();
  v1::RequirementResult& cloud =
      *record.mutable_decision()->mutable_requirements(1);
  cloud.set_value(v1::UNMET);
  cloud.mutable_closest()->set_document(0);
  cloud.add_failing()->set_reason(v1::EXPIRED);
  EXPECT_THAT(FormatReport(record, nullptr),
              HasSubstr("          renew Data Engineer Professional    RENEW "
                        "cloud-platform\n"));
}

TEST(Report, OneRemedyForSeveralRequirementsIsSaidOnce) {
  EXPECT_THAT(
      FormatReport(FakeNotMet(), nullptr),
      HasSubstr("TO PASS   show the like of SQL webinar by an accepted "
                "issuer\n"
                "          OTHER_ISSUER sql-modelling, pipelines, breadth\n"));
}

TEST(Report, GrowthThatIsNotNeededNeedsNoRemedy) {
  v1::ScreeningRecord record = FakeReview();
  v1::RequirementResult& growth =
      *record.mutable_decision()->mutable_requirements(2);
  growth.set_value(v1::UNMET);
  growth.add_reasons(v1::EXPIRED);
  EXPECT_THAT(FormatReport(record, nullptr), Not(HasSubstr("RENEW")));
  record.mutable_decision()->set_growth_met(0);
  EXPECT_THAT(FormatReport(record, nullptr), HasSubstr("RENEW pipelines"));
}

TEST(Report, ManyRequirementsStillFitAScreen) {
  v1::ScreeningRecord record = FakeReview();
  for (int i = 0; i < 16; ++i) {
    v1::RequirementResult requirement = record.decision().requirements(2);
    requirement.set_title("Growth number " + std::to_string(i));
    if (i > 8) requirement.set_tier(v1::FUTURE);
    *record.mutable_decision()->add_requirements() = requirement;
  }
  const v1::Receipt receipt = FakeAnchoredReceipt();
  const std::string report = FormatReport(record, &receipt);
  EXPECT_LE(CountLines(report), 25) << report;
  EXPECT_THAT(report, HasSubstr("ok  Growth number 3 (growth)   ok  "));
}

TEST(Report, WhereNothingIsMetOneFaultOfEachIsShown) {
  v1::ScreeningRecord record = FakeNotMet();
  for (auto& requirement : *record.mutable_decision()->mutable_requirements()) {
    requirement.set_tier(v1::CRITICAL);
    if (requirement.failing().empty()) continue;
    v1::PredicateResult& second = *requirement.add_failing();
    second.set_reason(v1::EXPIRED);
    second.set_actual("expired");
  }
  for (int i = 0; i < 2; ++i) {
    *record.mutable_decision()->add_requirements() =
        record.decision().requirements(0);
  }
  const v1::Receipt receipt = FakeLoggedReceipt();
  const std::string report = FormatReport(record, &receipt);
  EXPECT_THAT(report, HasSubstr("ISSUER_UNRECOGNISED: unrecognised (needs: a "
                                "recognised issuer) (and 1 more: --json)"));
  EXPECT_THAT(report, Not(HasSubstr("EXPIRED: expired")));
}

// Text as long as the protocol lets it be.
TEST(Report, NoLineIsWiderThanAPage) {
  v1::ScreeningRecord record = FakeReview();
  const std::string word(70, 'w');
  const std::string text = word + " " + word + " " + word;
  record.set_application_ref(text);
  record.set_policy_title(text);
  record.mutable_decision()->set_headline(
      "A person should look: one thing; and another thing; and yet another "
      "thing which makes it long.");
  for (auto& credential : *record.mutable_credentials()) {
    credential.set_label(text);
    credential.set_achievement(text);
    credential.set_issuer_name(text);
  }
  for (auto& requirement : *record.mutable_decision()->mutable_requirements()) {
    requirement.set_title(text);
    requirement.set_sentence(text);
    requirement.set_id(text);
    for (auto& pointer : *requirement.mutable_satisfied_by()) {
      pointer.set_rendered(text);
    }
    for (auto& predicate : *requirement.mutable_failing()) {
      predicate.set_expected(text);
      predicate.set_actual(text);
    }
  }
  v1::Receipt receipt = FakeAnchoredReceipt();
  *receipt.add_attestations() = receipt.attestations(0);
  std::istringstream lines(FormatReport(record, &receipt));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(CountCharacters(line), 100u) << line;
  }
}

TEST(Report, MissingReceiptSaysHowToGetIt) {
  EXPECT_THAT(FormatReport(FakePass(), nullptr),
              HasSubstr("prescreen receipt get"));
}

TEST(Report, ChosenTimeIsSaid) {
  v1::ScreeningRecord record = FakePass();
  record.mutable_decision()->add_information(v1::AS_OF_CHOSEN);
  EXPECT_THAT(FormatReport(record, nullptr), HasSubstr("UTC (chosen)"));
}

TEST(Report, ColourIsNeverTheOnlySignal) {
  const std::string plain = FormatReport(FakeReview(), nullptr);
  std::string coloured = FormatReport(FakeReview(), nullptr, {.colour = true});
  EXPECT_THAT(plain, Not(HasSubstr("\033")));
  for (const char* code : {"\033[31m", "\033[32m", "\033[33m", "\033[0m"}) {
    for (std::size_t at; (at = coloured.find(code)) != std::string::npos;) {
      coloured.erase(at, std::string(code).size());
    }
  }
  EXPECT_EQ(coloured, plain);
}

// Every text that a candidate or an issuer can influence.
v1::ScreeningRecord HostileRecord() {
  const std::string hostile = "\033[2J\nOUTCOME   PASS\xE2\x80\xAE\x9B";
  v1::ScreeningRecord record = FakeReview();
  record.set_application_ref(hostile);
  record.set_policy_title(hostile);
  record.set_policy(hostile);
  record.set_name(hostile);
  record.mutable_decision()->set_headline(hostile);
  record.mutable_decision()->set_policy_digest(hostile);
  for (auto& credential : *record.mutable_credentials()) {
    credential.set_label(hostile);
    credential.set_achievement(hostile);
    credential.set_issuer_name(hostile);
  }
  for (auto& requirement : *record.mutable_decision()->mutable_requirements()) {
    requirement.set_title(hostile);
    for (auto& predicate : *requirement.mutable_failing()) {
      predicate.set_expected(hostile);
      predicate.set_actual(hostile);
    }
  }
  record.mutable_decision()->mutable_requirements(0)->set_sentence(hostile);
  return record;
}

TEST(Report, HostileTextCannotControlTheTerminal) {
  v1::Receipt receipt = FakeAnchoredReceipt();
  receipt.mutable_attestations(0)->set_chain("\033[31m\n");
  const std::string report = FormatReport(HostileRecord(), &receipt);
  for (const char c : report) {
    EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  }
  EXPECT_THAT(report, Not(HasSubstr("\xE2\x80\xAE")));
  EXPECT_THAT(report, Not(HasSubstr("\nOUTCOME   PASS")));
}

TEST(Receipt, PendingAnchorIsNamedByChainAndState) {
  v1::Receipt receipt = FakeAnchoredReceipt();
  receipt.set_state(v1::Receipt::ANCHOR_PENDING);
  receipt.mutable_attestations(0)->set_state(v1::Attestation::INCLUDED);
  const auto lines = FormatReceipt(receipt);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(lines[1], HasSubstr("on its way to be anchored"));
  EXPECT_THAT(lines[2], HasSubstr("eip155:31337 INCLUDED in block 42"));
}

TEST(Receipt, WithoutPublicChainItSaysSo) {
  EXPECT_THAT(FormatReceipt(FakeLoggedReceipt())[1],
              HasSubstr("not publicly anchored"));
}

}  // namespace
}  // namespace prescreen::cli
