// SPDX-License-Identifier: Apache-2.0
#include "client/cli/report.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "client/cli/report_parts.h"
#include "client/cli/terminal_text.h"
#include "prescreen/v1/reasons.pb.h"

namespace prescreen::cli {
namespace {

// For application and title, however long the rest of their line is.
constexpr std::size_t kMinNames = 24;
constexpr std::size_t kDigestPrefix = 8;
// A screen.
constexpr std::size_t kMaxLines = 25;

using Lines = std::vector<std::string>;

void Append(Lines part, Lines* lines) {
  lines->insert(lines->end(), std::make_move_iterator(part.begin()),
                std::make_move_iterator(part.end()));
}

std::string AsOf(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC",
                          absl::FromUnixSeconds(time.seconds()),
                          absl::UTCTimeZone());
}

// `tenants/demo/policies/x@3` → `policy v3`.
std::string PolicyVersion(absl::string_view name) {
  const std::size_t at = name.rfind('@');
  if (at == absl::string_view::npos) return "policy";
  return absl::StrCat("policy v", Printable(name.substr(at + 1)));
}

std::string Header(const v1::ScreeningRecord& record,
                   const ReportOptions& options) {
  const v1::Decision& decision = record.decision();
  const absl::string_view dot = Dot(options);
  std::string rest =
      absl::StrCat(" (", PolicyVersion(record.policy()), dot,
                   Printable(decision.policy_digest()).substr(0, kDigestPrefix),
                   ")", dot, "as of ", AsOf(decision.as_of()));
  const auto& information = decision.information();
  if (std::find(information.begin(), information.end(), v1::AS_OF_CHOSEN) !=
      information.end()) {
    absl::StrAppend(&rest, " (chosen)");
  }
  constexpr absl::string_view kFirst = "Application ";
  const std::size_t taken =
      kFirst.size() + CountCharacters(dot) + CountCharacters(rest);
  const std::size_t room = std::max(taken + kMinNames, kReportColumns) - taken;
  // What the title leaves, and at least two thirds of the room.
  const std::size_t title_size = CountCharacters(record.policy_title());
  const std::string application =
      Shorten(record.application_ref(),
              std::max(room * 2 / 3, room - std::min(room, title_size)));
  return absl::StrCat(
      kFirst, application, dot,
      Shorten(record.policy_title(), room - CountCharacters(application)),
      rest);
}

Lines OutcomeLines(const v1::Decision& decision, const ReportOptions& options) {
  const bool known = v1::Decision::Outcome_IsValid(decision.outcome()) &&
                     decision.outcome() != 0;
  const std::string word =
      known ? v1::Decision::Outcome_Name(decision.outcome()) : "UNKNOWN";
  Lines lines = Labelled(
      "OUTCOME",
      absl::StrCat(word, "  ", ForReport(decision.headline(), options)));
  if (options.colour) {
    const char* colour =
        decision.outcome() == v1::Decision::PASS ? "\033[32m" : "\033[33m";
    const std::size_t at = lines[0].find(word);
    lines[0] = absl::StrCat(lines[0].substr(0, at), colour, word, "\033[0m",
                            lines[0].substr(at + word.size()));
  }
  return lines;
}

Lines CountLines(const v1::ScreeningRecord& record) {
  const v1::Decision& decision = record.decision();
  int future = 0;
  int future_met = 0;
  for (const auto& requirement : decision.requirements()) {
    if (requirement.tier() != v1::FUTURE) continue;
    ++future;
    if (requirement.value() == v1::MET) ++future_met;
  }
  Lines parts = {
      absl::StrCat(decision.critical_met(), " of ", decision.critical_total())};
  if (decision.growth_total() > 0) {
    parts.push_back(absl::StrCat("GROWTH ", decision.growth_met(), " of ",
                                 decision.growth_total(), " (",
                                 decision.growth_needed(), " needed)"));
  }
  if (future > 0) {
    parts.push_back(absl::StrCat("FUTURE ", future_met, " of ", future));
  }
  const auto used = std::count_if(
      record.credentials().begin(), record.credentials().end(),
      [](const v1::CredentialResult& credential) { return credential.used(); });
  const int shown = record.credentials_size();
  parts.push_back(absl::StrCat(shown,
                               shown == 1 ? " credential" : " credentials",
                               " shown, ", used, " used"));
  if (record.sandbox()) parts.emplace_back("SANDBOX");
  return LabelledParts("CRITICAL", parts, "   ");
}

Lines FlagLines(const v1::Decision& decision) {
  if (decision.flags().empty()) return {};
  Lines names;
  for (const int flag : decision.flags()) {
    names.push_back(v1::ReasonCode_Name(static_cast<v1::ReasonCode>(flag)));
  }
  return Labelled("FLAGS", absl::StrJoin(names, ", "));
}

Lines Requirements(const v1::ScreeningRecord& record, Density density,
                   const ReportOptions& options) {
  Lines lines;
  std::vector<const v1::RequirementResult*> others;
  for (const auto& requirement : record.decision().requirements()) {
    if (density != Density::kFull && requirement.tier() != v1::CRITICAL) {
      others.push_back(&requirement);
    } else {
      Append(FormatRequirement(requirement, record, density, options), &lines);
    }
  }
  Append(FormatBriefly(others, options), &lines);
  return lines;
}

Lines ReceiptLines(const v1::ScreeningRecord& record,
                   const v1::Receipt* receipt, const ReportOptions& options) {
  Lines lines =
      receipt != nullptr
          ? FormatReceiptBriefly(*receipt, options)
          : Labelled("RECEIPT",
                     "not read; get it with 'prescreen receipt get' and the "
                     "name below");
  lines.push_back(absl::StrCat("RECORD    ", Printable(record.name()),
                               " revision ", record.revision()));
  return lines;
}

}  // namespace

std::string FormatReport(const v1::ScreeningRecord& record,
                         const v1::Receipt* receipt,
                         const ReportOptions& options) {
  Lines head = {Header(record, options)};
  Append(OutcomeLines(record.decision(), options), &head);
  Append(FlagLines(record.decision()), &head);
  Append(CountLines(record), &head);
  head.emplace_back();
  Lines body;
  for (const Density density :
       {Density::kFull, Density::kBrief, Density::kTight}) {
    body = Requirements(record, density, options);
    body.emplace_back();
    Append(FormatRemedies(record, density), &body);
    Append(FormatChecks(record, options), &body);
    Append(ReceiptLines(record, receipt, options), &body);
    if (head.size() + body.size() <= kMaxLines) break;
  }
  Append(std::move(body), &head);
  return absl::StrCat(absl::StrJoin(head, "\n"), "\n");
}

}  // namespace prescreen::cli
