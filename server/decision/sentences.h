// SPDX-License-Identifier: Apache-2.0
// The words for each reason code, in one table. Thread-safe.
#ifndef PRESCREEN_SERVER_DECISION_SENTENCES_H_
#define PRESCREEN_SERVER_DECISION_SENTENCES_H_

#include "absl/strings/string_view.h"
#include "prescreen/v1/reasons.pb.h"

namespace prescreen {

struct Sentences {
  absl::string_view recruiter;
  absl::string_view candidate;
};

// English. Every code of reasons.proto has both.
Sentences SentencesFor(v1::ReasonCode code);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_DECISION_SENTENCES_H_
