// SPDX-License-Identifier: Apache-2.0
// What may turn a requirement that is not met into one that is, by reason code.
// Says only what follows from the code: no effort, no promise. Thread-safe.
#ifndef PRESCREEN_CLIENT_CLI_REMEDIES_H_
#define PRESCREEN_CLIENT_CLI_REMEDIES_H_

#include "absl/strings/string_view.h"
#include "prescreen/v1/reasons.pb.h"

namespace prescreen::cli {

struct Remedy {
  // A fixed word for scripts and search, such as RENEW.
  absl::string_view action;
  // English, beginning with a verb. `$credential` stands for the credential
  // that came closest, `$requirement` for the requirement's title.
  absl::string_view words;
};

// Null: nothing that a candidate or a recruiter does follows from the code.
const Remedy* FindRemedy(v1::ReasonCode code);

}  // namespace prescreen::cli

#endif  // PRESCREEN_CLIENT_CLI_REMEDIES_H_
