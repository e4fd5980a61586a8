// SPDX-License-Identifier: Apache-2.0
#include "client/cli/input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "client/cli/exit_codes.h"

namespace prescreen::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string FormatUtc(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone());
}

TEST(ParseAsOf, DayIsItsFirstInstantInUtc) {
  const auto time = ParseAsOf("2026-11-23");
  ASSERT_TRUE(time.ok()) << time.status();
  EXPECT_EQ(FormatUtc(*time), "2026-11-23T00:00:00+00:00");
}

TEST(ParseAsOf, Rfc3339WithOffset) {
  const auto time = ParseAsOf("2026-11-23T12:00:00+01:00");
  ASSERT_TRUE(time.ok()) << time.status();
  EXPECT_EQ(FormatUtc(*time), "2026-11-23T11:00:00+00:00");
}

TEST(ParseAsOf, OtherTextIsUsage) {
  for (const char* text :
       {"", "today", "2026-13-01", "2026-02-30", "2026-11", "23.11.2026",
        "infinite-future", "2026-11-23T12:00:00", "2026-11-23 x"}) {
    const auto time = ParseAsOf(text);
    ASSERT_FALSE(time.ok()) << text;
    EXPECT_EQ(ExitCodeOf(time.status()), ExitCode::kUsage) << text;
  }
}

TEST(ReadIdentifiers, EmailIsShortForEmailAddress) {
  std::istringstream in;
  const auto identifiers =
      ReadIdentifiers({"email=a@b.example", "sourcedId=x=y"}, false, in);
  ASSERT_TRUE(identifiers.ok()) << identifiers.status();
  ASSERT_EQ(identifiers->size(), 2u);
  EXPECT_EQ((*identifiers)[0].type(), "emailAddress");
  EXPECT_EQ((*identifiers)[0].value(), "a@b.example");
  EXPECT_EQ((*identifiers)[1].type(), "sourcedId");
  EXPECT_EQ((*identifiers)[1].value(), "x=y");
}

TEST(ReadIdentifiers, DashTakesTheNextLine) {
  std::istringstream in("a@b.example\r\nsecond\n");
  const auto identifiers =
      ReadIdentifiers({"email=-", "accountId=-"}, false, in);
  ASSERT_TRUE(identifiers.ok()) << identifiers.status();
  EXPECT_EQ((*identifiers)[0].value(), "a@b.example");
  EXPECT_EQ((*identifiers)[1].value(), "second");
}

TEST(ReadIdentifiers, StdinHoldsTypeAndValueLines) {
  std::istringstream in("email=a@b.example\n\naccountId=7\n");
  const auto identifiers = ReadIdentifiers({}, true, in);
  ASSERT_TRUE(identifiers.ok()) << identifiers.status();
  ASSERT_EQ(identifiers->size(), 2u);
  EXPECT_EQ((*identifiers)[0].type(), "emailAddress");
}

TEST(ReadIdentifiers, StdinThatEndsEarlyIsUsage) {
  std::istringstream in;
  const auto identifiers = ReadIdentifiers({"email=-"}, false, in);
  EXPECT_EQ(ExitCodeOf(identifiers.status()), ExitCode::kUsage);
}

TEST(ReadIdentifiers, ErrorDoesNotRepeatTheValue) {
  for (const char* argument : {"ada@b.example", "=ada@b.example", "email="}) {
    std::istringstream in;
    const auto identifiers = ReadIdentifiers({argument}, false, in);
    ASSERT_FALSE(identifiers.ok()) << argument;
    EXPECT_EQ(ExitCodeOf(identifiers.status()), ExitCode::kUsage);
    EXPECT_THAT(std::string(identifiers.status().message()),
                Not(HasSubstr("ada")));
  }
}

TEST(ResourceNames, ShortNamesAreOfTheTenant) {
  EXPECT_EQ(PolicyName("demo", "x@1"), "tenants/demo/policies/x@1");
  EXPECT_EQ(PolicyName("tenants/demo", "policies/x"),
            "tenants/demo/policies/x");
  EXPECT_EQ(ScreeningName("demo", "u"), "tenants/demo/screenings/u");
}

TEST(ResourceNames, FullNamesAreKept) {
  EXPECT_EQ(PolicyName("demo", "tenants/other/policies/x"),
            "tenants/other/policies/x");
}

TEST(ResourceNames, RevisionAndReceiptNameTheSameReceipt) {
  const std::string receipt = "tenants/t/screenings/u/revisions/2/receipt";
  EXPECT_TRUE(NamesRevision("tenants/t/screenings/u/revisions/2"));
  EXPECT_FALSE(NamesRevision("tenants/t/screenings/u"));
  EXPECT_EQ(ReceiptName("tenants/t/screenings/u/revisions/2"), receipt);
  EXPECT_EQ(ReceiptName(receipt), receipt);
}

TEST(ReadInputFile, MissingFileIsNoInput) {
  PosixFileSystem files;
  const auto text = ReadInputFile(files, "no/such/file", 10);
  EXPECT_EQ(ExitCodeOf(text.status()), ExitCode::kNoInput);
}

TEST(WriteOutputFile, MissingFolderIsCannotWrite) {
  PosixFileSystem files;
  EXPECT_EQ(ExitCodeOf(WriteOutputFile(files, "no/such/file", "x", 0600)),
            ExitCode::kCannotWrite);
}

}  // namespace
}  // namespace prescreen::cli
