// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/pipeline.h"

#include <utility>
#include <variant>

#include "base/limits.h"
#include "server/claims/normalise.h"
#include "server/decision/decide.h"
#include "server/decode/decode.h"
#include "server/pipeline/catalogue_authority.h"
#include "server/pipeline/catalogue_keys.h"
#include "server/pipeline/credential_report.h"
#include "server/policy/evaluate.h"
#include "server/resolve/issuer_keys.h"
#include "server/status/status.h"
#include "server/verify/verifier.h"

namespace prescreen {
namespace {

// Beyond this an evaluation time was chosen, not merely a moment ago.
constexpr absl::Duration kAsOfTolerance = absl::Hours(24);

// check status → normalise claims, by the three ends of verification.
std::optional<StatusSource> CheckAndNormalise(
    const CheckedCredential& credential, const StatusChecker& status,
    ClaimNormaliser* normaliser) {
  if (const auto* good = std::get_if<VerifiedCredential>(&credential)) {
    const StatusResult result = status.Check(*good);
    normaliser->Add(*good, result);
    return result.source;
  }
  if (const auto* open = std::get_if<UncheckedCredential>(&credential)) {
    normaliser->Add(*open, status.Check(*open));
  } else {
    normaliser->Add(std::get<RejectedCredential>(credential));
  }
  return std::nullopt;
}

// `proofs` counts on over the bundle; beyond the limit nothing is verified.
void LimitProofs(SecuredDocument* document, std::size_t* proofs) {
  *proofs += CountProofs(*document);
  if (*proofs <= kMaxBundleProofs || document->fault.has_value()) return;
  document->fault =
      DecodeFault{v1::WORK_LIMIT, "the bundle holds too many proofs"};
  document->readable = std::move(document->embedded);
  document->jws.reset();
}

void AddEvidence(const StatusSource& source, const StatusLists& lists,
                 ScreeningJudgement* judgement) {
  for (const auto& known : judgement->evidence) {
    if (known->digest == source.digest) return;
  }
  for (const auto& [url, evidence] : lists) {
    if (evidence.document != nullptr &&
        evidence.document->digest == source.digest) {
      judgement->evidence.push_back(evidence.document);
      return;
    }
  }
}

bool IsReadable(const v1::CredentialResult& result) {
  return result.findings_size() == 0 ||
         result.findings(0).code() != v1::NOT_A_CREDENTIAL;
}

DecisionInputs InputsOf(const ScreeningInputs& inputs,
                        const std::vector<v1::CredentialResult>& credentials) {
  DecisionInputs result;
  result.as_of = inputs.as_of;
  result.as_of_chosen =
      absl::AbsDuration(inputs.now - inputs.as_of) > kAsOfTolerance;
  result.documents_presented = static_cast<int>(inputs.bundle.size());
  for (const v1::CredentialResult& credential : credentials) {
    result.documents_readable += IsReadable(credential) ? 1 : 0;
  }
  return result;
}

}  // namespace

StatusRules RulesOf(const PipelineSettings& settings, absl::Time as_of,
                    absl::Time now) {
  return {as_of, now, absl::Seconds(settings.skew_seconds),
          settings.status_minimum_bits};
}

VerifiedBundle VerifyDocuments(const RawBundle& bundle,
                               const CatalogueSet& catalogues,
                               const Expectations& expectations, KeyCache& keys,
                               const std::function<bool()>& cancelled,
                               const OnVerified& on_verified) {
  const CatalogueKeys pinned(catalogues);
  const IssuerKeys issuer_keys(pinned, keys);
  const CatalogueAuthority authority(catalogues);
  const CredentialVerifier verifier(issuer_keys, authority, expectations);
  VerifiedBundle verified;
  std::size_t proofs = 0;
  for (std::size_t i = 0; i < bundle.size(); ++i) {
    if (cancelled && cancelled()) break;
    SecuredDocument document = Decode(bundle[i], static_cast<int>(i));
    LimitProofs(&document, &proofs);
    verified.credentials.push_back(verifier.Verify(document));
    if (on_verified) on_verified(verified.credentials.back());
  }
  return verified;
}

ScreeningJudgement Judge(const VerifiedBundle& verified,
                         const ScreeningInputs& inputs,
                         const RolePolicy& policy,
                         const CatalogueSet& catalogues,
                         const PipelineSettings& settings,
                         const StatusLists& status_lists) {
  const CatalogueAuthority authority(catalogues);
  const StatusChecker status(RulesOf(settings, inputs.as_of, inputs.now),
                             status_lists, authority);
  ClaimNormaliser normaliser(catalogues, inputs.known_identifiers,
                             policy.accept.max_alignments);
  ScreeningJudgement judgement;
  for (const CheckedCredential& credential : verified.credentials) {
    judgement.status_sources.push_back(
        CheckAndNormalise(credential, status, &normaliser));
    if (judgement.status_sources.back().has_value()) {
      AddEvidence(*judgement.status_sources.back(), status_lists, &judgement);
    }
    judgement.credential_bytes.emplace_back(SourceOf(credential).bytes);
    // The key is in its own name, or in the catalogue.
    judgement.key_sources.emplace_back();
  }
  const NormalisedBundle bundle = std::move(normaliser).Finish();
  const PolicyResult result = Evaluate(policy, bundle.claims, inputs.as_of);
  for (std::size_t i = 0; i < bundle.findings.size(); ++i) {
    const Claim& claim = bundle.claims.claims()[i];
    const std::size_t place = static_cast<std::size_t>(claim.document);
    judgement.credentials.push_back(
        ReportCredential(claim, bundle.findings[i], inputs.bundle[place].label,
                         result.used[i], catalogues));
  }
  judgement.decision = Decide(policy, result, bundle.claims,
                              InputsOf(inputs, judgement.credentials));
  return judgement;
}

}  // namespace prescreen
