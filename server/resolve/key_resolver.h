// SPDX-License-Identifier: Apache-2.0
// Where verification methods come from (W3C Controlled Identifiers 1.0).
#ifndef PRESCREEN_SERVER_RESOLVE_KEY_RESOLVER_H_
#define PRESCREEN_SERVER_RESOLVE_KEY_RESOLVER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/crypto/multikey.h"

namespace prescreen {

// Multicodec codes of public keys that the verifier tells apart.
inline constexpr std::uint64_t kSecp256k1Codec = 0xe7;
inline constexpr std::uint64_t kEd25519Codec = 0xed;
inline constexpr std::uint64_t kP256Codec = 0x1200;
inline constexpr std::uint64_t kP384Codec = 0x1201;
inline constexpr std::uint64_t kP521Codec = 0x1202;
inline constexpr std::uint64_t kEd448Codec = 0x1203;
inline constexpr std::uint64_t kRsaCodec = 0x1205;

// A key that its controller uses to assert.
struct VerificationMethod {
  std::string id;           // absolute URL
  std::string controller;   // an issuer's identifier
  std::uint64_t codec = 0;  // multicodec code of the key's type
  // Absent: a type that this build cannot verify with. Bytes are of the right
  // length; whether they are a safe point shows when a signature is checked.
  std::optional<PublicKey> key;
};

// Thread-safe.
class KeyResolver {
 public:
  virtual ~KeyResolver() = default;
  // `url` is a verification method's absolute URL.
  // Unimplemented: a method that this build does not resolve (not checked);
  // Unavailable: no answer now (not checked); NotFound: the controller has no
  // such verification method; InvalidArgument: malformed.
  virtual absl::StatusOr<VerificationMethod> Resolve(
      absl::string_view url) const = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_RESOLVE_KEY_RESOLVER_H_
