// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/encoding.h"
#include "server/log/log.h"
#include "tests/support/forgetful_fs.h"

namespace prescreen {
namespace {

class LogKeyTest : public testing::Test {
 protected:
  absl::StatusOr<Ed25519PrivateKey> Load() {
    return LoadOrCreateLogKey(*files_, random_, "/disk/key");
  }
  void Write(const std::string& text, mode_t permissions = 0600) {
    files_->Remove("/disk/key").IgnoreError();
    ASSERT_TRUE((*files_->Create("/disk/key", permissions))->Append(text).ok());
  }

  ForgetfulDisk disk_{"/disk"};
  const std::unique_ptr<FileSystem> files_ = NewForgetfulFileSystem(disk_);
  SystemRandom random_;
};

TEST_F(LogKeyTest, IsMadeOnceAndDurable) {
  const auto made = Load();
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(files_->Stat("/disk/key")->permissions, mode_t{0600});
  disk_.FailPower();
  disk_.PowerOn(ForgetfulDisk::Survival::kNothing, 1);
  EXPECT_EQ(Load()->public_key(), made->public_key());
}

TEST_F(LogKeyTest, IsTheSeedInHexadecimal) {
  const std::string seed(32, 's');
  Write(HexEncode(seed));
  EXPECT_EQ(Load()->public_key(),
            Ed25519PrivateKey::FromSeed(seed)->public_key());
}

TEST_F(LogKeyTest, WithWiderRightsIsRefused) {
  for (const mode_t permissions : {0640, 0604, 0700, 0620}) {
    Write(std::string(64, 'a'), permissions);
    EXPECT_TRUE(absl::IsFailedPrecondition(Load().status())) << permissions;
  }
}

TEST_F(LogKeyTest, MalformedIsRefused) {
  for (const std::string& text :
       {std::string(), std::string(63, 'a'), std::string(65, 'a'),
        std::string(64, 'g'), std::string(64, 'a') + "\n\n",
        std::string(2000, 'a')}) {
    Write(text);
    EXPECT_TRUE(absl::IsFailedPrecondition(Load().status())) << text.size();
  }
}

}  // namespace
}  // namespace prescreen
