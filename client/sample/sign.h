// SPDX-License-Identifier: Apache-2.0
// Signing sample credentials. For demos and tests: the seeds are public, so
// nothing signed here proves anything to anyone. Never part of the server.
#ifndef PRESCREEN_CLIENT_SAMPLE_SIGN_H_
#define PRESCREEN_CLIENT_SAMPLE_SIGN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/codec/json.h"

namespace prescreen::sample {

// A seed that everybody can compute: SHA-256 of a prefix and `name`. 32 bytes.
std::string SeedFor(absl::string_view name);

// The did:key of the seed's Ed25519 key. InvalidArgument: not 32 bytes.
absl::StatusOr<std::string> DidKey(absl::string_view seed);

// Three base64url parts: `header` as it is, `payload`, EdDSA signature.
absl::StatusOr<std::string> SignJws(const json::Value& header,
                                    const json::Value& payload,
                                    absl::string_view seed);

// `application/vc+jwt` (VC-JOSE-COSE section 3.1): the payload is `credential`.
// The key is the seed's did:key.
absl::StatusOr<std::string> SignVcJwt(const json::Value& credential,
                                      absl::string_view seed);

// Open Badges 3.0 section 8.2: `credential` with iss, jti, sub, nbf and exp
// taken from its issuer, id, credentialSubject.id, validFrom and validUntil.
// InvalidArgument: one of these (but validUntil) is missing or malformed.
absl::StatusOr<std::string> SignOb3Jwt(const json::Value& credential,
                                       absl::string_view seed);

}  // namespace prescreen::sample

#endif  // PRESCREEN_CLIENT_SAMPLE_SIGN_H_
