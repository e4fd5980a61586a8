// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/public_key.h"

#include <utility>

#include "absl/status/status.h"
#include "base/check.h"
#include "base/crypto/ed25519.h"
#include "base/crypto/nist_curve.h"
#include "base/crypto/rsa.h"
#include "base/crypto/secp256k1.h"
#include "base/status_macros.h"

namespace prescreen {

// OpenSSL's key objects may be used by several threads at a time to verify.
struct PublicKey::Material {
  KeyType type = KeyType::kEd25519;
  std::string bytes;
  SslPtr<EVP_PKEY> openssl;  // NIST curves and RSA
  Secp256k1Point secp256k1;
};

namespace {

absl::string_view View(const std::string& text) {
  return absl::string_view(text.data(), text.size());
}

// SEC 1 section 2.3.3: the parity of y, then x.
std::string Compressed(absl::string_view point, std::size_t coordinate) {
  std::string compressed(point.substr(0, 1 + coordinate));
  if (point.front() == 4) {
    compressed.front() = static_cast<char>(2 + (point.back() & 1));
  }
  return compressed;
}

}  // namespace

PublicKey::PublicKey(std::shared_ptr<const Material> material)
    : material_(std::move(material)) {}

KeyType PublicKey::type() const { return material_->type; }
const std::string& PublicKey::bytes() const { return material_->bytes; }

absl::StatusOr<PublicKey> PublicKey::FromBytes(KeyType type,
                                               absl::string_view bytes) {
  auto material = std::make_shared<Material>();
  material->type = type;
  switch (type) {
    case KeyType::kEd25519:
      if (!IsSafeEd25519Key(bytes)) {
        return absl::InvalidArgumentError(
            bytes.size() == kEd25519KeyBytes
                ? "public key: not a safe Ed25519 point"
                : "public key: wrong length");
      }
      material->bytes = std::string(bytes);
      break;
    case KeyType::kP256:
    case KeyType::kP384:
    case KeyType::kP521:
      material->openssl = ImportNistPoint(type, bytes);
      if (material->openssl == nullptr) {
        return absl::InvalidArgumentError("public key: not a point");
      }
      material->bytes = Compressed(bytes, CoordinateBytes(type));
      break;
    case KeyType::kSecp256k1: {
      ASSIGN_OR_RETURN(material->secp256k1, ParseSecp256k1Point(bytes));
      material->bytes = Secp256k1Compressed(material->secp256k1);
      break;
    }
    case KeyType::kRsa: {
      ASSIGN_OR_RETURN(material->openssl, ImportRsaDer(bytes));
      material->bytes = std::string(bytes);
      break;
    }
  }
  return PublicKey(std::move(material));
}

absl::StatusOr<PublicKey> PublicKey::FromRsa(absl::string_view modulus,
                                             absl::string_view exponent) {
  auto material = std::make_shared<Material>();
  material->type = KeyType::kRsa;
  ASSIGN_OR_RETURN(material->openssl, ImportRsa(modulus, exponent));
  material->bytes = ExportRsaDer(material->openssl.get());
  return PublicKey(std::move(material));
}

std::string PublicKey::UncompressedPoint() const {
  switch (type()) {
    case KeyType::kP256:
    case KeyType::kP384:
    case KeyType::kP521:
      return ExportNistPoint(material_->openssl.get());
    case KeyType::kSecp256k1:
      return Secp256k1Uncompressed(material_->secp256k1);
    default:
      return "";
  }
}

bool Fits(SignatureAlgorithm algorithm, KeyType type) {
  switch (algorithm) {
    case SignatureAlgorithm::kEdDsa:
      return type == KeyType::kEd25519;
    case SignatureAlgorithm::kEs256:
      return type == KeyType::kP256;
    case SignatureAlgorithm::kEs384:
      return type == KeyType::kP384;
    case SignatureAlgorithm::kEs512:
      return type == KeyType::kP521;
    case SignatureAlgorithm::kEs256K:
      return type == KeyType::kSecp256k1;
    case SignatureAlgorithm::kRs256:
    case SignatureAlgorithm::kPs256:
      return type == KeyType::kRsa;
  }
  return false;
}

bool VerifySignature(const PublicKey& key, SignatureAlgorithm algorithm,
                     absl::string_view message, absl::string_view signature) {
  if (!Fits(algorithm, key.type())) return false;
  const PublicKey::Material& material = *key.material_;
  switch (algorithm) {
    case SignatureAlgorithm::kEdDsa:
      return Ed25519Verify(View(material.bytes), message, signature);
    case SignatureAlgorithm::kEs256:
    case SignatureAlgorithm::kEs384:
    case SignatureAlgorithm::kEs512:
      return NistVerify(material.openssl.get(), material.type, message,
                        signature);
    case SignatureAlgorithm::kEs256K:
      return Secp256k1Verify(material.secp256k1, Sha256(message), signature);
    case SignatureAlgorithm::kRs256:
      return RsaVerify(material.openssl.get(), RsaPadding::kPkcs1, message,
                       signature);
    case SignatureAlgorithm::kPs256:
      return RsaVerify(material.openssl.get(), RsaPadding::kPss, message,
                       signature);
  }
  return false;
}

std::size_t CoordinateBytes(KeyType curve) {
  switch (curve) {
    case KeyType::kP384:
      return 48;
    case KeyType::kP521:
      return 66;
    default:
      return 32;
  }
}

}  // namespace prescreen
