// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/secp256k1.h"

#include <secp256k1.h>
#include <secp256k1_recovery.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "absl/status/status.h"
#include "base/check.h"

namespace prescreen {
namespace {

constexpr std::size_t kPrivateKeyBytes = 32;

// One context for the process: only its creation and blinding write to it.
const secp256k1_context* Context() {
  static const secp256k1_context* const context = [] {
    PRESCREEN_CHECK(sodium_init() >= 0);
    secp256k1_context* const created =
        secp256k1_context_create(SECP256K1_CONTEXT_NONE);
    std::array<unsigned char, 32> seed;
    randombytes_buf(seed.data(), seed.size());
    PRESCREEN_CHECK(secp256k1_context_randomize(created, seed.data()) == 1);
    return created;
  }();
  return context;
}

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

absl::Status NotAPrivateKey() {
  return absl::InvalidArgumentError("secp256k1: not a private key");
}

std::string Serialize(const secp256k1_pubkey& point, unsigned int form) {
  std::string serialized(65, '\0');
  std::size_t size = serialized.size();
  secp256k1_ec_pubkey_serialize(
      Context(), reinterpret_cast<unsigned char*>(serialized.data()), &size,
      &point, form);
  serialized.resize(size);
  return serialized;
}

// X ‖ Y.
std::string SerializePoint(const secp256k1_pubkey& point) {
  // Without the form byte 04.
  return Serialize(point, SECP256K1_EC_UNCOMPRESSED).substr(1);
}

secp256k1_pubkey Opened(const Secp256k1Point& point) {
  secp256k1_pubkey opened;
  std::copy(point.opaque.begin(), point.opaque.end(), opened.data);
  return opened;
}

}  // namespace

absl::StatusOr<RecoverableSignature> Secp256k1Sign(
    absl::string_view private_key, const Digest32& digest) {
  secp256k1_ecdsa_recoverable_signature raw;
  if (private_key.size() != kPrivateKeyBytes ||
      secp256k1_ecdsa_sign_recoverable(Context(), &raw, digest.data(),
                                       Bytes(private_key), nullptr,
                                       nullptr) != 1) {
    return NotAPrivateKey();
  }
  std::array<std::uint8_t, 64> compact;
  int recovery_id = 0;
  secp256k1_ecdsa_recoverable_signature_serialize_compact(
      Context(), compact.data(), &recovery_id, &raw);
  // Ids 2 and 3 mean that r exceeded the group's order: it takes 2^127 tries.
  PRESCREEN_CHECK(recovery_id < 2);
  RecoverableSignature signature;
  std::copy_n(compact.begin(), 32, signature.r.begin());
  std::copy_n(compact.begin() + 32, 32, signature.s.begin());
  signature.y_parity = recovery_id;
  return signature;
}

absl::StatusOr<std::string> Secp256k1PublicKey(absl::string_view private_key) {
  secp256k1_pubkey point;
  if (private_key.size() != kPrivateKeyBytes ||
      secp256k1_ec_pubkey_create(Context(), &point, Bytes(private_key)) != 1) {
    return NotAPrivateKey();
  }
  return SerializePoint(point);
}

absl::StatusOr<std::string> Secp256k1Recover(
    const RecoverableSignature& signature, const Digest32& digest) {
  std::array<std::uint8_t, 64> compact;
  std::copy_n(signature.r.begin(), 32, compact.begin());
  std::copy_n(signature.s.begin(), 32, compact.begin() + 32);
  secp256k1_ecdsa_recoverable_signature raw;
  secp256k1_pubkey point;
  if ((signature.y_parity != 0 && signature.y_parity != 1) ||
      secp256k1_ecdsa_recoverable_signature_parse_compact(
          Context(), &raw, compact.data(), signature.y_parity) != 1 ||
      secp256k1_ecdsa_recover(Context(), &point, &raw, digest.data()) != 1) {
    return absl::InvalidArgumentError("secp256k1: no such point");
  }
  return SerializePoint(point);
}

absl::StatusOr<Secp256k1Point> ParseSecp256k1Point(absl::string_view bytes) {
  // The library also takes the hybrid form, which no key format allows.
  const bool compressed =
      bytes.size() == 33 && (bytes.front() == 2 || bytes.front() == 3);
  const bool uncompressed = bytes.size() == 65 && bytes.front() == 4;
  secp256k1_pubkey parsed;
  if ((!compressed && !uncompressed) ||
      secp256k1_ec_pubkey_parse(Context(), &parsed, Bytes(bytes),
                                bytes.size()) != 1) {
    return absl::InvalidArgumentError("secp256k1: not a point");
  }
  static_assert(sizeof(parsed.data) == sizeof(Secp256k1Point::opaque));
  Secp256k1Point point;
  std::copy_n(parsed.data, sizeof(parsed.data), point.opaque.begin());
  return point;
}

std::string Secp256k1Compressed(const Secp256k1Point& point) {
  return Serialize(Opened(point), SECP256K1_EC_COMPRESSED);
}

std::string Secp256k1Uncompressed(const Secp256k1Point& point) {
  return Serialize(Opened(point), SECP256K1_EC_UNCOMPRESSED);
}

bool Secp256k1Verify(const Secp256k1Point& point, const Digest32& digest,
                     absl::string_view signature) {
  secp256k1_ecdsa_signature parsed;
  if (signature.size() != 64 ||
      secp256k1_ecdsa_signature_parse_compact(Context(), &parsed,
                                              Bytes(signature)) != 1) {
    return false;
  }
  secp256k1_ecdsa_signature_normalize(Context(), &parsed, &parsed);
  const secp256k1_pubkey key = Opened(point);
  return secp256k1_ecdsa_verify(Context(), &parsed, digest.data(), &key) == 1;
}

}  // namespace prescreen
