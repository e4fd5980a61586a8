// SPDX-License-Identifier: Apache-2.0
#include "client/cli/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/file_system.h"
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
  EXPECT_THAT(report, HasSubstr("KIND_NOT_STATED: needs certification; shown "
                                "not stated\n"));
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
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[1], HasSubstr("on its way to be anchored; eip155:31337 "
                                  "INCLUDED in block 42"));
}

TEST(Receipt, WithoutPublicChainItSaysSo) {
  EXPECT_THAT(FormatReceipt(FakeLoggedReceipt())[1],
              HasSubstr("not publicly anchored"));
}

}  // namespace
}  // namespace prescreen::cli
