// SPDX-License-Identifier: Apache-2.0
// The parts of a report, each as lines. Thread-safe.
#ifndef PRESCREEN_CLIENT_CLI_REPORT_PARTS_H_
#define PRESCREEN_CLIENT_CLI_REPORT_PARTS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/report.h"
#include "prescreen/v1/screening.pb.h"

namespace prescreen::cli {

// What a terminal and a printed page hold.
inline constexpr std::size_t kReportColumns = 100;

// How much a report leaves to --json. Brief: growth and future requirements are
// marks and titles, and a title is cut where what it rests on then fits beside
// it. Tight: also one fault and one remedy for each requirement.
enum class Density { kFull, kBrief, kTight };

// Between the parts of a line: a middle dot where the terminal has it.
absl::string_view Dot(const ReportOptions& options);

// Printable(text), and, without UTF-8, the server's middle dots as hyphens.
std::string ForReport(absl::string_view text, const ReportOptions& options);

// `label` padded to ten columns and `text`, broken at spaces into lines.
std::vector<std::string> Labelled(absl::string_view label,
                                  absl::string_view text);
// The same of `parts` with `separator` between them, broken there alone.
std::vector<std::string> LabelledParts(absl::string_view label,
                                       const std::vector<std::string>& parts,
                                       absl::string_view separator);

// `Advanced SQL · University of Zed`, or the document's label or number.
std::string CredentialName(const v1::EvidencePointer& pointer,
                           const v1::ScreeningRecord& record,
                           const ReportOptions& options);
// `Advanced SQL`, or as above.
std::string ShortCredentialName(const v1::EvidencePointer& pointer,
                                const v1::ScreeningRecord& record);

// `requirement`'s lines: mark and title, then what decided it.
std::vector<std::string> FormatRequirement(
    const v1::RequirementResult& requirement, const v1::ScreeningRecord& record,
    Density density, const ReportOptions& options);

// Those of `requirements` side by side, marks and titles only.
std::vector<std::string> FormatBriefly(
    const std::vector<const v1::RequirementResult*>& requirements,
    const ReportOptions& options);

// TO PASS: what may help, for each requirement that stands in the way.
std::vector<std::string> FormatRemedies(const v1::ScreeningRecord& record,
                                        Density density);

// NO EFFECT, CHECKS and what did not hold.
std::vector<std::string> FormatChecks(const v1::ScreeningRecord& record,
                                      const ReportOptions& options);

}  // namespace prescreen::cli

#endif  // PRESCREEN_CLIENT_CLI_REPORT_PARTS_H_
