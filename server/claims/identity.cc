// SPDX-License-Identifier: Apache-2.0
#include "server/claims/identity.h"

#include <openssl/evp.h>

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "server/catalogue/catalogue.h"

namespace prescreen {
namespace {

constexpr absl::string_view kEmailAddress = "emailAddress";

// For comparison with identity hashes of old badges; proves nothing.
std::string Md5(absl::string_view bytes) {
  std::string digest(16, '\0');
  PRESCREEN_CHECK(EVP_Digest(bytes.data(), bytes.size(),
                             reinterpret_cast<unsigned char*>(digest.data()),
                             nullptr, EVP_md5(), nullptr) == 1);
  return digest;
}

// The ways to write an identifier that count as the same.
std::vector<std::string> Variants(absl::string_view type,
                                  absl::string_view value) {
  std::vector<std::string> variants = {std::string(value)};
  if (type != kEmailAddress) return variants;
  const absl::string_view trimmed = absl::StripAsciiWhitespace(value);
  const std::size_t at = trimmed.rfind('@');
  if (at != trimmed.npos) {
    variants.push_back(absl::StrCat(trimmed.substr(0, at),
                                    absl::AsciiStrToLower(trimmed.substr(at))));
  }
  variants.push_back(std::string(trimmed));
  variants.push_back(absl::AsciiStrToLower(trimmed));
  return variants;
}

// Absent: no hash of a kind that can be compared.
std::optional<bool> HashMatches(const StatedIdentity& identity,
                                const std::vector<std::string>& variants) {
  absl::string_view text(identity.identity_hash.data(),
                         identity.identity_hash.size());
  const bool sha256 = absl::ConsumePrefix(&text, "sha256$");
  if (!sha256 && !absl::ConsumePrefix(&text, "md5$")) return std::nullopt;
  const absl::StatusOr<std::string> expected = HexDecode(text);
  if (!expected.ok() || expected->size() != (sha256 ? 32u : 16u)) {
    return std::nullopt;
  }
  return std::any_of(
      variants.begin(), variants.end(), [&](const std::string& variant) {
        const std::string salted = absl::StrCat(variant, identity.salt);
        const absl::string_view bytes(salted.data(), salted.size());
        return *expected ==
               (sha256 ? std::string(AsBytes(Sha256(bytes))) : Md5(bytes));
      });
}

bool PlainMatches(const StatedIdentity& identity,
                  const std::vector<std::string>& variants) {
  const std::vector<std::string> stated =
      Variants(identity.identity_type, identity.identity_hash);
  return std::find_first_of(stated.begin(), stated.end(), variants.begin(),
                            variants.end()) != stated.end();
}

// RFC 6068: escapes, and header fields after a question mark.
std::optional<StatedIdentity> MailOfId(const StatedSubject& subject) {
  constexpr absl::string_view kScheme = "mailto:";
  absl::string_view id(subject.id.data(), subject.id.size());
  id = absl::StripAsciiWhitespace(id);
  if (!absl::StartsWithIgnoreCase(id, kScheme)) return std::nullopt;
  id.remove_prefix(kScheme.size());
  StatedIdentity identity;
  identity.identity_type = std::string(kEmailAddress);
  identity.identity_hash = NormaliseIdentifier(id.substr(0, id.find('?')));
  identity.pointer = subject.pointer + "/id";
  if (identity.identity_hash.empty()) return std::nullopt;
  return identity;
}

std::optional<bool> Matches(const StatedIdentity& identity,
                            const v1::KnownIdentifier& known) {
  if (known.value().empty() || known.type() != identity.identity_type) {
    return std::nullopt;
  }
  const std::vector<std::string> variants =
      Variants(known.type(), known.value());
  return identity.hashed ? HashMatches(identity, variants)
                         : PlainMatches(identity, variants);
}

}  // namespace

v1::Ternary MatchIdentities(const std::vector<StatedIdentity>& identities,
                            const std::vector<v1::KnownIdentifier>& known) {
  bool compared = false;
  const std::size_t count = std::min(identities.size(), kMaxComparedIdentities);
  for (std::size_t i = 0; i < count; ++i) {
    const StatedIdentity& identity = identities[i];
    for (const v1::KnownIdentifier& identifier : known) {
      const std::optional<bool> match = Matches(identity, identifier);
      if (match.value_or(false)) return v1::MET;
      compared |= match.has_value();
    }
  }
  return compared ? v1::UNMET : v1::UNCLEAR;
}

v1::Ternary MatchSubject(const StatedSubject& subject,
                         const std::vector<v1::KnownIdentifier>& known) {
  const std::optional<StatedIdentity> mail = MailOfId(subject);
  if (!mail.has_value()) return MatchIdentities(subject.identities, known);
  const v1::Ternary by_id = MatchIdentities({*mail}, known);
  const v1::Ternary by_identity = MatchIdentities(subject.identities, known);
  if (by_id == v1::MET || by_identity == v1::MET) return v1::MET;
  return by_id == v1::UNMET ? by_id : by_identity;
}

}  // namespace prescreen
