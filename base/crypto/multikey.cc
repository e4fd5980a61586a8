// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/multikey.h"

#include <algorithm>
#include <iterator>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

struct Code {
  std::uint64_t code;
  KeyType type;
};

constexpr Code kCodes[] = {
    {0xed, KeyType::kEd25519},   {0x1200, KeyType::kP256},
    {0x1201, KeyType::kP384},    {0x1202, KeyType::kP521},
    {0xe7, KeyType::kSecp256k1}, {0x1205, KeyType::kRsa}};

constexpr std::uint64_t kOtherKeyCodes[] = {
    0xea,    // BLS12-381 G1
    0xeb,    // BLS12-381 G2
    0xec,    // X25519
    0xee,    // BLS12-381 G1 and G2
    0x1203,  // Ed448
    0x1204,  // X448
    0x1206,  // SM2
};

}  // namespace

absl::StatusOr<PublicKey> ParseMultikey(absl::string_view multibase) {
  ASSIGN_OR_RETURN(const std::string decoded, MultibaseDecode(multibase));
  absl::string_view bytes(decoded.data(), decoded.size());
  ASSIGN_OR_RETURN(const std::uint64_t code, VarintConsume(&bytes));
  const std::optional<KeyType> type = KeyTypeOfMulticodec(code);
  if (!type.has_value()) {
    if (std::count(std::begin(kOtherKeyCodes), std::end(kOtherKeyCodes), code) >
        0) {
      return absl::UnimplementedError("multikey: key type not supported");
    }
    return absl::InvalidArgumentError("multikey: not a public key");
  }
  ASSIGN_OR_RETURN(PublicKey key, PublicKey::FromBytes(*type, bytes));
  if (absl::string_view(key.bytes().data(), key.bytes().size()) != bytes) {
    return absl::InvalidArgumentError("multikey: the point is not compressed");
  }
  return key;
}

std::string FormatMultikey(const PublicKey& key) {
  return MultibaseEncodeBase58Btc(
      absl::StrCat(VarintEncode(MulticodecOf(key.type())), key.bytes()));
}

std::uint64_t MulticodecOf(KeyType type) {
  const Code* const known =
      std::find_if(std::begin(kCodes), std::end(kCodes),
                   [&](const Code& entry) { return entry.type == type; });
  PRESCREEN_CHECK(known != std::end(kCodes));
  return known->code;
}

std::optional<KeyType> KeyTypeOfMulticodec(std::uint64_t code) {
  for (const Code& entry : kCodes) {
    if (entry.code == code) return entry.type;
  }
  return std::nullopt;
}

}  // namespace prescreen
