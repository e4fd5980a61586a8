// SPDX-License-Identifier: Apache-2.0
#include "server/service/names.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/random.h"
#include "base/status_macros.h"
#include "server/service/errors.h"

namespace prescreen {
namespace {

constexpr std::size_t kMaxIdBytes = 64;

bool IsId(absl::string_view text) {
  if (text.empty() || text.size() > kMaxIdBytes) return false;
  for (char c : text) {
    const bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '.' || c == '_';
    if (!good) return false;
  }
  return text[0] != '-' && text[0] != '.';
}

// Decimal without sign or leading zeros, from 1.
std::optional<std::uint32_t> ParsePositive(absl::string_view text) {
  std::uint32_t value = 0;
  if (text.empty() || text[0] < '1' || text[0] > '9') return std::nullopt;
  if (!absl::SimpleAtoi(text, &value)) return std::nullopt;
  return value;
}

std::optional<Version> ParseVersion(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '.');
  if (parts.size() > 2) return std::nullopt;
  const auto major = ParsePositive(parts[0]);
  if (!major) return std::nullopt;
  Version version{*major, 0};
  if (parts.size() == 2) {
    const auto minor = ParsePositive(parts[1]);
    if (!minor) return std::nullopt;
    version.minor = *minor;
  }
  return version;
}

// Splits `tenants/{t}/{collection}/…` and checks the first three segments.
absl::StatusOr<std::vector<absl::string_view>> Segments(
    absl::string_view field, absl::string_view name,
    absl::string_view collection, absl::string_view form) {
  std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() < 4 || parts[0] != "tenants" || !IsId(parts[1]) ||
      parts[2] != collection) {
    return FieldError(field, absl::StrCat("must be `", form, "`"));
  }
  return parts;
}

}  // namespace

std::string FormatVersion(const Version& version) {
  if (version.minor == 0) return absl::StrCat(version.major);
  return absl::StrCat(version.major, ".", version.minor);
}

absl::StatusOr<std::string> ParseTenantName(absl::string_view field,
                                            absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() != 2 || parts[0] != "tenants" || !IsId(parts[1])) {
    return FieldError(field, "must be `tenants/{tenant}`");
  }
  return std::string(parts[1]);
}

absl::StatusOr<PolicyName> ParsePolicyName(absl::string_view field,
                                           absl::string_view name) {
  constexpr char kForm[] = "tenants/{tenant}/policies/{id}[@{version}]";
  ASSIGN_OR_RETURN(const auto parts, Segments(field, name, "policies", kForm));
  const std::vector<absl::string_view> id = absl::StrSplit(parts[3], '@');
  PolicyName result{std::string(parts[1]), std::string(id[0]), std::nullopt};
  bool good = parts.size() == 4 && id.size() <= 2 && IsId(id[0]);
  if (good && id.size() == 2) {
    result.version = ParseVersion(id[1]);
    good = result.version.has_value();
  }
  if (!good) return FieldError(field, absl::StrCat("must be `", kForm, "`"));
  return result;
}

absl::StatusOr<CatalogueName> ParseCatalogueName(absl::string_view field,
                                                 absl::string_view name) {
  constexpr char kForm[] =
      "tenants/{tenant}/catalogues/{issuers|achievements|skills}[@{n}]";
  ASSIGN_OR_RETURN(const auto parts,
                   Segments(field, name, "catalogues", kForm));
  const std::vector<absl::string_view> id = absl::StrSplit(parts[3], '@');
  CatalogueName result;
  result.tenant = std::string(parts[1]);
  bool good = false;
  for (CatalogueKind kind :
       {CatalogueKind::kIssuers, CatalogueKind::kAchievements,
        CatalogueKind::kSkills}) {
    if (id[0] == ToWord(kind)) {
      result.kind = kind;
      good = parts.size() == 4 && id.size() <= 2;
    }
  }
  if (good && id.size() == 2) {
    result.version = ParsePositive(id[1]);
    good = result.version.has_value();
  }
  if (!good) return FieldError(field, absl::StrCat("must be `", kForm, "`"));
  return result;
}

absl::StatusOr<ScreeningName> ParseScreeningName(absl::string_view field,
                                                 absl::string_view name) {
  constexpr char kForm[] = "tenants/{tenant}/screenings/{id}[/revisions/{n}]";
  ASSIGN_OR_RETURN(const auto parts,
                   Segments(field, name, "screenings", kForm));
  const auto uuid = ParseUuid(parts[3]);
  bool good = uuid.ok() && (parts.size() == 4 || parts.size() == 6);
  ScreeningName result;
  result.tenant = std::string(parts[1]);
  if (good && parts.size() == 6) {
    result.revision = ParsePositive(parts[5]);
    good = parts[4] == "revisions" && result.revision.has_value();
  }
  if (!good) return FieldError(field, absl::StrCat("must be `", kForm, "`"));
  result.uuid = *uuid;
  return result;
}

absl::StatusOr<ScreeningName> ParseReceiptName(absl::string_view field,
                                               absl::string_view name) {
  constexpr absl::string_view kSuffix = "/receipt";
  if (name.size() > kSuffix.size() &&
      name.substr(name.size() - kSuffix.size()) == kSuffix) {
    const auto screening =
        ParseScreeningName(field, name.substr(0, name.size() - kSuffix.size()));
    if (screening.ok() && screening->revision) return screening;
  }
  return FieldError(field,
                    "must be `tenants/{tenant}/screenings/{id}/revisions/{n}"
                    "/receipt`");
}

std::string FormatPolicyName(absl::string_view tenant, absl::string_view id,
                             const Version& version) {
  return absl::StrCat("tenants/", tenant, "/policies/", id, "@",
                      FormatVersion(version));
}

std::string FormatCatalogueName(absl::string_view tenant, CatalogueKind kind,
                                std::uint32_t version) {
  return absl::StrCat("tenants/", tenant, "/catalogues/", ToWord(kind), "@",
                      version);
}

std::string FormatScreeningName(absl::string_view tenant,
                                absl::string_view uuid) {
  return absl::StrCat("tenants/", tenant, "/screenings/", FormatUuid(uuid));
}

std::string FormatReceiptName(absl::string_view tenant, absl::string_view uuid,
                              std::uint32_t revision) {
  return absl::StrCat(FormatScreeningName(tenant, uuid), "/revisions/",
                      revision, "/receipt");
}

}  // namespace prescreen
