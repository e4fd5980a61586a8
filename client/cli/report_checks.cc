// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/report_parts.h"
#include "client/cli/terminal_text.h"
#include "prescreen/v1/reasons.pb.h"

namespace prescreen::cli {
namespace {

// A collector's 41 badges share a few codes.
constexpr std::size_t kMaxProblems = 4;
constexpr std::size_t kMaxLabel = 40;
constexpr std::size_t kMaxCauses = 3;

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

// `2/3 signatures good, 1 bad`.
void AppendCheck(absl::string_view good, absl::string_view bad,
                 const VerdictCount& count, std::vector<std::string>* parts) {
  if (count.total() == 0) return;
  std::string part = absl::StrCat(count.valid, "/", count.total(), " ", good);
  if (count.invalid > 0) absl::StrAppend(&part, ", ", count.invalid, " ", bad);
  if (count.unchecked > 0) {
    absl::StrAppend(&part, ", ", count.unchecked, " not checked");
  }
  parts->push_back(std::move(part));
}

bool IsProblem(const v1::Finding& finding) {
  return finding.verdict() == v1::INVALID || finding.verdict() == v1::UNCHECKED;
}

// `TAMPERED: gao-sql.jwt`, for each code of a check that did not hold.
std::vector<std::string> Problems(const v1::ScreeningRecord& record) {
  std::map<v1::ReasonCode, std::vector<std::string>> labels;
  for (const auto& credential : record.credentials()) {
    for (const auto& finding : credential.findings()) {
      if (!IsProblem(finding)) continue;
      auto& of_code = labels[finding.code()];
      const std::string label = Shorten(credential.label(), kMaxLabel);
      if (of_code.empty() || of_code.back() != label) of_code.push_back(label);
    }
  }
  std::vector<std::string> problems;
  for (const auto& [code, names] : labels) {
    if (problems.size() == kMaxProblems) {
      problems.push_back(absl::StrCat("and ", labels.size() - kMaxProblems,
                                      " more kinds of finding: see --json"));
      break;
    }
    const std::string name =
        absl::StrCat(v1::ReasonCode_Name(code), ": ", names[0]);
    problems.push_back(
        names.size() == 1
            ? name
            : absl::StrCat(name, " and ", names.size() - 1, " more"));
  }
  return problems;
}

// `NO EFFECT 2 documents (EXPIRED, TAMPERED)`, with what was found about them.
std::vector<std::string> NoEffectLines(const v1::ScreeningRecord& record) {
  const auto& documents = record.decision().no_effect();
  if (documents.empty()) return {};
  std::set<std::string> causes;
  for (const auto& credential : record.credentials()) {
    if (std::find(documents.begin(), documents.end(), credential.document()) ==
        documents.end()) {
      continue;
    }
    for (const auto& finding : credential.findings()) {
      if (!IsProblem(finding)) continue;
      if (causes.size() < kMaxCauses) {
        causes.insert(v1::ReasonCode_Name(finding.code()));
      }
    }
  }
  std::string text = absl::StrCat(
      documents.size(), documents.size() == 1 ? " document" : " documents");
  if (!causes.empty()) {
    absl::StrAppend(&text, " (", absl::StrJoin(causes, ", "), ")");
  }
  return Labelled("NO EFFECT", text);
}

}  // namespace

std::vector<std::string> FormatChecks(const v1::ScreeningRecord& record,
                                      const ReportOptions& options) {
  std::vector<std::string> parts;
  AppendCheck("signatures good", "bad",
              Count(record, &v1::CredentialResult::proof), &parts);
  AppendCheck("status good", "revoked or suspended",
              Count(record, &v1::CredentialResult::status), &parts);
  AppendCheck("in date", "out of date",
              Count(record, &v1::CredentialResult::dates), &parts);
  AppendCheck("the candidate's", "of someone else",
              Count(record, &v1::CredentialResult::binding), &parts);
  if (parts.empty()) parts.emplace_back("nothing to check");
  std::vector<std::string> lines = NoEffectLines(record);
  for (std::string& line : LabelledParts("CHECKS", parts, Dot(options))) {
    lines.push_back(std::move(line));
  }
  const std::vector<std::string> problems = Problems(record);
  if (problems.empty()) return lines;
  for (std::string& line : LabelledParts("", problems, Dot(options))) {
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace prescreen::cli
