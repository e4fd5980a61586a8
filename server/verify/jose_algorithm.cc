// SPDX-License-Identifier: Apache-2.0
#include "server/verify/jose_algorithm.h"

#include "absl/strings/match.h"
#include "server/resolve/key_resolver.h"

namespace prescreen {
namespace {

struct AlgorithmKey {
  absl::string_view alg;
  std::uint64_t codec;
};

// RFC 7518 section 3.1, RFC 8037, RFC 8812.
constexpr AlgorithmKey kKeys[] = {
    {"EdDSA", kEd25519Codec}, {"EdDSA", kEd448Codec},
    {"ES256", kP256Codec},    {"ES384", kP384Codec},
    {"ES512", kP521Codec},    {"ES256K", kSecp256k1Codec},
    {"RS256", kRsaCodec},     {"RS384", kRsaCodec},
    {"RS512", kRsaCodec},     {"PS256", kRsaCodec},
    {"PS384", kRsaCodec},     {"PS512", kRsaCodec}};

}  // namespace

AlgorithmStanding StandingOf(absl::string_view alg) {
  if (alg == "EdDSA") return AlgorithmStanding::kAccepted;
  if (absl::EqualsIgnoreCase(alg, "none") ||
      absl::StartsWithIgnoreCase(alg, "HS")) {
    return AlgorithmStanding::kForbidden;
  }
  return AlgorithmStanding::kUnsupported;
}

bool FitsKey(absl::string_view alg, std::uint64_t key_codec) {
  bool known = false;
  for (const AlgorithmKey& pair : kKeys) {
    if (pair.alg != alg) continue;
    if (pair.codec == key_codec) return true;
    known = true;
  }
  return !known;
}

}  // namespace prescreen
