// SPDX-License-Identifier: Apache-2.0
#include "server/store/sealed_value.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/crypto/hash.h"
#include "tests/server/store/store_testing.h"
#include "tests/support/forgetful_fs.h"

namespace prescreen {
namespace {

class SealedValueTest : public testing::Test {
 protected:
  SealedValueTest() {
    const TenantKey tenant = {std::string(16, 't'), std::string(32, 0x77)};
    keys_ = *KeyFile::Open(*files_, random_, "/disk/keys");
    keys_->AddTenantKey(tenant);
    key_ = *keys_->NewKey(tenant.id);
    sealed_ =
        SealValue(key_, random_, Family::kRevisions, "row key", "plaintext");
  }
  absl::StatusOr<std::string> Open(const std::string& sealed,
                                   Family family = Family::kRevisions,
                                   const std::string& row_key = "row key") {
    return OpenValue(*keys_, family, row_key, sealed);
  }

  ForgetfulDisk disk_{"/disk"};
  const std::unique_ptr<FileSystem> files_ = NewForgetfulFileSystem(disk_);
  CountingRandom random_;
  std::unique_ptr<KeyFile> keys_;
  DataKey key_;
  std::string sealed_;
};

TEST_F(SealedValueTest, HasItsStoredFormat) {
  EXPECT_EQ(HexEncode(sealed_), HexEncode(GoldenBytes("sealed_value")));
}

TEST_F(SealedValueTest, Opens) { EXPECT_EQ(*Open(sealed_), "plaintext"); }

TEST_F(SealedValueTest, IsRefusedInAnotherRowOrFamily) {
  EXPECT_TRUE(
      absl::IsDataLoss(Open(sealed_, Family::kRevisions, "row kez").status()));
  EXPECT_TRUE(absl::IsDataLoss(Open(sealed_, Family::kScreenings).status()));
}

TEST_F(SealedValueTest, IsRefusedWithAnyByteAlteredOrCutOff) {
  for (std::size_t i = 0; i < sealed_.size(); ++i) {
    std::string altered = sealed_;
    altered[i] = static_cast<char>(altered[i] ^ 0x80);
    const absl::Status status = Open(altered).status();
    const bool is_slot_id = i >= 1 && i < 17;
    EXPECT_EQ(status.code(), is_slot_id ? absl::StatusCode::kNotFound
                                        : absl::StatusCode::kDataLoss)
        << i;
    EXPECT_TRUE(absl::IsDataLoss(Open(sealed_.substr(0, i)).status())) << i;
  }
}

TEST_F(SealedValueTest, IsNotFoundOnceItsKeyIsErased) {
  ASSERT_TRUE(keys_->Flush().ok());
  auto segment = files_->Open("/disk/keys/000.seg", 0600);
  ASSERT_TRUE((*segment)->WriteAt(0, std::string(96, '\0')).ok());
  EXPECT_TRUE(absl::IsNotFound(Open(sealed_).status()));
}

}  // namespace
}  // namespace prescreen
