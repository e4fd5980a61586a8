// SPDX-License-Identifier: Apache-2.0
#include "client/cli/report.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "client/cli/terminal_text.h"
#include "prescreen/v1/reasons.pb.h"

namespace prescreen::cli {
namespace {

constexpr std::size_t kMaxTitle = 60;
constexpr std::size_t kDigestPrefix = 8;
// A collector's 41 badges share a few codes.
constexpr std::size_t kMaxProblemLines = 4;
constexpr std::size_t kMaxLabels = 2;

std::string AsOf(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC",
                          absl::FromUnixSeconds(time.seconds()),
                          absl::UTCTimeZone());
}

// `tenants/demo/policies/x@3` → `x@3`.
std::string ShortName(absl::string_view name) {
  const std::size_t slash = name.rfind('/');
  if (slash != absl::string_view::npos) name.remove_prefix(slash + 1);
  return Printable(name);
}

std::string Header(const v1::ScreeningRecord& record) {
  const v1::Decision& decision = record.decision();
  std::string line =
      absl::StrCat("Application ", Shorten(record.application_ref(), 40), " - ",
                   Shorten(record.policy_title(), kMaxTitle), " (",
                   ShortName(record.policy()), ", ",
                   Printable(decision.policy_digest()).substr(0, kDigestPrefix),
                   ") - as of ", AsOf(decision.as_of()));
  const auto& information = decision.information();
  if (std::find(information.begin(), information.end(), v1::AS_OF_CHOSEN) !=
      information.end()) {
    absl::StrAppend(&line, " (chosen)");
  }
  if (record.sandbox()) absl::StrAppend(&line, " - SANDBOX");
  return line;
}

std::string OutcomeLine(const v1::Decision& decision,
                        const ReportOptions& options) {
  const bool known = v1::Decision::Outcome_IsValid(decision.outcome()) &&
                     decision.outcome() != 0;
  const std::string word =
      known ? v1::Decision::Outcome_Name(decision.outcome()) : "UNKNOWN";
  const char* colour =
      decision.outcome() == v1::Decision::PASS ? "\033[32m" : "\033[33m";
  return absl::StrCat("OUTCOME   ", options.colour ? colour : "", word,
                      options.colour ? "\033[0m" : "", "  ",
                      Printable(decision.headline()));
}

std::string CountLine(const v1::ScreeningRecord& record) {
  const v1::Decision& decision = record.decision();
  int future = 0;
  int future_met = 0;
  for (const auto& requirement : decision.requirements()) {
    if (requirement.tier() != v1::FUTURE) continue;
    ++future;
    if (requirement.value() == v1::MET) ++future_met;
  }
  std::string line = absl::StrCat("CRITICAL  ", decision.critical_met(), " of ",
                                  decision.critical_total());
  if (decision.growth_total() > 0) {
    absl::StrAppend(&line, "   GROWTH ", decision.growth_met(), " of ",
                    decision.growth_total(), " (", decision.growth_needed(),
                    " needed)");
  }
  if (future > 0) {
    absl::StrAppend(&line, "   FUTURE ", future_met, " of ", future);
  }
  const auto used = std::count_if(
      record.credentials().begin(), record.credentials().end(),
      [](const v1::CredentialResult& credential) { return credential.used(); });
  const int shown = record.credentials_size();
  absl::StrAppend(&line, "   ", shown,
                  shown == 1 ? " credential" : " credentials", " shown, ", used,
                  " used");
  return line;
}

struct VerdictCount {
  int valid = 0;
  int invalid = 0;
  int unchecked = 0;
  int total() const { return valid + invalid + unchecked; }
};

VerdictCount Count(const v1::ScreeningRecord& record,
                   v1::Verdict (v1::CredentialResult::*verdict)() const) {
  VerdictCount count;
  for (const auto& credential : record.credentials()) {
    switch ((credential.*verdict)()) {
      case v1::VALID:
        ++count.valid;
        break;
      case v1::INVALID:
        ++count.invalid;
        break;
      case v1::UNCHECKED:
        ++count.unchecked;
        break;
      default:
        break;
    }
  }
  return count;
}

void AppendCheck(absl::string_view what, absl::string_view good,
                 absl::string_view bad, const VerdictCount& count,
                 std::vector<std::string>* parts) {
  if (count.total() == 0) return;
  std::string part =
      absl::StrCat(what, " ", count.valid, "/", count.total(), " ", good);
  if (count.invalid > 0) absl::StrAppend(&part, ", ", count.invalid, " ", bad);
  if (count.unchecked > 0) {
    absl::StrAppend(&part, ", ", count.unchecked, " not checked");
  }
  parts->push_back(std::move(part));
}

// `TAMPERED: gao-sql.jwt`, one line per code of a check that did not hold.
std::vector<std::string> ProblemLines(const v1::ScreeningRecord& record) {
  std::map<v1::ReasonCode, std::vector<std::string>> labels;
  for (const auto& credential : record.credentials()) {
    for (const auto& finding : credential.findings()) {
      if (finding.verdict() != v1::INVALID &&
          finding.verdict() != v1::UNCHECKED) {
        continue;
      }
      auto& of_code = labels[finding.code()];
      const std::string label = Shorten(credential.label(), 48);
      if (of_code.empty() || of_code.back() != label) of_code.push_back(label);
    }
  }
  std::vector<std::string> lines;
  for (const auto& [code, names] : labels) {
    if (lines.size() == kMaxProblemLines) {
      lines.push_back(absl::StrCat("          and ",
                                   labels.size() - kMaxProblemLines,
                                   " more kinds of finding: see --json"));
      break;
    }
    const std::size_t shown = std::min(names.size(), kMaxLabels);
    std::string line = absl::StrCat(
        "          ", v1::ReasonCode_Name(code), ": ",
        absl::StrJoin(names.begin(),
                      names.begin() + static_cast<std::ptrdiff_t>(shown),
                      ", "));
    if (names.size() > shown) {
      absl::StrAppend(&line, " and ", names.size() - shown, " more");
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> CheckLines(const v1::ScreeningRecord& record) {
  std::vector<std::string> parts;
  AppendCheck("signatures", "good", "bad",
              Count(record, &v1::CredentialResult::proof), &parts);
  AppendCheck("candidate", "matched", "of someone else",
              Count(record, &v1::CredentialResult::binding), &parts);
  AppendCheck("dates", "good", "out of date",
              Count(record, &v1::CredentialResult::dates), &parts);
  AppendCheck("status", "good", "revoked or suspended",
              Count(record, &v1::CredentialResult::status), &parts);
  std::vector<std::string> lines = {
      absl::StrCat("CHECKS    ", parts.empty() ? "nothing to check"
                                               : absl::StrJoin(parts, "; "))};
  for (std::string& line : ProblemLines(record)) lines.push_back(line);
  return lines;
}

std::string Flags(const v1::Decision& decision) {
  std::vector<std::string> names;
  for (const int flag : decision.flags()) {
    names.push_back(v1::ReasonCode_Name(static_cast<v1::ReasonCode>(flag)));
  }
  return absl::StrJoin(names, ", ");
}

}  // namespace

std::string FormatReport(const v1::ScreeningRecord& record,
                         const v1::Receipt* receipt,
                         const ReportOptions& options) {
  const v1::Decision& decision = record.decision();
  std::vector<std::string> lines = {Header(record),
                                    OutcomeLine(decision, options)};
  if (decision.flags_size() > 0) {
    lines.push_back(absl::StrCat("FLAGS     ", Flags(decision)));
  }
  lines.push_back(CountLine(record));
  lines.emplace_back();
  for (const auto& requirement : decision.requirements()) {
    for (std::string& line : FormatRequirement(requirement, record, options)) {
      lines.push_back(std::move(line));
    }
  }
  lines.emplace_back();
  if (const int none = decision.no_effect_size(); none > 0) {
    lines.push_back(absl::StrCat("NO EFFECT ", none,
                                 none == 1 ? " document" : " documents"));
  }
  for (std::string& line : CheckLines(record)) lines.push_back(std::move(line));
  if (receipt != nullptr) {
    for (std::string& line : FormatReceipt(*receipt)) {
      lines.push_back(std::move(line));
    }
  } else {
    lines.emplace_back(
        "RECEIPT   not read; get it with 'prescreen receipt get' and the name "
        "below");
  }
  lines.push_back(absl::StrCat("RECORD    ", Printable(record.name()),
                               " revision ", record.revision()));
  return absl::StrCat(absl::StrJoin(lines, "\n"), "\n");
}

}  // namespace prescreen::cli
