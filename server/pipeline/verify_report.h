// SPDX-License-Identifier: Apache-2.0
// What verification alone says of each credential of a bundle.
#ifndef PRESCREEN_SERVER_PIPELINE_VERIFY_REPORT_H_
#define PRESCREEN_SERVER_PIPELINE_VERIFY_REPORT_H_

#include <vector>

#include "prescreen/v1/screening.pb.h"
#include "server/pipeline/pipeline.h"
#include "server/status/status.h"

namespace prescreen {

// One object for each credential, in order. INVALID if structure, proof, dates,
// status or, where `require_binding`, the subject fails; else UNCHECKED if one
// of these could not be checked; else VALID. Of an unchecked credential neither
// dates nor subject are looked at: its content may be invented. A document that
// holds no credential is UNCHECKED: nothing was found wrong, and nothing
// proven. Deterministic; thread-safe.
std::vector<v1::VerifiedObject> ReportObjects(const VerifiedBundle& verified,
                                              const ScreeningInputs& inputs,
                                              const StatusChecker& status,
                                              bool require_binding);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_PIPELINE_VERIFY_REPORT_H_
