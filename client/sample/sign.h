// SPDX-License-Identifier: Apache-2.0
// Signing sample credentials as JSON Web Tokens. Thread-safe.
#ifndef PRESCREEN_CLIENT_SAMPLE_SIGN_H_
#define PRESCREEN_CLIENT_SAMPLE_SIGN_H_

#include <string>

#include "absl/status/statusor.h"
#include "base/codec/json.h"
#include "client/sample/sample_key.h"

namespace prescreen::sample {

// Three base64url parts: `header` as it is, `payload`, signature.
std::string SignJws(const json::Value& header, const json::Value& payload,
                    const SampleKey& key);

// `application/vc+jwt` (VC-JOSE-COSE section 3.1): the payload is `credential`.
std::string SignVcJwt(const json::Value& credential, const SampleKey& key);

// Open Badges 3.0 section 8.2: `credential` with iss, jti, sub, nbf and exp
// taken from its issuer, id, credentialSubject.id, validFrom and validUntil.
// InvalidArgument: one of these (but validUntil) is missing or malformed.
absl::StatusOr<std::string> SignOb3Jwt(const json::Value& credential,
                                       const SampleKey& key);

// VCDM 1.1 section 6.3.1: `credential` as claim `vc`, beside the same claims,
// taken from issuanceDate and expirationDate. InvalidArgument: as above.
absl::StatusOr<std::string> SignEarlierVcJwt(const json::Value& credential,
                                             const SampleKey& key);

// `jwt` with the one `from` in its payload replaced by `to`, the signature left
// as it is. InvalidArgument: no JWT, or not exactly one `from`.
absl::StatusOr<std::string> TamperPayload(absl::string_view jwt,
                                          absl::string_view from,
                                          absl::string_view to);

}  // namespace prescreen::sample

#endif  // PRESCREEN_CLIENT_SAMPLE_SIGN_H_
