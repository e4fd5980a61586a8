// SPDX-License-Identifier: Apache-2.0
// Resource names (AIP-122). Parsers return InvalidArgument naming `field`.
// Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_NAMES_H_
#define PRESCREEN_SERVER_SERVICE_NAMES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/catalogue/catalogue.h"

namespace prescreen {

// A version is two integers, ordered as such: "7", "7.1".
struct Version {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
};
std::string FormatVersion(const Version& version);

struct PolicyName {
  std::string tenant;
  std::string id;
  std::optional<Version> version;
};
struct CatalogueName {
  std::string tenant;
  CatalogueKind kind = CatalogueKind::kIssuers;
  std::optional<std::uint32_t> version;
};
struct ScreeningName {
  std::string tenant;
  std::string uuid;                       // 16 bytes
  std::optional<std::uint32_t> revision;  // …/revisions/{n}
};

absl::StatusOr<std::string> ParseTenantName(absl::string_view field,
                                            absl::string_view name);
absl::StatusOr<PolicyName> ParsePolicyName(absl::string_view field,
                                           absl::string_view name);
absl::StatusOr<CatalogueName> ParseCatalogueName(absl::string_view field,
                                                 absl::string_view name);
absl::StatusOr<ScreeningName> ParseScreeningName(absl::string_view field,
                                                 absl::string_view name);
// `…/revisions/{n}/receipt`; the revision is set.
absl::StatusOr<ScreeningName> ParseReceiptName(absl::string_view field,
                                               absl::string_view name);

std::string FormatPolicyName(absl::string_view tenant, absl::string_view id,
                             const Version& version);
std::string FormatCatalogueName(absl::string_view tenant, CatalogueKind kind,
                                std::uint32_t version);
std::string FormatScreeningName(absl::string_view tenant,
                                absl::string_view uuid);
std::string FormatReceiptName(absl::string_view tenant, absl::string_view uuid,
                              std::uint32_t revision);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_NAMES_H_
