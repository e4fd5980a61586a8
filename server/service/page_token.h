// SPDX-License-Identifier: Apache-2.0
// Page tokens (AIP-158): where a page ended, bound to tenant and request.
// Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_PAGE_TOKEN_H_
#define PRESCREEN_SERVER_SERVICE_PAGE_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/service/tenants.h"

namespace prescreen {

// `scope`: the method and what a next page's request must repeat. Of another
// tenant or scope, or made up, a token is refused.
std::string MakePageToken(const Tenant& tenant, absl::string_view scope,
                          absl::string_view position);
// INVALID_ARGUMENT naming `page_token`.
absl::StatusOr<std::string> ParsePageToken(const Tenant& tenant,
                                           absl::string_view scope,
                                           const std::string& token);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_PAGE_TOKEN_H_
