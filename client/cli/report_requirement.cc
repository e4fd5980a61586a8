// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/report_parts.h"
#include "client/cli/terminal_text.h"
#include "prescreen/v1/reasons.pb.h"

namespace prescreen::cli {
namespace {

constexpr std::size_t kMaxTitle = 88;
constexpr std::size_t kMinTitle = 36;
constexpr std::size_t kMinWords = 12;
constexpr std::size_t kMaxBriefTitle = 40;
constexpr std::size_t kMaxRoute = 20;
constexpr std::size_t kMaxEvidence = 88;
constexpr std::size_t kMaxValue = 60;
// Where what a requirement rests on begins, if its title is not longer.
constexpr std::size_t kEvidenceColumn = 46;
// The report stays within a screen; --json has all.
constexpr std::size_t kMaxPredicates = 2;
constexpr char kIndent[] = "        ";
constexpr std::size_t kIndentColumns = 8;
constexpr std::size_t kMarkColumns = 6;

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

std::string Title(const v1::RequirementResult& requirement,
                  std::size_t max_characters) {
  const std::string& title =
      requirement.title().empty() ? requirement.id() : requirement.title();
  std::string text;
  if (!requirement.route().empty()) {
    const absl::string_view route = requirement.route();
    // `foundation.degree` of the requirement `foundation`.
    absl::StrAppend(&text, " (route: ",
                    Shorten(route.substr(route.rfind('.') + 1), kMaxRoute),
                    ")");
  }
  if (requirement.tier() == v1::GROWTH) absl::StrAppend(&text, " (growth)");
  if (requirement.tier() == v1::FUTURE) absl::StrAppend(&text, " (future)");
  const std::size_t more = CountCharacters(text);
  return absl::StrCat(
      Shorten(title, std::max(max_characters, more + kMinWords) - more), text);
}

std::string ReasonNames(const v1::RequirementResult& requirement) {
  std::vector<std::string> names;
  for (const int reason : requirement.reasons()) {
    names.push_back(v1::ReasonCode_Name(static_cast<v1::ReasonCode>(reason)));
  }
  return absl::StrJoin(names, ", ");
}

// What satisfies it, as the server renders it: `Advanced SQL · …`, and how many
// more do.
std::string Evidence(const v1::RequirementResult& requirement,
                     const v1::ScreeningRecord& record,
                     const ReportOptions& options) {
  std::vector<std::string> names;
  for (const auto& pointer : requirement.satisfied_by()) {
    std::string name = pointer.rendered().empty()
                           ? CredentialName(pointer, record, options)
                           : ForReport(pointer.rendered(), options);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
  }
  if (names.empty()) return "";
  const std::string first = Shorten(names[0], kMaxEvidence);
  if (names.size() == 1) return first;
  const std::string both = absl::StrCat(first, "; ", names[1]);
  if (names.size() == 2 && CountCharacters(both) <= kMaxEvidence) return both;
  return absl::StrCat(Shorten(names[0], kMaxEvidence - 12), " and ",
                      names.size() - 1, " more");
}

// `EXPIRED: 2026-08-31 (needs: valid until 2026-12-23 or later)`.
std::string PredicateText(const v1::PredicateResult& predicate,
                          const ReportOptions& options) {
  std::string text = absl::StrCat(
      v1::ReasonCode_Name(predicate.reason()), ": ",
      predicate.actual().empty()
          ? "not stated"
          : Shorten(ForReport(predicate.actual(), options), kMaxValue));
  if (!predicate.expected().empty()) {
    absl::StrAppend(
        &text, " (needs: ",
        Shorten(ForReport(predicate.expected(), options), kMaxValue), ")");
  }
  return text;
}

// The predicate on the line of the credential where there is room, else below.
void AppendPredicate(const std::string& text, bool join,
                     std::vector<std::string>* lines) {
  const std::size_t columns =
      CountCharacters(lines->back()) + 4 + CountCharacters(text);
  if (join && columns <= kReportColumns) {
    absl::StrAppend(&lines->back(), "    ", text);
  } else {
    lines->push_back(
        absl::StrCat(kIndent, Shorten(text, kReportColumns - kIndentColumns)));
  }
}

void AppendNotMet(const v1::RequirementResult& requirement,
                  const v1::ScreeningRecord& record, Density density,
                  const ReportOptions& options,
                  std::vector<std::string>* lines) {
  constexpr std::size_t kRoom = kReportColumns - kIndentColumns;
  if (!requirement.has_closest()) {
    const std::string text = requirement.sentence().empty()
                                 ? ReasonNames(requirement)
                                 : ForReport(requirement.sentence(), options);
    lines->push_back(absl::StrCat(kIndent, Shorten(text, kRoom)));
    return;
  }
  lines->push_back(absl::StrCat(
      kIndent,
      Shorten(absl::StrCat("closest: ", CredentialName(requirement.closest(),
                                                       record, options)),
              kRoom)));
  if (requirement.failing().empty()) {
    AppendPredicate(ReasonNames(requirement), /*join=*/true, lines);
    return;
  }
  const auto count = static_cast<std::size_t>(requirement.failing_size());
  const std::size_t most = density == Density::kTight ? 1 : kMaxPredicates;
  for (std::size_t i = 0; i < std::min(count, most); ++i) {
    std::string text =
        PredicateText(requirement.failing(static_cast<int>(i)), options);
    if (i + 1 == most && count > most) {
      const std::string more =
          absl::StrCat(" (and ", count - most, " more: --json)");
      text = absl::StrCat(Shorten(text, kRoom - more.size()), more);
    }
    AppendPredicate(text, /*join=*/i == 0, lines);
  }
}

}  // namespace

std::vector<std::string> FormatRequirement(
    const v1::RequirementResult& requirement, const v1::ScreeningRecord& record,
    Density density, const ReportOptions& options) {
  const std::string evidence = Evidence(requirement, record, options);
  std::size_t max_title = kMaxTitle;
  if (density != Density::kFull && requirement.value() == v1::MET) {
    const std::size_t beside =
        kMarkColumns + 2 + CountCharacters(evidence) + kMinTitle;
    if (beside <= kReportColumns) {
      max_title = kReportColumns - beside + kMinTitle;
    }
  }
  const std::string title = Title(requirement, max_title);
  std::vector<std::string> lines = {
      absl::StrCat("  ", Mark(requirement.value(), options), "  ", title)};
  if (requirement.value() != v1::MET) {
    AppendNotMet(requirement, record, density, options, &lines);
    return lines;
  }
  if (evidence.empty()) return lines;
  const std::size_t taken = kMarkColumns + CountCharacters(title);
  const std::size_t begin = std::max(taken + 2, kEvidenceColumn);
  if (begin + CountCharacters(evidence) <= kReportColumns) {
    absl::StrAppend(&lines[0], std::string(begin - taken, ' '), evidence);
  } else {
    lines.push_back(absl::StrCat(kIndent, evidence));
  }
  return lines;
}

std::vector<std::string> FormatBriefly(
    const std::vector<const v1::RequirementResult*>& requirements,
    const ReportOptions& options) {
  std::vector<std::string> lines;
  std::size_t columns = kReportColumns;  // of the last line
  for (const v1::RequirementResult* requirement : requirements) {
    const std::string title = Title(*requirement, kMaxBriefTitle);
    const std::size_t more = kMarkColumns + CountCharacters(title);
    if (columns + 1 + more > kReportColumns) {
      lines.emplace_back();
      columns = 0;
    } else {
      lines.back().push_back(' ');
      ++columns;
    }
    absl::StrAppend(&lines.back(), "  ", Mark(requirement->value(), options),
                    "  ", title);
    columns += more;
  }
  return lines;
}

}  // namespace prescreen::cli
