// SPDX-License-Identifier: Apache-2.0
// What a recruiter reads after a screening: the answer first, then each
// requirement with the credential that decided it. At most 25 lines of 100
// columns for a usual candidate. Thread-safe.
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
  // The terminal shows UTF-8. Names are written as they are either way.
  bool utf8 = false;
};

// `receipt` may be null: then the RECEIPT line says how to get it. The text
// holds nothing of the request but its application_ref, and no control
// character but LF and, with `colour`, its own.
std::string FormatReport(const v1::ScreeningRecord& record,
                         const v1::Receipt* receipt,
                         const ReportOptions& options = {});

// The digest, then where it stands in the log and how far it is anchored.
std::vector<std::string> FormatReceipt(const v1::Receipt& receipt,
                                       const ReportOptions& options = {});
// The same after the beginning of the digest, as a rule on one line.
std::vector<std::string> FormatReceiptBriefly(
    const v1::Receipt& receipt, const ReportOptions& options = {});

}  // namespace prescreen::cli

#endif  // PRESCREEN_CLIENT_CLI_REPORT_H_
