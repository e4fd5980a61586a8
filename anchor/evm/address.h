// SPDX-License-Identifier: Apache-2.0
// Ethereum addresses. Thread-safe.
#ifndef PRESCREEN_ANCHOR_EVM_ADDRESS_H_
#define PRESCREEN_ANCHOR_EVM_ADDRESS_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/crypto/hash.h"

namespace prescreen::anchor::evm {

using Address = std::array<std::uint8_t, 20>;

using prescreen::AsBytes;
inline absl::string_view AsBytes(const Address& address) {
  return absl::string_view(reinterpret_cast<const char*>(address.data()),
                           address.size());
}
// InvalidArgument: not 20 bytes.
absl::StatusOr<Address> ToAddress(absl::string_view bytes);

// 0x and 40 digits, capitals as EIP-55 sets them. The parser takes text in one
// case too; mixed case must be EIP-55's. InvalidArgument: malformed.
std::string FormatAddress(const Address& address);
absl::StatusOr<Address> ParseAddress(absl::string_view text);

// The account of a 64-byte public key X ‖ Y. InvalidArgument: not 64 bytes.
absl::StatusOr<Address> AddressOfPublicKey(absl::string_view public_key);
// The account of a 32-byte private key. InvalidArgument: no private key.
absl::StatusOr<Address> AddressOfPrivateKey(absl::string_view private_key);

// EIP-1014: where `deployer` creates the contract of `init_code`.
Address Create2Address(const Address& deployer, const Digest32& salt,
                       absl::string_view init_code);

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_ANCHOR_EVM_ADDRESS_H_
