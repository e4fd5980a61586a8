// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/address.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "anchor/evm/quantity.h"
#include "base/crypto/secp256k1.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen::anchor::evm {
namespace {

Address LastTwentyBytes(const Digest32& digest) {
  Address address;
  std::copy(digest.end() - 20, digest.end(), address.begin());
  return address;
}

bool HasBothCases(absl::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isupper(c); }) &&
         std::any_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_islower(c); });
}

}  // namespace

absl::StatusOr<Address> ToAddress(absl::string_view bytes) {
  Address address;
  if (bytes.size() != address.size()) {
    return absl::InvalidArgumentError("address: not 20 bytes");
  }
  std::copy(bytes.begin(), bytes.end(), address.begin());
  return address;
}

std::string FormatAddress(const Address& address) {
  std::string text = HexEncode(AsBytes(address));
  const std::string digest = HexEncode(AsBytes(Keccak256(text)));
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (digest[i] >= '8') text[i] = absl::ascii_toupper(text[i]);
  }
  return "0x" + text;
}

absl::StatusOr<Address> ParseAddress(absl::string_view text) {
  ASSIGN_OR_RETURN(const std::string bytes, ParseData(text));
  ASSIGN_OR_RETURN(const Address address, ToAddress(bytes));
  if (HasBothCases(text.substr(2)) && FormatAddress(address) != text) {
    return absl::InvalidArgumentError("address: wrong EIP-55 checksum");
  }
  return address;
}

absl::StatusOr<Address> AddressOfPublicKey(absl::string_view public_key) {
  if (public_key.size() != 64) {
    return absl::InvalidArgumentError("public key: not 64 bytes");
  }
  return LastTwentyBytes(Keccak256(public_key));
}

absl::StatusOr<Address> AddressOfPrivateKey(absl::string_view private_key) {
  ASSIGN_OR_RETURN(const std::string public_key,
                   Secp256k1PublicKey(private_key));
  return AddressOfPublicKey(public_key);
}

Address Create2Address(const Address& deployer, const Digest32& salt,
                       absl::string_view init_code) {
  const Digest32 code_hash = Keccak256(init_code);
  return LastTwentyBytes(Keccak256(absl::StrCat(
      "\xff", AsBytes(deployer), AsBytes(salt), AsBytes(code_hash))));
}

}  // namespace prescreen::anchor::evm
