// SPDX-License-Identifier: Apache-2.0
// Keys of the samples. For demos and tests: the seeds are public, so nothing
// that is signed with one proves anything to anyone. Never part of the server.
#ifndef PRESCREEN_CLIENT_SAMPLE_SAMPLE_KEY_H_
#define PRESCREEN_CLIENT_SAMPLE_SAMPLE_KEY_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/crypto/public_key.h"

namespace prescreen::sample {

// A seed that everybody can compute: SHA-256 of a prefix and `name`. 32 bytes.
std::string SeedFor(absl::string_view name);

// A private key on Ed25519, P-256, P-384 or secp256k1 under the identifier
// that it signs for. Cheap to copy. Thread-safe.
class SampleKey {
 public:
  // Named by its did:key. `seed` has 32 bytes. InvalidArgument: another length,
  // or another type.
  static absl::StatusOr<SampleKey> FromSeed(KeyType type,
                                            absl::string_view seed);
  // The same key under another name.
  SampleKey NamedByDidJwk() const;
  SampleKey Named(absl::string_view did, absl::string_view fragment) const;

  const PublicKey& public_key() const;
  const std::string& did() const { return did_; }
  std::string verification_method() const;  // did#fragment
  absl::string_view jose_algorithm() const;
  // By that algorithm: r ‖ s for ECDSA, which differs each time but on
  // secp256k1.
  std::string Sign(absl::string_view message) const;

 private:
  struct Material;
  SampleKey(std::shared_ptr<const Material> material, std::string did,
            std::string fragment)
      : material_(std::move(material)),
        did_(std::move(did)),
        fragment_(std::move(fragment)) {}

  std::shared_ptr<const Material> material_;  // shared by the names
  std::string did_;
  std::string fragment_;
};

}  // namespace prescreen::sample

#endif  // PRESCREEN_CLIENT_SAMPLE_SAMPLE_KEY_H_
