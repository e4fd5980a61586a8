// SPDX-License-Identifier: Apache-2.0
// A JSON Web Key that a stranger wrote.
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "base/check.h"
#include "base/crypto/jwk.h"
#include "base/crypto/multikey.h"

namespace prescreen {
namespace {

// An accepted key means the same in every form, and no signature is its own
// that it did not make.
void Check(const PublicKey& key) {
  PRESCREEN_CHECK(*ParseJwk(FormatJwk(key)) == key);
  PRESCREEN_CHECK(*PublicKey::FromBytes(key.type(), key.bytes()) == key);
  PRESCREEN_CHECK(*ParseMultikey(FormatMultikey(key)) == key);
  for (const SignatureAlgorithm algorithm :
       {SignatureAlgorithm::kEdDsa, SignatureAlgorithm::kEs256,
        SignatureAlgorithm::kEs384, SignatureAlgorithm::kEs512,
        SignatureAlgorithm::kEs256K, SignatureAlgorithm::kRs256,
        SignatureAlgorithm::kPs256}) {
    for (const std::size_t size : {0u, 64u, 96u, 132u, 256u, 512u}) {
      PRESCREEN_CHECK(
          !VerifySignature(key, algorithm, "message", std::string(size, 1)));
    }
  }
}

}  // namespace
}  // namespace prescreen

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace prescreen;  // NOLINT(google-build-using-namespace)
  const absl::StatusOr<json::Value> jwk =
      json::Parse(absl::string_view(reinterpret_cast<const char*>(data), size));
  if (!jwk.ok()) return 0;
  const absl::StatusOr<PublicKey> key = ParseJwk(*jwk);
  if (key.ok()) Check(*key);
  return 0;
}
