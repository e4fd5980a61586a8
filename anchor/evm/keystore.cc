// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/keystore.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sodium/crypto_pwhash_scryptsalsa208sha256.h>

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "anchor/evm/address.h"
#include "base/codec/json.h"
#include "base/crypto/ssl_ptr.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen::anchor::evm {
namespace {

constexpr std::uint64_t kMaxScryptBytes = 1ull << 30;
constexpr std::int64_t kMaxScryptLanes = 64;
constexpr std::int64_t kMaxPbkdf2Rounds = 10'000'000;
constexpr std::size_t kDerivedBytes = 32;
constexpr std::uint64_t kMaxKeyFileBytes = 64u << 10;
constexpr mode_t kOthersRights = 077;

absl::Status Malformed(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("keystore: ", what));
}

const unsigned char* Raw(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Raw(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

absl::StatusOr<std::int64_t> IntMember(const json::Value& object,
                                       absl::string_view name) {
  const json::Value* value = object.Find(name);
  if (value == nullptr) return Malformed(absl::StrCat(name, " is missing"));
  return value->AsInt64();
}

absl::StatusOr<std::string> HexMember(const json::Value& object,
                                      absl::string_view name) {
  const json::Value* value = object.Find(name);
  if (value == nullptr || !value->is_string()) {
    return Malformed(absl::StrCat(name, " is missing"));
  }
  return HexDecode(value->string_value());
}

absl::StatusOr<std::string> DeriveScrypt(const json::Value& params,
                                         absl::string_view salt,
                                         absl::string_view password) {
  ASSIGN_OR_RETURN(const std::int64_t n, IntMember(params, "n"));
  ASSIGN_OR_RETURN(const std::int64_t r, IntMember(params, "r"));
  ASSIGN_OR_RETURN(const std::int64_t p, IntMember(params, "p"));
  if (n < 2 || (n & (n - 1)) != 0 || r < 1 || p < 1) {
    return Malformed("scrypt parameters out of range");
  }
  // Factors first, so that the product cannot overflow.
  const auto limit = static_cast<std::int64_t>(kMaxScryptBytes / 128);
  if (r > 1024 || p > kMaxScryptLanes || n > limit / r) {
    return absl::ResourceExhaustedError("keystore: scrypt needs too much");
  }
  // Not OpenSSL's: it refuses n >= 2^(16 r), which files in use have.
  std::string derived(kDerivedBytes, '\0');
  if (crypto_pwhash_scryptsalsa208sha256_ll(
          Raw(password), password.size(), Raw(salt), salt.size(),
          static_cast<std::uint64_t>(n), static_cast<std::uint32_t>(r),
          static_cast<std::uint32_t>(p), Raw(derived), derived.size()) != 0) {
    return absl::ResourceExhaustedError("keystore: scrypt failed");
  }
  return derived;
}

absl::StatusOr<std::string> DerivePbkdf2(const json::Value& params,
                                         absl::string_view salt,
                                         absl::string_view password) {
  if (params.FindString("prf") != "hmac-sha256") {
    return absl::UnimplementedError("keystore: unknown pseudo-random function");
  }
  ASSIGN_OR_RETURN(const std::int64_t rounds, IntMember(params, "c"));
  if (rounds < 1) return Malformed("pbkdf2 rounds out of range");
  if (rounds > kMaxPbkdf2Rounds) {
    return absl::ResourceExhaustedError("keystore: pbkdf2 needs too much");
  }
  std::string derived(kDerivedBytes, '\0');
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                        Raw(salt), static_cast<int>(salt.size()),
                        static_cast<int>(rounds), EVP_sha256(),
                        static_cast<int>(derived.size()), Raw(derived)) != 1) {
    return Malformed("pbkdf2 failed");
  }
  return derived;
}

absl::StatusOr<std::string> Derive(const json::Value& crypto,
                                   absl::string_view password) {
  const json::Value* params = crypto.Find("kdfparams");
  if (params == nullptr) return Malformed("kdfparams is missing");
  ASSIGN_OR_RETURN(const std::int64_t length, IntMember(*params, "dklen"));
  if (length != static_cast<std::int64_t>(kDerivedBytes)) {
    return absl::UnimplementedError("keystore: dklen is not 32");
  }
  ASSIGN_OR_RETURN(const std::string salt, HexMember(*params, "salt"));
  const absl::string_view kdf = crypto.FindString("kdf");
  if (kdf == "scrypt") return DeriveScrypt(*params, salt, password);
  if (kdf == "pbkdf2") return DerivePbkdf2(*params, salt, password);
  return absl::UnimplementedError("keystore: unknown key derivation");
}

absl::StatusOr<std::string> DecryptAes128Ctr(absl::string_view key,
                                             absl::string_view iv,
                                             absl::string_view ciphertext) {
  if (iv.size() != 16) return Malformed("iv is not 16 bytes");
  SslPtr<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
  std::string plaintext(ciphertext.size(), '\0');
  int written = 0;
  if (context == nullptr ||
      EVP_DecryptInit_ex(context.get(), EVP_aes_128_ctr(), nullptr, Raw(key),
                         Raw(iv)) != 1 ||
      EVP_DecryptUpdate(context.get(), Raw(plaintext), &written,
                        Raw(ciphertext),
                        static_cast<int>(ciphertext.size())) != 1) {
    return Malformed("decryption failed");
  }
  return plaintext;
}

absl::StatusOr<std::string> DecryptCrypto(const json::Value& crypto,
                                          absl::string_view password) {
  if (crypto.FindString("cipher") != "aes-128-ctr") {
    return absl::UnimplementedError("keystore: unknown cipher");
  }
  ASSIGN_OR_RETURN(const std::string ciphertext,
                   HexMember(crypto, "ciphertext"));
  if (ciphertext.size() != 32) return Malformed("ciphertext is not 32 bytes");
  ASSIGN_OR_RETURN(const std::string mac, HexMember(crypto, "mac"));
  const json::Value* cipher_params = crypto.Find("cipherparams");
  if (cipher_params == nullptr) return Malformed("cipherparams is missing");
  ASSIGN_OR_RETURN(const std::string iv, HexMember(*cipher_params, "iv"));
  ASSIGN_OR_RETURN(std::string derived, Derive(crypto, password));
  const absl::string_view halves(derived);
  const Digest32 expected =
      Keccak256(absl::StrCat(halves.substr(16), ciphertext));
  absl::StatusOr<std::string> key =
      absl::UnauthenticatedError("keystore: wrong password");
  if (AsBytes(expected) == mac) {
    key = DecryptAes128Ctr(halves.substr(0, 16), iv, ciphertext);
  }
  OPENSSL_cleanse(derived.data(), derived.size());
  return key;
}

absl::StatusOr<std::string> ReadPrivateFile(FileSystem& files,
                                            const std::string& path) {
  ASSIGN_OR_RETURN(const FileInfo info, files.Stat(path));
  if ((info.permissions & kOthersRights) != 0) {
    return absl::PermissionDeniedError(absl::StrCat(
        path, ": others than the owner have rights on it; chmod 600 it"));
  }
  return files.Read(path, kMaxKeyFileBytes);
}

absl::StatusOr<std::string> ParseRawKey(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  absl::ConsumePrefix(&text, "0x");
  ASSIGN_OR_RETURN(const std::string key, HexDecode(text));
  RETURN_IF_ERROR(AddressOfPrivateKey(key).status());
  return key;
}

}  // namespace

absl::StatusOr<std::string> DecryptKeystore(absl::string_view json,
                                            absl::string_view password) {
  ASSIGN_OR_RETURN(const json::Value file, json::Parse(json));
  ASSIGN_OR_RETURN(const std::int64_t version, IntMember(file, "version"));
  if (version != 3) {
    return absl::UnimplementedError("keystore: not of version 3");
  }
  const json::Value* crypto = file.Find("crypto");
  if (crypto == nullptr) return Malformed("crypto is missing");
  ASSIGN_OR_RETURN(const std::string key, DecryptCrypto(*crypto, password));
  ASSIGN_OR_RETURN(const Address address, AddressOfPrivateKey(key));
  absl::string_view stated = file.FindString("address");
  absl::ConsumePrefix(&stated, "0x");
  if (!stated.empty() &&
      !absl::EqualsIgnoreCase(stated, HexEncode(AsBytes(address)))) {
    return Malformed("address is not the key's");
  }
  return key;
}

absl::StatusOr<std::string> LoadPrivateKey(FileSystem& files,
                                           const KeyFileOptions& options) {
  ASSIGN_OR_RETURN(const std::string content,
                   ReadPrivateFile(files, options.path));
  if (absl::StartsWith(absl::StripLeadingAsciiWhitespace(content), "{")) {
    ASSIGN_OR_RETURN(const std::string password,
                     ReadPrivateFile(files, options.password_path));
    return DecryptKeystore(content, absl::StripSuffix(password, "\n"));
  }
  if (!options.development) {
    return absl::FailedPreconditionError(absl::StrCat(
        options.path,
        ": a raw key is for development only; use a V3 keystore file"));
  }
  absl::StatusOr<std::string> key = ParseRawKey(content);
  if (!key.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(options.path, ": not a private key"));
  }
  return key;
}

}  // namespace prescreen::anchor::evm
