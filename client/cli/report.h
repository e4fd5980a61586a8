// SPDX-License-Identifier: Apache-2.0
// What a recruiter reads after a screening: the answer first, then each
// requirement with the credential that decided it. At most 25 lines for a usual
// candidate. Thread-safe.
#ifndef PRESCREEN_CLIENT_CLI_REPORT_H_
#define PRESCREEN_CLIENT_CLI_REPORT_H_

#include <string>
#include <vector>

#include "prescreen/v1/receipt.pb.h"
#include "prescreen/v1/screening.pb.h"

namespace prescreen::cli {

struct ReportOptions {
  // ANSI colours, in addition to words and marks.
  bool colour = false;
};

// `receipt` may be null: then the RECEIPT line says how to get it. The text
// holds nothing of the request but its application_ref, and no control
// character but LF and, with `colour`, its own.
std::string FormatReport(const v1::ScreeningRecord& record,
                         const v1::Receipt* receipt,
                         const ReportOptions& options = {});

// The requirement's lines: its mark and title, then what decided it.
std::vector<std::string> FormatRequirement(
    const v1::RequirementResult& requirement, const v1::ScreeningRecord& record,
    const ReportOptions& options);

// Two lines: digest and tree; then how far it is anchored.
std::vector<std::string> FormatReceipt(const v1::Receipt& receipt);

}  // namespace prescreen::cli

#endif  // PRESCREEN_CLIENT_CLI_REPORT_H_
