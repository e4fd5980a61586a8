// SPDX-License-Identifier: Apache-2.0
#include "server/resolve/did_key.h"

#include "absl/strings/match.h"
#include "base/crypto/multikey.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

constexpr absl::string_view kPrefix = "did:key:";

}  // namespace

bool IsDidKey(absl::string_view identifier) {
  return absl::StartsWith(identifier, kPrefix);
}

absl::StatusOr<VerificationMethod> DidKeyResolver::Resolve(
    absl::string_view url) const {
  if (!IsDidKey(url)) {
    return absl::UnimplementedError("verification method: not a did:key");
  }
  const std::size_t hash = url.find('#');
  if (hash == url.npos) {
    return absl::InvalidArgumentError("did:key: names no verification method");
  }
  const absl::string_view did = url.substr(0, hash);
  const absl::string_view multibase = did.substr(kPrefix.size());
  if (url.substr(hash + 1) != multibase) {
    return absl::NotFoundError("did:key: the fragment is not the key's own");
  }
  if (!absl::StartsWith(multibase, "z")) {
    return absl::InvalidArgumentError("did:key: not base58btc");
  }
  ASSIGN_OR_RETURN(const std::string bytes, MultibaseDecode(multibase));
  absl::string_view rest(bytes.data(), bytes.size());
  VerificationMethod method;
  ASSIGN_OR_RETURN(method.codec, VarintConsume(&rest));
  method.id = std::string(url);
  method.controller = std::string(did);
  if (KeyTypeOfMulticodec(method.codec).has_value()) {
    ASSIGN_OR_RETURN(method.key, ParseMultikey(multibase));
  }
  return method;
}

}  // namespace prescreen
