// SPDX-License-Identifier: Apache-2.0
#include "server/verify/jose_algorithm.h"

#include <cstdint>
#include <optional>

#include "absl/strings/match.h"
#include "base/crypto/jwk.h"

namespace prescreen {
namespace {

struct AlgorithmKey {
  absl::string_view alg;
  std::uint64_t codec;
};

// RFC 7518 section 3.1, RFC 8037, RFC 8812, RFC 9864.
constexpr AlgorithmKey kKeys[] = {
    {"EdDSA", kEd25519Codec},   {"EdDSA", kEd448Codec},
    {"Ed25519", kEd25519Codec}, {"Ed448", kEd448Codec},
    {"ES256", kP256Codec},      {"ES384", kP384Codec},
    {"ES512", kP521Codec},      {"ES256K", kSecp256k1Codec},
    {"RS256", kRsaCodec},       {"RS384", kRsaCodec},
    {"RS512", kRsaCodec},       {"PS256", kRsaCodec},
    {"PS384", kRsaCodec},       {"PS512", kRsaCodec}};

bool FitsType(absl::string_view alg, std::uint64_t key_codec) {
  if (key_codec == 0) return true;
  bool known = false;
  for (const AlgorithmKey& pair : kKeys) {
    if (pair.alg != alg) continue;
    if (pair.codec == key_codec) return true;
    known = true;
  }
  return !known;
}

// Two names may stand for one algorithm.
bool AreSame(absl::string_view a, absl::string_view b) {
  const std::optional<SignatureAlgorithm> known = ParseJoseAlgorithm(a);
  return a == b || (known.has_value() && known == ParseJoseAlgorithm(b));
}

}  // namespace

AlgorithmStanding StandingOf(absl::string_view alg) {
  if (ParseJoseAlgorithm(alg).has_value()) return AlgorithmStanding::kAccepted;
  if (absl::EqualsIgnoreCase(alg, "none") ||
      absl::StartsWithIgnoreCase(alg, "HS")) {
    return AlgorithmStanding::kForbidden;
  }
  return AlgorithmStanding::kUnsupported;
}

bool FitsKey(absl::string_view alg, const VerificationMethod& method) {
  return FitsType(alg, method.codec) &&
         (method.alg.empty() || AreSame(alg, method.alg));
}

}  // namespace prescreen
