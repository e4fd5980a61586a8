// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/keystore.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "absl/strings/str_replace.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"

namespace prescreen::anchor::evm {
namespace {

// Made for this test with few rounds: key = SHA-256("test key"), password
// "correct horse".
constexpr char kPbkdf2File[] =
    R"({"version":3,"id":"00000000-0000-4000-8000-000000000000","addres)"
    R"(s":"637d9ac7375fe5ec95a411bc89304620e25fa855","crypto":{"cipher")"
    R"(:"aes-128-ctr","cipherparams":{"iv":"070707070707070707070707070)"
    R"(70707"},"ciphertext":"e01963dc6b71e1e0e07a6d04d5c1f497a613b88711)"
    R"(2680a45cb3f0b284c9ed07","kdf":"pbkdf2","kdfparams":{"dklen":32,")"
    R"(c":2,"prf":"hmac-sha256","salt":"63479ad69a090b258277ec8fba6f994)"
    R"(19a2ffb248981510657c944ccd1148e97"},"mac":"d6277e1f960798d12511e)"
    R"(892afb2b31a7d04d1ac63a7aeffadf1b869d14150e9"}})";
constexpr char kScryptFile[] =
    R"({"version":3,"id":"00000000-0000-4000-8000-000000000000","addres)"
    R"(s":"637d9ac7375fe5ec95a411bc89304620e25fa855","crypto":{"cipher")"
    R"(:"aes-128-ctr","cipherparams":{"iv":"070707070707070707070707070)"
    R"(70707"},"ciphertext":"8661041b38ad212a3d8055405a41628e33e5165539)"
    R"(6169c934edd5979f2e7059","kdf":"scrypt","kdfparams":{"dklen":32,")"
    R"(n":2,"r":8,"p":1,"salt":"63479ad69a090b258277ec8fba6f99419a2ffb2)"
    R"(48981510657c944ccd1148e97"},"mac":"b97da7f9df61ed3c7c8774d9740ec)"
    R"(eddea5a51050b98d769257aff0763256d82"}})";
constexpr char kPassword[] = "correct horse";

std::string Key() { return std::string(AsBytes(Sha256("test key"))); }

class KeyFile : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& content,
                    mode_t mode = 0600) {
    const std::string path = ::testing::TempDir() + "keystore_test_" + name;
    EXPECT_TRUE(WriteFileAtomically(files_, path, content, 0600).ok());
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  }

  PosixFileSystem files_;
};

TEST(DecryptKeystore, OpensBothDerivations) {
  EXPECT_EQ(*DecryptKeystore(kPbkdf2File, kPassword), Key());
  EXPECT_EQ(*DecryptKeystore(kScryptFile, kPassword), Key());
}

TEST(DecryptKeystore, TellsAWrongPassword) {
  EXPECT_EQ(DecryptKeystore(kScryptFile, "wrong").status().code(),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(DecryptKeystore(kPbkdf2File, "").status().code(),
            absl::StatusCode::kUnauthenticated);
}

TEST(DecryptKeystore, RefusesAnotherAddress) {
  const std::string altered = absl::StrReplaceAll(
      kPbkdf2File, {{"\"address\":\"", "\"address\":\"00"}});
  ASSERT_NE(altered, kPbkdf2File);
  EXPECT_EQ(DecryptKeystore(altered, kPassword).status().code(),
            absl::StatusCode::kInvalidArgument);
}

struct Alteration {
  const char* from;
  const char* to;
  absl::StatusCode code;
};

TEST(DecryptKeystore, RefusesWhatItCannotDo) {
  const Alteration kAlterations[] = {
      {"\"version\":3", "\"version\":1", absl::StatusCode::kUnimplemented},
      {"aes-128-ctr", "aes-128-cbc", absl::StatusCode::kUnimplemented},
      {"\"kdf\":\"scrypt\"", "\"kdf\":\"argon2\"",
       absl::StatusCode::kUnimplemented},
      {"\"dklen\":32", "\"dklen\":64", absl::StatusCode::kUnimplemented},
      {"\"n\":2", "\"n\":3", absl::StatusCode::kInvalidArgument},
      {"\"n\":2", "\"n\":0", absl::StatusCode::kInvalidArgument},
      {"\"n\":2", "\"n\":1099511627776", absl::StatusCode::kResourceExhausted},
      {"\"p\":1", "\"p\":1099511627776", absl::StatusCode::kResourceExhausted},
      {"\"mac\":\"", "\"mac\":\"zz", absl::StatusCode::kInvalidArgument},
      {"\"ciphertext\":\"", "\"ciphertext\":\"00",
       absl::StatusCode::kInvalidArgument},
      {"\"salt\"", "\"pepper\"", absl::StatusCode::kInvalidArgument},
  };
  for (const Alteration& a : kAlterations) {
    const std::string altered =
        absl::StrReplaceAll(kScryptFile, {{a.from, a.to}});
    ASSERT_NE(altered, kScryptFile) << a.from;
    EXPECT_EQ(DecryptKeystore(altered, kPassword).status().code(), a.code)
        << a.to;
  }
}

TEST(DecryptKeystore, RefusesTooManyRounds) {
  const std::string altered =
      absl::StrReplaceAll(kPbkdf2File, {{"\"c\":2", "\"c\":99999999"}});
  ASSERT_NE(altered, kPbkdf2File);
  EXPECT_EQ(DecryptKeystore(altered, kPassword).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(KeyFile, OfAKeystoreIsOpenedWithItsPasswordFile) {
  const KeyFileOptions options{Write("v3", kScryptFile),
                               Write("password", "correct horse\n")};
  EXPECT_EQ(*LoadPrivateKey(files_, options), Key());
}

TEST_F(KeyFile, OfARawKeyIsForDevelopmentOnly) {
  KeyFileOptions options{Write("raw", "0x" + HexEncode(Key()) + "\n"), ""};
  EXPECT_EQ(LoadPrivateKey(files_, options).status().code(),
            absl::StatusCode::kFailedPrecondition);
  options.development = true;
  EXPECT_EQ(*LoadPrivateKey(files_, options), Key());
}

TEST_F(KeyFile, WithWiderRightsIsRefused) {
  for (const mode_t mode : {0640, 0604, 0610}) {
    KeyFileOptions options{Write("wide", HexEncode(Key()), mode), "", true};
    EXPECT_EQ(LoadPrivateKey(files_, options).status().code(),
              absl::StatusCode::kPermissionDenied);
  }
}

TEST_F(KeyFile, OfAPasswordWithWiderRightsIsRefused) {
  const KeyFileOptions options{Write("v3", kScryptFile),
                               Write("password", "correct horse\n", 0644)};
  EXPECT_EQ(LoadPrivateKey(files_, options).status().code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(KeyFile, OfNoKeyIsRefusedWithoutShowingIt) {
  const KeyFileOptions options{Write("bad", "not-a-key"), "", true};
  const absl::Status status = LoadPrivateKey(files_, options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(std::string(status.message()).find("not-a-key"), std::string::npos);
}

TEST_F(KeyFile, ThatIsMissingIsNotFound) {
  const KeyFileOptions options{::testing::TempDir() + "none", ""};
  EXPECT_EQ(LoadPrivateKey(files_, options).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace prescreen::anchor::evm
