// SPDX-License-Identifier: Apache-2.0
// How `prescreen` ends: exit codes, and errors as one sentence. Thread-safe.
#ifndef PRESCREEN_CLIENT_CLI_EXIT_CODES_H_
#define PRESCREEN_CLIENT_CLI_EXIT_CODES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "prescreen/v1/screening.pb.h"

namespace prescreen::cli {

// Scripts depend on the numbers. Never change.
enum class ExitCode {
  kOk = 0,
  kReview = 10,
  kNotMet = 11,
  kIncomplete = 12,
  kGapPlan = 13,
  kInvalid = 20,
  kUnchecked = 21,
  kUsage = 64,
  kBadText = 65,
  kNoInput = 66,
  kUnavailable = 69,
  kInternal = 70,
  kCannotWrite = 73,
  kNotYet = 75,
  kRefused = 77,
};

// The table for --help.
absl::string_view ExitCodeHelp();

// PASS is 0. kInternal: an outcome that this build does not know.
ExitCode ExitCodeOf(v1::Decision::Outcome outcome);

// An error found on this side; `message` is the sentence that is shown.
absl::Status CliError(ExitCode code, absl::string_view message);

// For CliError its code, otherwise by the server's reason and status code.
ExitCode ExitCodeOf(const absl::Status& error);

// One sentence that says what is wrong and what to do, free of control
// characters. `server` is the address that was called.
std::string ErrorSentence(const absl::Status& error, absl::string_view server);

// {code, reason, message, violations: [{line, column, field, description}]}.
std::string ErrorToJson(const absl::Status& error, absl::string_view server);

}  // namespace prescreen::cli

#endif  // PRESCREEN_CLIENT_CLI_EXIT_CODES_H_
