// SPDX-License-Identifier: Apache-2.0
#include "server/access/access_control.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_store.h"
#include "tests/support/server_process.h"

namespace prescreen {
namespace {

using Result = Identification::Result;

class AccessControlTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.bootstrap_path = folder_.path() + "/bootstrap.key";
    options_.trust_loopback = true;
    Open();
  }
  void Open() {
    auto access =
        AccessControl::Open(options_, store_, files_, random_, clock_);
    ASSERT_TRUE(access.ok()) << access.status();
    access_ = *std::move(access);
  }
  std::string BootstrapText() {
    return std::string(absl::StripSuffix(
        files_.Read(options_.bootstrap_path, 4096).value_or(""), "\n"));
  }
  Identification WithKey(const std::string& text) {
    const std::string header = "Bearer " + text;
    return access_->Identify({.authorization = {header}});
  }
  Identification Loopback() { return access_->Identify({.is_loopback = true}); }
  MadeApiKey Make(Roles roles, std::vector<std::string> tenants) {
    return access_->CreateKey({.roles = roles, .tenants = std::move(tenants)})
        .value();
  }

  TemporaryFolder folder_;
  MemoryStore store_;
  PosixFileSystem files_;
  SystemRandom random_;
  FakeClock clock_;
  AccessOptions options_;
  std::unique_ptr<AccessControl> access_;
};

TEST_F(AccessControlTest, NothingShownIsNobody) {
  EXPECT_EQ(access_->Identify({}).result, Result::kNothingShown);
}

TEST_F(AccessControlTest, LoopbackActsForTheDemoTenantWithoutKeys) {
  const Identification who = Loopback();
  ASSERT_EQ(who.result, Result::kKnown);
  EXPECT_EQ(who.principal->caller().principal, "loopback");
  EXPECT_EQ(who.principal->caller().roles, Roles::All());
  EXPECT_TRUE(who.principal->caller().MayActFor("demo"));
  EXPECT_FALSE(who.principal->caller().MayActFor("acme"));
  EXPECT_FALSE(who.principal->caller().every_tenant);
}

TEST_F(AccessControlTest, TheFirstKeyEndsTheTrustInLoopbackForGood) {
  const auto before = Loopback().principal;
  const MadeApiKey made = Make({v1::ATS}, {"demo"});
  EXPECT_EQ(Loopback().result, Result::kNothingShown);
  EXPECT_FALSE(before->IsValidAt(clock_.Now()));  // its streams too
  ASSERT_TRUE(access_->keys().Revoke(made.row.id()).ok());
  Open();
  EXPECT_EQ(Loopback().result, Result::kNothingShown);
}

TEST_F(AccessControlTest, LoopbackIsNotTrustedWhereASettingSaysSo) {
  options_.trust_loopback = false;
  Open();
  EXPECT_EQ(Loopback().result, Result::kNothingShown);
}

TEST_F(AccessControlTest, AWrongKeyIsRefusedEvenWhereNoneIsNeeded) {
  for (const char* header :
       {"Bearer x", "Bearer ", "Basic YTpi", "", "Bearer"}) {
    const Identification who =
        access_->Identify({.authorization = {header}, .is_loopback = true});
    EXPECT_EQ(who.result, Result::kRefused) << header;
    EXPECT_EQ(who.principal, nullptr);
  }
}

TEST_F(AccessControlTest, TwoKeysAtOnceAreRefused) {
  const std::string header = "Bearer " + Make({v1::ATS}, {"demo"}).text;
  EXPECT_EQ(access_->Identify({.authorization = {header}}).result,
            Result::kKnown);
  EXPECT_EQ(access_->Identify({.authorization = {header, header}}).result,
            Result::kRefused);
}

TEST_F(AccessControlTest, BootstrapKeyIsAPrivateFileAndAdminOfEveryTenant) {
  EXPECT_EQ(files_.Stat(options_.bootstrap_path)->permissions, 0600u);
  const Identification who = WithKey(BootstrapText());
  ASSERT_EQ(who.result, Result::kKnown);
  EXPECT_EQ(who.principal->caller().principal, "bootstrap");
  EXPECT_EQ(who.principal->caller().roles, Roles{v1::ADMIN});
  EXPECT_TRUE(who.principal->caller().every_tenant);
  const std::string text = BootstrapText();
  Open();
  EXPECT_EQ(BootstrapText(), text);
  EXPECT_EQ(WithKey(text).result, Result::kKnown);
}

TEST_F(AccessControlTest, AnAdminKeyVoidsTheBootstrapKey) {
  const std::string text = BootstrapText();
  Make({v1::ADMIN}, {"demo"});  // of one tenant: nobody could make others
  EXPECT_EQ(WithKey(text).result, Result::kKnown);
  Make({v1::ADMIN}, {});
  EXPECT_EQ(WithKey(text).result, Result::kRefused);
  EXPECT_FALSE(std::filesystem::exists(options_.bootstrap_path));
}

TEST_F(AccessControlTest, ABootstrapFilePutBackIsRemovedAndWithoutEffect) {
  const std::string text = BootstrapText();
  Make({v1::ADMIN}, {});
  ASSERT_TRUE(
      WriteFileAtomically(files_, options_.bootstrap_path, text, 0600).ok());
  EXPECT_EQ(WithKey(text).result, Result::kRefused);
  Open();
  EXPECT_EQ(WithKey(text).result, Result::kRefused);
  EXPECT_FALSE(std::filesystem::exists(options_.bootstrap_path));
}

TEST_F(AccessControlTest, WithoutAnyAdminTheNextStartMakesANewBootstrapKey) {
  const std::string text = BootstrapText();
  const MadeApiKey admin = Make({v1::ADMIN}, {});
  ASSERT_TRUE(access_->keys().Revoke(admin.row.id()).ok());
  EXPECT_EQ(WithKey(text).result, Result::kRefused);
  Open();
  EXPECT_NE(BootstrapText(), text);
  EXPECT_EQ(WithKey(text).result, Result::kRefused);
  EXPECT_EQ(WithKey(BootstrapText()).result, Result::kKnown);
}

TEST_F(AccessControlTest, ABootstrapFileThatOthersMayReadStopsTheStart) {
  std::filesystem::permissions(options_.bootstrap_path,
                               std::filesystem::perms(0640));
  EXPECT_EQ(AccessControl::Open(options_, store_, files_, random_, clock_)
                .status()
                .code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(AccessControlTest, CertificateNamesAreMappedExactly) {
  options_.certificates = {
      {"ats", "spiffe://employer.example/ats", {v1::ATS}, {"acme"}},
      {"root", "ops.employer.example", {v1::ADMIN}, {}}};
  Open();
  const Identification who = access_->Identify(
      {.names = {"other.example", "spiffe://employer.example/ats"}});
  ASSERT_EQ(who.result, Result::kKnown);
  EXPECT_EQ(who.principal->caller().principal, "certificates/ats");
  EXPECT_TRUE(who.principal->caller().MayActFor("acme"));
  EXPECT_FALSE(who.principal->caller().MayActFor("demo"));
  EXPECT_TRUE(access_->Identify({.names = {"ops.employer.example"}})
                  .principal->caller()
                  .every_tenant);
  for (const char* name :
       {"", "spiffe://employer.example/at", "OPS.employer.example",
        "x.ops.employer.example", "spiffe://employer.example/ats/"}) {
    EXPECT_EQ(access_->Identify({.names = {name}}).result,
              Result::kNothingShown)
        << name;
  }
}

TEST_F(AccessControlTest, AKeyDecidesAloneWhereACertificateIsShownToo) {
  options_.certificates = {{"root", "ops.example", {v1::ADMIN}, {}}};
  Open();
  EXPECT_EQ(
      access_
          ->Identify({.authorization = {"Bearer x"}, .names = {"ops.example"}})
          .result,
      Result::kRefused);
}

}  // namespace
}  // namespace prescreen
