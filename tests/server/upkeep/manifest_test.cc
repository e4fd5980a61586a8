// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/manifest.h"

#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "base/crypto/hash.h"

namespace prescreen {
namespace {

BackupManifest Sample() {
  BackupManifest manifest;
  manifest.schema = 2;
  manifest.engine = "0.1.0";
  manifest.origin = "example.org/log";
  manifest.log_size = 17;
  manifest.log_root = Sha256("root");
  manifest.time = absl::FromUnixSeconds(1700000000);
  manifest.files = {{"store/000012.sst", 5, Sha256("hello")},
                    {"keys/000.seg", 96, Sha256("keys")}};
  return manifest;
}

bool IsRefusedAfter(absl::string_view from, absl::string_view to) {
  const std::string text = FormatManifest(Sample());
  const std::string changed = absl::StrReplaceAll(text, {{from, to}});
  EXPECT_NE(changed, text);
  return absl::IsInvalidArgument(ParseManifest(changed).status());
}

TEST(Manifest, ReadsWhatItWrites) {
  const auto read = ParseManifest(FormatManifest(Sample()));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, Sample());
  EXPECT_EQ(read->bytes(), 101u);
}

TEST(Manifest, RefusesPathsThatLeaveTheBackup) {
  EXPECT_TRUE(IsRefusedAfter("store/000012.sst", "../data/tenant.key"));
  EXPECT_TRUE(IsRefusedAfter("store/000012.sst", "store/../../x"));
  EXPECT_TRUE(IsRefusedAfter("store/000012.sst", "store/.."));
  EXPECT_TRUE(IsRefusedAfter("store/000012.sst", "/etc/x"));
  EXPECT_TRUE(IsRefusedAfter("store/000012.sst", "store/"));
}

TEST(Manifest, RefusesWhatIsNotItsOwnForm) {
  EXPECT_TRUE(IsRefusedAfter("prescreen-backup", "prescreen-record"));
  EXPECT_TRUE(IsRefusedAfter("\"v\":1", "\"v\":2"));
  EXPECT_TRUE(IsRefusedAfter("\"size\":96", "\"size\":-96"));
  EXPECT_TRUE(IsRefusedAfter("\"size\":96", "\"size\": 96"));
  EXPECT_TRUE(IsRefusedAfter("\"schema\":2", "\"schema\":\"2\""));
  EXPECT_TRUE(IsRefusedAfter("\"sha256\":\"2", "\"sha256\":\"zz"));
  EXPECT_FALSE(ParseManifest("").ok());
  EXPECT_FALSE(ParseManifest("[]").ok());
  const std::string text = FormatManifest(Sample());
  for (std::size_t i = 0; i < text.size(); ++i) {
    EXPECT_FALSE(ParseManifest(text.substr(0, i)).ok()) << i;
  }
}

}  // namespace
}  // namespace prescreen
