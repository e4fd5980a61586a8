// SPDX-License-Identifier: Apache-2.0
#include "server/service/page_token.h"

#include "absl/strings/str_cat.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "server/service/errors.h"

namespace prescreen {
namespace {

constexpr std::size_t kPageMacBytes = 16;

// Under the tenant's own key. The scope's digest has a fixed length.
std::string PageMac(const Tenant& tenant, absl::string_view scope,
                    absl::string_view position) {
  const std::string text =
      absl::StrCat("page ", tenant.id, AsBytes(Sha256(scope)), position);
  return std::string(
      AsBytes(HmacSha256(tenant.index_key, text)).substr(0, kPageMacBytes));
}

}  // namespace

std::string MakePageToken(const Tenant& tenant, absl::string_view scope,
                          absl::string_view position) {
  return Base64UrlEncode(
      absl::StrCat(PageMac(tenant, scope, position), position));
}

absl::StatusOr<std::string> ParsePageToken(const Tenant& tenant,
                                           absl::string_view scope,
                                           const std::string& token) {
  const absl::StatusOr<std::string> bytes = Base64UrlDecode(token);
  if (bytes.ok() && bytes->size() > kPageMacBytes) {
    std::string position = bytes->substr(kPageMacBytes);
    if (bytes->substr(0, kPageMacBytes) == PageMac(tenant, scope, position)) {
      return position;
    }
  }
  return FieldError("page_token",
                    "is not from a reply to this request; begin without one");
}

}  // namespace prescreen
