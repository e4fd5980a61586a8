// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/report.h"
#include "client/cli/terminal_text.h"
#include "prescreen/v1/reasons.pb.h"

namespace prescreen::cli {
namespace {

constexpr std::size_t kMaxTitle = 72;
constexpr std::size_t kMaxName = 56;
constexpr std::size_t kMaxValue = 48;
// The report stays within a screen; --json has all.
constexpr std::size_t kMaxPredicates = 2;
constexpr std::size_t kMaxSatisfiedBy = 2;
constexpr char kIndent[] = "        ";

std::string Mark(v1::Ternary value, const ReportOptions& options) {
  const char* mark = "??";
  const char* colour = "\033[33m";
  if (value == v1::MET) {
    mark = "ok";
    colour = "\033[32m";
  } else if (value == v1::UNMET) {
    mark = "--";
    colour = "\033[31m";
  }
  return options.colour ? absl::StrCat(colour, mark, "\033[0m")
                        : std::string(mark);
}

const v1::CredentialResult* FindCredential(const v1::EvidencePointer& pointer,
                                           const v1::ScreeningRecord& record) {
  const v1::CredentialResult* found = nullptr;
  for (const auto& credential : record.credentials()) {
    if (credential.document() != pointer.document()) continue;
    if (found == nullptr || credential.pointer() == pointer.pointer()) {
      found = &credential;
    }
  }
  return found;
}

// `Advanced SQL - University of Zed (zed-sql.jwt)`.
std::string CredentialName(const v1::EvidencePointer& pointer,
                           const v1::ScreeningRecord& record) {
  const v1::CredentialResult* credential = FindCredential(pointer, record);
  if (credential == nullptr) {
    return absl::StrCat("document ", pointer.document() + 1);
  }
  const std::string& issuer = credential->issuer_name().empty()
                                  ? credential->issuer()
                                  : credential->issuer_name();
  std::vector<std::string> parts;
  if (!credential->achievement().empty()) {
    parts.push_back(Shorten(credential->achievement(), kMaxName));
  }
  if (!issuer.empty()) parts.push_back(Shorten(issuer, kMaxName));
  const std::string name = absl::StrJoin(parts, " - ");
  const std::string label = Shorten(credential->label(), kMaxName);
  if (name.empty() && label.empty()) {
    return absl::StrCat("document ", pointer.document() + 1);
  }
  if (name.empty()) return label;
  return label.empty() ? name : absl::StrCat(name, " (", label, ")");
}

std::string ReasonNames(const v1::RequirementResult& requirement) {
  std::vector<std::string> names;
  for (const int reason : requirement.reasons()) {
    names.push_back(v1::ReasonCode_Name(static_cast<v1::ReasonCode>(reason)));
  }
  return absl::StrJoin(names, ", ");
}

std::string PredicateLine(const v1::PredicateResult& predicate) {
  std::string line =
      absl::StrCat(kIndent, v1::ReasonCode_Name(predicate.reason()), ": ");
  std::vector<std::string> parts;
  if (!predicate.expected().empty()) {
    parts.push_back(
        absl::StrCat("needs ", Shorten(predicate.expected(), kMaxValue)));
  }
  parts.push_back(
      absl::StrCat("shown ", predicate.actual().empty()
                                 ? "not stated"
                                 : Shorten(predicate.actual(), kMaxValue)));
  return absl::StrCat(line, absl::StrJoin(parts, "; "));
}

void AppendMet(const v1::RequirementResult& requirement,
               const v1::ScreeningRecord& record,
               std::vector<std::string>* lines) {
  std::vector<std::string> names;
  for (const auto& pointer : requirement.satisfied_by()) {
    std::string name = CredentialName(pointer, record);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
  }
  for (std::size_t i = 0; i < std::min(names.size(), kMaxSatisfiedBy); ++i) {
    const bool more = i + 1 == kMaxSatisfiedBy && names.size() > i + 1;
    lines->push_back(absl::StrCat(
        kIndent, "by: ", names[i],
        more ? absl::StrCat(" and ", names.size() - i - 1, " more") : ""));
  }
}

void AppendNotMet(const v1::RequirementResult& requirement,
                  const v1::ScreeningRecord& record,
                  std::vector<std::string>* lines) {
  if (!requirement.has_closest()) {
    lines->push_back(
        absl::StrCat(kIndent, requirement.sentence().empty()
                                  ? ReasonNames(requirement)
                                  : Printable(requirement.sentence())));
    return;
  }
  lines->push_back(absl::StrCat(
      kIndent, "closest: ", CredentialName(requirement.closest(), record)));
  std::size_t shown = 0;
  for (const auto& predicate : requirement.failing()) {
    if (shown++ == kMaxPredicates) {
      const auto rest =
          static_cast<std::size_t>(requirement.failing_size()) - kMaxPredicates;
      absl::StrAppend(&lines->back(), " (and ", rest, " more: see --json)");
      break;
    }
    lines->push_back(PredicateLine(predicate));
  }
  if (requirement.failing().empty()) {
    lines->push_back(absl::StrCat(kIndent, ReasonNames(requirement)));
  }
}

}  // namespace

std::vector<std::string> FormatRequirement(
    const v1::RequirementResult& requirement, const v1::ScreeningRecord& record,
    const ReportOptions& options) {
  const std::string& title =
      requirement.title().empty() ? requirement.id() : requirement.title();
  std::string first = absl::StrCat("  ", Mark(requirement.value(), options),
                                   "  ", Shorten(title, kMaxTitle));
  if (requirement.tier() == v1::GROWTH) absl::StrAppend(&first, " (growth)");
  if (requirement.tier() == v1::FUTURE) absl::StrAppend(&first, " (future)");
  std::vector<std::string> lines = {std::move(first)};
  if (requirement.value() == v1::MET) {
    AppendMet(requirement, record, &lines);
  } else {
    AppendNotMet(requirement, record, &lines);
  }
  return lines;
}

}  // namespace prescreen::cli
