// SPDX-License-Identifier: Apache-2.0
#include "server/access/api_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "server/access/key_text.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_store.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ApiKeysTest : public ::testing::Test {
 protected:
  void SetUp() override { Open(); }
  void Open() {
    auto keys = ApiKeys::Open(store_, random_, clock_, /*default=*/3);
    ASSERT_TRUE(keys.ok()) << keys.status();
    keys_ = *std::move(keys);
  }
  MadeApiKey Make(NewApiKey key = {}) {
    if (key.roles.empty()) key.roles = {v1::ATS};
    return keys_->Create(key).value();
  }
  stored::v1::ApiKeyRow Stored(const std::string& id) {
    stored::v1::ApiKeyRow row;
    EXPECT_TRUE(row.ParseFromString(*store_.Get(Family::kApiKeys, id)));
    return row;
  }

  MemoryStore store_;
  SystemRandom random_;
  FakeClock clock_;
  std::unique_ptr<ApiKeys> keys_;
};

TEST_F(ApiKeysTest, MadeKeyIsFoundWithWhatItMayDo) {
  const MadeApiKey made = Make({.label = "ats",
                                .roles = {v1::ATS, v1::AUDITOR},
                                .tenants = {"acme", "globex"}});
  const ApiKeys::Match match = keys_->Find(made.text);
  ASSERT_TRUE(match.valid);
  const Caller& caller = match.principal->caller();
  EXPECT_EQ(caller.principal, absl::StrCat("keys/", made.row.id()));
  EXPECT_EQ(caller.roles, (Roles{v1::ATS, v1::AUDITOR}));
  EXPECT_TRUE(caller.MayActFor("acme"));
  EXPECT_TRUE(caller.MayActFor("globex"));
  EXPECT_FALSE(caller.MayActFor("demo"));
}

TEST_F(ApiKeysTest, TheSecretIsStoredAsADigestAlone) {
  const MadeApiKey made = Make();
  const std::string secret = ParseKeyText(made.text)->secret;
  EXPECT_EQ(secret.size(), 32u);
  const std::string row = *store_.Get(Family::kApiKeys, made.row.id());
  EXPECT_THAT(row, Not(HasSubstr(secret)));
  EXPECT_THAT(row, Not(HasSubstr(Base64UrlEncode(secret))));
  EXPECT_EQ(made.row.secret_digest(), SecretDigest(secret));
}

TEST_F(ApiKeysTest, KeysSurviveARestart) {
  const MadeApiKey made = Make();
  const MadeApiKey revoked = Make();
  ASSERT_TRUE(keys_->Revoke(revoked.row.id()).ok());
  Open();
  EXPECT_TRUE(keys_->Find(made.text).valid);
  EXPECT_FALSE(keys_->Find(revoked.text).valid);
}

TEST_F(ApiKeysTest, AnotherSecretIsNobody) {
  const MadeApiKey made = Make();
  KeyText key = *ParseKeyText(made.text);
  for (const std::size_t place : {std::size_t{0}, std::size_t{31}}) {
    KeyText other = key;
    other.secret[place] = static_cast<char>(other.secret[place] ^ 1);
    EXPECT_EQ(keys_->Find(FormatKeyText(other)).principal, nullptr) << place;
  }
  key.id = "ffffffffffffffff";
  EXPECT_EQ(keys_->Find(FormatKeyText(key)).principal, nullptr);
}

TEST_F(ApiKeysTest, MalformedKeysAreNobody) {
  const std::string text = Make().text;
  for (const std::string& bad :
       {std::string(), std::string("psk_"), std::string("psk__"),
        text.substr(1), text.substr(0, text.size() - 1), text + "A", text + "=",
        " " + text, absl::StrCat("PSK", text.substr(3)),
        std::string("psk_") + std::string(1000, 'a') + "_" +
            std::string(43, 'A'),
        std::string(100000, '_')}) {
    EXPECT_EQ(keys_->Find(bad).principal, nullptr) << bad.substr(0, 100);
    EXPECT_FALSE(keys_->Find(bad).valid);
  }
}

TEST_F(ApiKeysTest, KeyEndsAtItsExpiry) {
  const absl::Time expiry = clock_.Now() + absl::Hours(1);
  const MadeApiKey made = Make({.expire_time = expiry});
  clock_.Set(expiry - absl::Microseconds(1));
  EXPECT_TRUE(keys_->Find(made.text).valid);
  clock_.Set(expiry);
  const ApiKeys::Match match = keys_->Find(made.text);
  EXPECT_FALSE(match.valid);
  EXPECT_NE(match.principal, nullptr);  // but it is sure who it was
}

TEST_F(ApiKeysTest, RevocationEndsWhatIsUnderWayToo) {
  const MadeApiKey made = Make();
  const auto principal = keys_->Find(made.text).principal;
  EXPECT_TRUE(principal->IsValidAt(clock_.Now()));
  ASSERT_TRUE(keys_->Revoke(made.row.id()).ok());
  EXPECT_FALSE(principal->IsValidAt(clock_.Now()));
  EXPECT_FALSE(keys_->Find(made.text).valid);
  EXPECT_NE(Stored(made.row.id()).revoke_time(), 0);
}

TEST_F(ApiKeysTest, RevocationHoldsEvenIfTheDiskFails) {
  const MadeApiKey made = Make();
  store_.before_write = [](const WriteBatch&, Durability) {
    return absl::UnavailableError("disk");
  };
  EXPECT_FALSE(keys_->Revoke(made.row.id()).ok());
  EXPECT_FALSE(keys_->Find(made.text).valid);
}

TEST_F(ApiKeysTest, RevokingAgainChangesNothing) {
  const MadeApiKey made = Make();
  const auto first = keys_->Revoke(made.row.id());
  clock_.Advance(absl::Hours(1));
  const auto second = keys_->Revoke(made.row.id());
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->revoke_time(), second->revoke_time());
  EXPECT_EQ(keys_->Revoke("unknown").status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(ApiKeysTest, LastUseIsWrittenByTheTimerAndNeverUndoesARevocation) {
  const MadeApiKey made = Make();
  ASSERT_TRUE(keys_->Find(made.text).valid);
  EXPECT_EQ(Stored(made.row.id()).last_use(), 0);
  ASSERT_TRUE(keys_->Revoke(made.row.id()).ok());
  ASSERT_TRUE(keys_->FlushLastUse().ok());
  EXPECT_EQ(Stored(made.row.id()).last_use(), absl::ToUnixMicros(clock_.Now()));
  EXPECT_NE(Stored(made.row.id()).revoke_time(), 0);
}

TEST_F(ApiKeysTest, LastUseThatDidNotChangeIsNotWritten) {
  const MadeApiKey made = Make();
  ASSERT_TRUE(keys_->Find(made.text).valid);
  ASSERT_TRUE(keys_->FlushLastUse().ok());
  int writes = 0;
  store_.before_write = [&writes](const WriteBatch&, Durability durability) {
    EXPECT_EQ(durability, Durability::kUnsynced);
    ++writes;
    return absl::OkStatus();
  };
  ASSERT_TRUE(keys_->FlushLastUse().ok());
  EXPECT_EQ(writes, 0);
  clock_.Advance(absl::Seconds(1));
  ASSERT_TRUE(keys_->Find(made.text).valid);
  ASSERT_TRUE(keys_->FlushLastUse().ok());
  EXPECT_EQ(writes, 1);
}

TEST_F(ApiKeysTest, CallsUnderWayAreBounded) {
  const auto standard = keys_->Find(Make().text).principal;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(standard->Enter());
  EXPECT_FALSE(standard->Enter());
  standard->Leave();
  EXPECT_TRUE(standard->Enter());
  const auto one = keys_->Find(Make({.max_in_flight = 1}).text).principal;
  EXPECT_TRUE(one->Enter());
  EXPECT_FALSE(one->Enter());
}

TEST_F(ApiKeysTest, OnlyAValidAdminOfEveryTenantIsTheServersAdmin) {
  EXPECT_TRUE(keys_->empty());
  Make({.roles = {v1::ADMIN}, .tenants = {"acme"}});
  Make({.roles = {v1::ATS}});
  EXPECT_FALSE(keys_->HasAdmin());
  const MadeApiKey admin = Make({.roles = {v1::ADMIN}});
  EXPECT_TRUE(keys_->HasAdmin());
  ASSERT_TRUE(keys_->Revoke(admin.row.id()).ok());
  EXPECT_FALSE(keys_->HasAdmin());
  EXPECT_FALSE(keys_->empty());
}

TEST_F(ApiKeysTest, ListIsOldestFirst) {
  std::vector<std::string> made;
  for (int i = 0; i < 5; ++i) {
    made.push_back(Make().row.id());
    clock_.Advance(absl::Seconds(1));
  }
  std::vector<std::string> listed;
  for (const auto& row : keys_->List()) listed.push_back(row.id());
  EXPECT_EQ(listed, made);
}

TEST_F(ApiKeysTest, DamagedRowStopsTheStart) {
  WriteBatch batch;
  batch.Put(Family::kApiKeys, "abc", "\xff");
  ASSERT_TRUE(store_.Write(batch, Durability::kSynced).ok());
  EXPECT_EQ(ApiKeys::Open(store_, random_, clock_, 1).status().code(),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace prescreen
