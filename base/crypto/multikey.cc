// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/multikey.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/crypto/ed25519.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

// Multicodec codes of public keys.
constexpr std::uint64_t kEd25519Code = 0xed;
constexpr std::uint64_t kOtherKeyCodes[] = {
    0xe7,    // secp256k1
    0xea,    // BLS12-381 G1
    0xeb,    // BLS12-381 G2
    0xec,    // X25519
    0xee,    // BLS12-381 G1 and G2
    0x1200,  // P-256
    0x1201,  // P-384
    0x1202,  // P-521
    0x1203,  // Ed448
    0x1204,  // X448
    0x1205,  // RSA
    0x1206,  // SM2
};

}  // namespace

absl::StatusOr<PublicKey> ParseMultikey(absl::string_view multibase) {
  ASSIGN_OR_RETURN(const std::string decoded, MultibaseDecode(multibase));
  absl::string_view bytes = decoded;
  ASSIGN_OR_RETURN(const std::uint64_t code, VarintConsume(&bytes));
  if (code != kEd25519Code) {
    if (std::count(std::begin(kOtherKeyCodes), std::end(kOtherKeyCodes), code) >
        0) {
      return absl::UnimplementedError("multikey: key type not supported");
    }
    return absl::InvalidArgumentError("multikey: not a public key");
  }
  if (bytes.size() != kEd25519KeyBytes) {
    return absl::InvalidArgumentError("multikey: wrong length");
  }
  if (!IsSafeEd25519Key(bytes)) {
    return absl::InvalidArgumentError("multikey: not a safe Ed25519 point");
  }
  return PublicKey{.type = KeyType::kEd25519, .bytes = std::string(bytes)};
}

std::string FormatMultikey(const PublicKey& key) {
  PRESCREEN_CHECK(key.type == KeyType::kEd25519);
  return MultibaseEncodeBase58Btc(
      absl::StrCat(VarintEncode(kEd25519Code), key.bytes));
}

}  // namespace prescreen
