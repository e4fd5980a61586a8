// SPDX-License-Identifier: Apache-2.0
#include "server/resolve/issuer_keys.h"

#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/crypto/multikey.h"
#include "base/status_macros.h"

namespace prescreen {

absl::StatusOr<VerificationMethod> IssuerKeys::Resolve(
    absl::string_view url) const {
  std::vector<PinnedKeyEntry> entries = pinned_.Find(url);
  if (entries.empty()) return ResolveByItself(url);
  VerificationMethod method;
  for (PinnedKeyEntry& entry : entries) {
    method.periods.push_back(entry.period);
    if (!entry.key.has_value() || method.key.has_value()) continue;
    method.id = std::string(url);
    method.controller = std::move(entry.controller);
    method.codec = MulticodecOf(entry.key->type());
    method.alg = std::move(entry.alg);
    method.key = std::move(entry.key);
  }
  if (method.key.has_value()) return method;
  ASSIGN_OR_RETURN(VerificationMethod own, ResolveByItself(url));
  own.periods = std::move(method.periods);
  return own;
}

absl::StatusOr<VerificationMethod> IssuerKeys::ResolveByItself(
    absl::string_view url) const {
  const bool did_jwk = IsDidJwk(url);
  if (!did_jwk && !IsDidKey(url)) {
    return absl::UnimplementedError("verification method: not resolved here");
  }
  if (const auto cached = cache_.Find(url); cached != nullptr) return *cached;
  ASSIGN_OR_RETURN(VerificationMethod method,
                   did_jwk ? did_jwk_.Resolve(url) : did_key_.Resolve(url));
  cache_.Add(url, std::make_shared<const VerificationMethod>(method));
  return method;
}

std::string OnlyVerificationMethod(absl::string_view issuer) {
  if (absl::StrContains(issuer, '#')) return "";
  if (IsDidJwk(issuer)) return absl::StrCat(issuer, "#0");
  if (!IsDidKey(issuer)) return "";
  return absl::StrCat(issuer, "#", issuer.substr(issuer.rfind(':') + 1));
}

std::string AbsoluteMethodUrl(absl::string_view name,
                              absl::string_view issuer) {
  if (absl::StrContains(name, ':')) return std::string(name);
  if (issuer.empty()) return "";
  return absl::StrCat(issuer, absl::StartsWith(name, "#") ? "" : "#", name);
}

}  // namespace prescreen
