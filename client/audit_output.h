// SPDX-License-Identifier: Apache-2.0
// How prescreen-audit says what it found. Thread-safe.
#ifndef PRESCREEN_CLIENT_AUDIT_OUTPUT_H_
#define PRESCREEN_CLIENT_AUDIT_OUTPUT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "anchor/receipt.h"

namespace prescreen::anchor {

// Scripts depend on the numbers. Never change. Of an audit's lines: 0, 1 or 2.
inline constexpr int kHoldsExit = 0;
inline constexpr int kFalseExit = 1;
inline constexpr int kUncheckedExit = 2;
inline constexpr int kUsageExit = 64;
int ExitCode(CheckVerdict verdict);

// What the lines come to, in one sentence. `what` begins it: "The receipt".
std::string Summary(absl::string_view what,
                    const std::vector<CheckLine>& lines);

// Without anything that would move a terminal's cursor: lines hold text from
// receipts, openings, files and nodes.
std::string Printable(absl::string_view text);

// A line each and the summary; or one line of JSON {verdict, summary, checks:
// [{verdict, what, detail}]}.
std::string FormatText(absl::string_view what,
                       const std::vector<CheckLine>& lines);
std::string FormatJson(absl::string_view what,
                       const std::vector<CheckLine>& lines);

}  // namespace prescreen::anchor

#endif  // PRESCREEN_CLIENT_AUDIT_OUTPUT_H_
