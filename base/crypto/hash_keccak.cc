// SPDX-License-Identifier: Apache-2.0
// Apart from hash.cc, because Crypto++'s headers do not compile cleanly under
// this project's warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <cryptopp/keccak.h>
#pragma GCC diagnostic pop

#include "base/crypto/hash.h"

namespace prescreen {

Digest32 Keccak256(absl::string_view bytes) {
  Digest32 digest;
  CryptoPP::Keccak_256().CalculateDigest(
      digest.data(), reinterpret_cast<const CryptoPP::byte*>(bytes.data()),
      bytes.size());
  return digest;
}

}  // namespace prescreen
