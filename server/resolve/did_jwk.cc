// SPDX-License-Identifier: Apache-2.0
#include "server/resolve/did_jwk.h"

#include <utility>

#include "absl/strings/match.h"
#include "base/codec/json.h"
#include "base/crypto/jwk.h"
#include "base/crypto/multikey.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

constexpr absl::string_view kPrefix = "did:jwk:";
constexpr int kMaxJwkDepth = 8;

}  // namespace

bool IsDidJwk(absl::string_view identifier) {
  return absl::StartsWith(identifier, kPrefix);
}

absl::StatusOr<VerificationMethod> DidJwkResolver::Resolve(
    absl::string_view url) const {
  if (!IsDidJwk(url)) {
    return absl::UnimplementedError("verification method: not a did:jwk");
  }
  if (url.size() > kMaxDidJwkBytes) {
    return absl::InvalidArgumentError("did:jwk: too long");
  }
  const std::size_t hash = url.find('#');
  if (hash == url.npos) {
    return absl::InvalidArgumentError("did:jwk: names no verification method");
  }
  if (url.substr(hash) != "#0") {
    return absl::NotFoundError("did:jwk: its one key is #0");
  }
  const absl::string_view did = url.substr(0, hash);
  ASSIGN_OR_RETURN(const std::string text,
                   Base64UrlDecode(did.substr(kPrefix.size())));
  json::ParseOptions options;
  options.max_depth = kMaxJwkDepth;
  ASSIGN_OR_RETURN(const json::Value jwk, json::Parse(text, options));
  VerificationMethod method;
  method.id = std::string(url);
  method.controller = std::string(did);
  absl::StatusOr<PublicKey> key = ParseJwk(jwk);
  if (key.ok()) {
    method.codec = MulticodecOf(key->type());
    method.alg = std::string(jwk.FindString("alg"));
    method.key = *std::move(key);
  } else if (!absl::IsUnimplemented(key.status())) {
    return key.status();
  }
  return method;
}

}  // namespace prescreen
