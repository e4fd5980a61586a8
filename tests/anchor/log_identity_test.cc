// SPDX-License-Identifier: Apache-2.0
#include "anchor/log_identity.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/encoding.h"
#include "tests/anchor/sample_log.h"

namespace prescreen::anchor {
namespace {

constexpr absl::string_view kJson =
    R"({"anchors":[{"caip2":"eip155:31337",)"
    R"("contract":"0x1111111111111111111111111111111111111111",)"
    R"("first_nonce":0,"from":1760000000,)"
    R"("publisher":"0x2222222222222222222222222222222222222222"}],)"
    R"("cadence":3600,"formats":["prescreen-record/1","tlog-tiles"],)"
    R"("iat":1760000000,"log":"prescreen.example/log1",)"
    R"("origin":"prescreen.example/log1","typ":"prescreen-log","v":1,)"
    R"("vkeys":["prescreen.example/log1+ca0bf42d+)"
    R"(AW84TGZUZqjHQnGj/ZWeuIEx/NhYOQjqFkrCnIWgqrYs"]})";

absl::Status ParseAfter(absl::string_view from, absl::string_view to) {
  const std::string altered = absl::StrReplaceAll(kJson, {{from, to}});
  EXPECT_NE(altered, kJson) << from;
  return ParseLogIdentity(altered).status();
}

TEST(FormatLogIdentity, IsCanonicalJson) {
  EXPECT_EQ(FormatLogIdentity(SampleIdentity(true)), kJson);
}

TEST(ParseLogIdentity, ReadsWhatIsWritten) {
  const auto identity = ParseLogIdentity(kJson);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(*identity, SampleIdentity(true));
}

TEST(ParseLogIdentity, ReadsOptionalMembers) {
  LogIdentity identity = SampleIdentity(true);
  identity.anchors[0].until = 1770000000;
  identity.anchors[0].first_nonce = 12;
  AnchorIdentity local;
  local.caip2 = "file:local";
  identity.anchors.push_back(local);
  const auto parsed = ParseLogIdentity(FormatLogIdentity(identity));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(*parsed, identity);
}

TEST(ParseLogIdentity, RefusesOtherFormsOfTheSame) {
  EXPECT_FALSE(ParseAfter("\"v\":1", "\"v\": 1").ok());
  EXPECT_FALSE(ParseAfter("3600", "36e2").ok());
  EXPECT_FALSE(ParseAfter("/log1\",\"o", "\\/log1\",\"o").ok());
  EXPECT_FALSE(ParseLogIdentity(absl::StrCat(kJson, "\n")).ok());
}

TEST(ParseLogIdentity, RefusesUnknownAndMissingMembers) {
  EXPECT_FALSE(ParseAfter("\"v\":1", "\"v\":1,\"v2\":1").ok());
  EXPECT_FALSE(ParseAfter(",\"v\":1", "").ok());
  EXPECT_FALSE(ParseAfter("\"iat\":1760000000,", "").ok());
  EXPECT_FALSE(ParseAfter("\"first_nonce\":0,", "").ok());
  EXPECT_FALSE(ParseAfter("\"cadence\":3600,", "").ok());
}

TEST(ParseLogIdentity, RefusesAnotherVersionTypeOrLog) {
  EXPECT_FALSE(ParseAfter("\"v\":1", "\"v\":2").ok());
  EXPECT_FALSE(ParseAfter("prescreen-log", "prescreen-record").ok());
  EXPECT_FALSE(ParseAfter("\"log\":\"p", "\"log\":\"q").ok());
}

TEST(ParseLogIdentity, RefusesMalformedValues) {
  EXPECT_FALSE(ParseAfter("eip155:31337", "EIP155:31337").ok());
  EXPECT_FALSE(ParseAfter("eip155:31337", "ei:1").ok());
  EXPECT_FALSE(ParseAfter("0x1111", "1111").ok());
  EXPECT_FALSE(ParseAfter("0x1111", "0x111g").ok());
  EXPECT_FALSE(ParseAfter("0x1111", "0x111").ok());
  EXPECT_FALSE(ParseAfter("\"cadence\":3600", "\"cadence\":-1").ok());
  EXPECT_FALSE(ParseAfter("1760000000", "9007199254740992").ok());
  EXPECT_FALSE(ParseAfter("[\"prescreen-record/1\"", "[1").ok());
  EXPECT_FALSE(
      ParseAfter("\"prescreen.example/log1\",\"t", "\"prescreen example\",\"t")
          .ok());
}

TEST(ParseLogIdentity, RefusesALogWithoutAUsableKey) {
  LogIdentity identity = SampleIdentity(false);
  identity.vkeys.clear();
  EXPECT_FALSE(ParseLogIdentity(FormatLogIdentity(identity)).ok());
  identity.vkeys = {absl::StrCat(kSampleOrigin, "+00000000+",
                                 Base64Encode("\x04" + std::string(32, 'k')))};
  EXPECT_FALSE(ParseLogIdentity(FormatLogIdentity(identity)).ok());
}

TEST(ParseLogIdentity, TakesAKeyOfALaterTypeBesideAUsableOne) {
  LogIdentity identity = SampleIdentity(false);
  identity.vkeys.push_back(
      absl::StrCat(kSampleOrigin, "+00000000+",
                   Base64Encode("\x04" + std::string(32, 'k'))));
  EXPECT_TRUE(ParseLogIdentity(FormatLogIdentity(identity)).ok());
}

TEST(ParseLogIdentity, RefusesTheKeyOfAnotherName) {
  LogIdentity identity = SampleIdentity(false);
  identity.vkeys.push_back(
      FormatVkey("other.example/log", SampleKey().public_key()));
  EXPECT_FALSE(ParseLogIdentity(FormatLogIdentity(identity)).ok());
}

TEST(ParseLogIdentity, RefusesWhatIsNoIdentity) {
  for (const absl::string_view text : {"", "{}", "[]", "null", "\xff", "{"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseLogIdentity(text).status()))
        << text;
  }
}

TEST(ParseLogIdentity, RefusesEveryTruncation) {
  for (std::size_t length = 0; length < kJson.size(); ++length) {
    EXPECT_FALSE(ParseLogIdentity(kJson.substr(0, length)).ok()) << length;
  }
}

TEST(IsCaip2, KnowsTheForm) {
  EXPECT_TRUE(IsCaip2("eip155:1"));
  EXPECT_TRUE(IsCaip2("file:local"));
  EXPECT_TRUE(IsCaip2("bip122:000000000019d6689c085ae165831e93"));
  for (const absl::string_view text :
       {"", ":", "eip155", "eip155:", ":1", "ei:1", "namespace1:1",
        "eip155:a b", "eip155:\x1b[0m", "eip155:1:2"}) {
    EXPECT_FALSE(IsCaip2(text)) << text;
  }
}

}  // namespace
}  // namespace prescreen::anchor
