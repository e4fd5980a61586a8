// SPDX-License-Identifier: Apache-2.0
#include "server/service/count_decision.h"

#include <chrono>
#include <string>

#include "server/pipeline/credential_words.h"

namespace prescreen {
namespace {

using SteadyClock = std::chrono::steady_clock;

void CountUnchecked(const CheckedCredential& credential,
                    const v1::CredentialResult& result, Metrics& metrics) {
  for (const v1::Finding& finding : result.findings()) {
    if (finding.verdict() != v1::UNCHECKED) continue;
    std::string host;
    if (finding.code() == v1::STATUS_UNAVAILABLE) {
      host = result.issuer_name().empty() ? "other" : StatusHost(credential);
    }
    metrics.CouldNotCheck(host, v1::ReasonCode_Name(finding.code()));
  }
}

}  // namespace

OnVerified VerifyTimer(Metrics& metrics) {
  return [&metrics, last = SteadyClock::now()](
             const CheckedCredential& credential) mutable {
    const SteadyClock::time_point now = SteadyClock::now();
    metrics.Verified(SuiteWord(credential), absl::FromChrono(now - last));
    last = now;
  };
}

void CountDecision(const VerifiedScreening& screening,
                   const v1::ScreeningRecord& answer, Metrics& metrics) {
  const v1::Decision& decision = answer.decision();
  metrics.Decided(v1::Decision::Outcome_Name(decision.outcome()),
                  answer.sandbox());
  if (answer.has_next_check()) metrics.RecheckPlanned();
  for (const v1::RequirementResult& requirement : decision.requirements()) {
    metrics.Judged(screening.admitted.policy_id, requirement.id(),
                   v1::Ternary_Name(requirement.value()), answer.sandbox());
  }
  for (int i = 0; i < answer.credentials_size(); ++i) {
    CountUnchecked(screening.verified.credentials[static_cast<std::size_t>(i)],
                   answer.credentials(i), metrics);
  }
}

}  // namespace prescreen
