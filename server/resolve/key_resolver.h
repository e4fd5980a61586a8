// SPDX-License-Identifier: Apache-2.0
// Where verification methods come from (W3C Controlled Identifiers 1.0).
#ifndef PRESCREEN_SERVER_RESOLVE_KEY_RESOLVER_H_
#define PRESCREEN_SERVER_RESOLVE_KEY_RESOLVER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/crypto/public_key.h"

namespace prescreen {

// Multicodec codes of public keys that the verifier tells apart.
inline constexpr std::uint64_t kSecp256k1Codec = 0xe7;
inline constexpr std::uint64_t kEd25519Codec = 0xed;
inline constexpr std::uint64_t kP256Codec = 0x1200;
inline constexpr std::uint64_t kP384Codec = 0x1201;
inline constexpr std::uint64_t kP521Codec = 0x1202;
inline constexpr std::uint64_t kEd448Codec = 0x1203;
inline constexpr std::uint64_t kRsaCodec = 0x1205;

// When a key was its issuer's, in days, inclusive, UTC. Absent: no bound.
struct KeyPeriod {
  std::optional<absl::CivilDay> from;
  std::optional<absl::CivilDay> until;

  bool Holds(absl::Time time) const {
    const absl::CivilDay day = absl::ToCivilDay(time, absl::UTCTimeZone());
    return (!from.has_value() || *from <= day) &&
           (!until.has_value() || day <= *until);
  }
};

// A key that its controller uses to assert.
struct VerificationMethod {
  std::string id;           // absolute URL
  std::string controller;   // an issuer's identifier
  std::uint64_t codec = 0;  // multicodec code of the key's type; 0: unknown
  // The one JOSE algorithm that the key is for (`alg` of its JWK); "": any.
  std::string alg;
  // Signatures count that were made within one of these; empty: all.
  std::vector<KeyPeriod> periods;
  // Absent: a type that this build cannot verify with.
  std::optional<PublicKey> key;

  // False if the key was not in use then, or the time is not known but matters.
  bool WasInUse(std::optional<absl::Time> signed_at) const {
    for (const KeyPeriod& period : periods) {
      if (!period.from.has_value() && !period.until.has_value()) return true;
      if (signed_at.has_value() && period.Holds(*signed_at)) return true;
    }
    return periods.empty();
  }
};

// Thread-safe.
class KeyResolver {
 public:
  virtual ~KeyResolver() = default;
  // `url` is a verification method's absolute URL.
  // Unimplemented: a method that this build does not resolve (not checked);
  // Unavailable: no answer now (not checked); NotFound: the controller has no
  // such verification method; InvalidArgument: malformed, or an unsafe key.
  virtual absl::StatusOr<VerificationMethod> Resolve(
      absl::string_view url) const = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_RESOLVE_KEY_RESOLVER_H_
