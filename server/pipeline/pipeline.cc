// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/pipeline.h"

#include <utility>
#include <variant>

#include "server/claims/normalise.h"
#include "server/decision/decide.h"
#include "server/decode/decode.h"
#include "server/pipeline/catalogue_authority.h"
#include "server/pipeline/credential_report.h"
#include "server/policy/evaluate.h"
#include "server/resolve/did_key.h"
#include "server/status/status.h"
#include "server/verify/verifier.h"

namespace prescreen {
namespace {

// Beyond this an evaluation time was chosen, not merely a moment ago.
constexpr absl::Duration kAsOfTolerance = absl::Hours(24);

// check status → normalise claims, by the three ends of verification.
void CheckAndNormalise(const CheckedCredential& credential,
                       const StatusChecker& status,
                       ClaimNormaliser* normaliser) {
  if (const auto* good = std::get_if<VerifiedCredential>(&credential)) {
    normaliser->Add(*good, status.Check(*good));
  } else if (const auto* open = std::get_if<UncheckedCredential>(&credential)) {
    normaliser->Add(*open, status.Check(*open));
  } else {
    normaliser->Add(std::get<RejectedCredential>(credential));
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

Judgement Judge(const ScreeningInputs& inputs, const RolePolicy& policy,
                const CatalogueSet& catalogues,
                const PipelineSettings& settings,
                const std::function<bool()>& cancelled) {
  const DidKeyResolver keys;
  const CatalogueAuthority authority(catalogues);
  const CredentialVerifier verifier(keys, authority);
  const StatusChecker status(inputs.as_of,
                             absl::Seconds(settings.skew_seconds));
  ClaimNormaliser normaliser(catalogues, inputs.known_identifiers,
                             policy.accept.max_alignments);
  Judgement judgement;
  for (std::size_t i = 0; i < inputs.bundle.size(); ++i) {
    if (cancelled && cancelled()) return judgement;
    const SecuredDocument document =
        Decode(inputs.bundle[i], static_cast<int>(i));
    CheckAndNormalise(verifier.Verify(document), status, &normaliser);
    judgement.credential_bytes.emplace_back(document.bytes);
    judgement.key_sources.emplace_back();  // a did:key is its own document
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
