// SPDX-License-Identifier: Apache-2.0
// What `prescreen verify` says: the stable JSON interface (client/README.md)
// and lines for people. Text of others is made fit for a terminal in both.
// Thread-safe.
#ifndef PRESCREEN_CLIENT_CLI_VERIFY_REPORT_H_
#define PRESCREEN_CLIENT_CLI_VERIFY_REPORT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "client/cli/exit_codes.h"
#include "prescreen/v1/screening.pb.h"

namespace prescreen::cli {

// One line, without line break. `path` is the document's, as it was given.
std::string VerifiedToJson(const v1::VerifiedObject& object,
                           absl::string_view path);

// Lines with their breaks: verdict, place and issuer; under them proofs, status
// and what was found.
std::string FormatVerified(const v1::VerifiedObject& object,
                           absl::string_view path, bool colour);

// Objects by verdict.
class VerdictCounts {
 public:
  // False: a verdict that this build does not know.
  bool Add(v1::Verdict verdict);
  // kOk, kInvalid, kUnchecked, in the order in which one of them decides.
  ExitCode exit_code() const;
  // `3 objects: 2 valid, 1 not valid`.
  std::string ToString() const;

 private:
  int valid_ = 0;
  int invalid_ = 0;
  int unchecked_ = 0;
};

}  // namespace prescreen::cli

#endif  // PRESCREEN_CLIENT_CLI_VERIFY_REPORT_H_
