// SPDX-License-Identifier: Apache-2.0
// What the metrics are told of screenings.
#ifndef PRESCREEN_SERVER_SERVICE_COUNT_DECISION_H_
#define PRESCREEN_SERVER_SERVICE_COUNT_DECISION_H_

#include "prescreen/v1/screening.pb.h"
#include "server/metrics/metrics.h"
#include "server/pipeline/pipeline.h"
#include "server/service/screen.h"

namespace prescreen {

// Times the documents of one VerifyDocuments, each by the suite of its first
// proof; suites that this build does not verify count as `other`. `metrics`
// must outlive it.
OnVerified VerifyTimer(Metrics& metrics);

// Of a revision that was logged: outcome, requirements, what could not be
// checked. Hosts are named for issuers of the catalogue alone: a stranger's
// could name a person.
void CountDecision(const VerifiedScreening& screening,
                   const v1::ScreeningRecord& answer, Metrics& metrics);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_COUNT_DECISION_H_
