// SPDX-License-Identifier: Apache-2.0
#include "server/service/screen.h"

#include <utility>

#include "anchor/leaf.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/pipeline/status_evidence.h"
#include "server/service/count_decision.h"
#include "server/service/errors.h"
#include "server/service/screening_request.h"
#include "server/service/times.h"

namespace prescreen {
namespace {

constexpr std::size_t kSaltBytes = 32;

struct Committed {
  std::string salt;
  std::string commitment;
};
Committed CommitTo(Random& random, absl::string_view content) {
  std::string salt = random.Bytes(kSaltBytes);
  std::string commitment(AsBytes(anchor::Commit(salt, content)));
  return {std::move(salt), std::move(commitment)};
}

ScreeningInputs InputsOf(const v1::CreateScreeningRequest& request,
                         const AdmittedScreening& admitted) {
  ScreeningInputs inputs;
  inputs.bundle = BundleOf(request.documents());
  inputs.known_identifiers.assign(request.known_identifiers().begin(),
                                  request.known_identifiers().end());
  inputs.as_of = admitted.as_of;
  inputs.now = admitted.now;
  return inputs;
}

void CompleteDecision(const Engine& engine, const AdmittedScreening& admitted,
                      v1::Decision* decision) {
  const CompiledPolicy& policy = *admitted.policy;
  decision->set_policy_digest(HexEncode(policy.policy.digest));
  decision->set_issuers_digest(HexEncode(policy.catalogues.issuers_digest()));
  decision->set_achievements_digest(
      HexEncode(policy.catalogues.achievements_digest()));
  decision->set_skills_digest(HexEncode(policy.catalogues.skills_digest()));
  decision->set_engine_version(engine.engine_version);
  *decision->mutable_as_of() = ToTimestamp(admitted.as_of);
}

v1::ScreeningRecord AnswerOf(const v1::CreateScreeningRequest& request,
                             const AdmittedScreening& admitted,
                             ScreeningJudgement& judgement) {
  v1::ScreeningRecord answer;
  answer.set_application_ref(request.application_ref());
  answer.set_requisition_ref(request.requisition_ref());
  answer.set_candidate_ref(request.candidate_ref());
  answer.set_policy(admitted.policy->name);
  answer.set_policy_title(admitted.policy->policy.metadata.title);
  answer.set_sandbox(admitted.tenant->sandbox);
  for (v1::CredentialResult& credential : judgement.credentials) {
    *answer.add_credentials() = std::move(credential);
  }
  *answer.mutable_decision() = std::move(judgement.decision);
  return answer;
}

RecordCredential RecordOf(const v1::CredentialResult& result,
                          const KeySource& source,
                          const std::optional<StatusSource>& status) {
  RecordCredential credential;
  credential.issuer = result.issuer();
  credential.proof = result.proof();
  credential.status = result.status();
  credential.dates = result.dates();
  credential.binding = result.binding();
  if (!source.digest.empty()) {
    credential.key_source = RecordSource{source.digest, std::nullopt};
    if (source.fetched_at != absl::InfinitePast()) {
      credential.key_source->fetched_at = source.fetched_at;
    }
  }
  if (status.has_value()) {
    credential.status_source = RecordSource{status->digest, status->fetched_at};
  }
  return credential;
}

void CommitInputs(const Engine& engine, const AdmittedScreening& admitted,
                  const ScreeningJudgement& judgement, ScreeningWork* work) {
  const v1::CreateScreeningRequest& request = *work->order.request;
  for (const v1::Document& document : request.documents()) {
    Committed item = CommitTo(engine.random, document.content());
    work->record.documents.push_back(std::move(item.commitment));
    work->salts.add_documents(std::move(item.salt));
  }
  for (std::size_t i = 0; i < judgement.credential_bytes.size(); ++i) {
    Committed item = CommitTo(engine.random, judgement.credential_bytes[i]);
    RecordCredential credential =
        RecordOf(work->answer.credentials(static_cast<int>(i)),
                 judgement.key_sources[i], judgement.status_sources[i]);
    credential.commitment = std::move(item.commitment);
    work->record.credentials.push_back(std::move(credential));
    work->salts.add_credentials(std::move(item.salt));
  }
  Committed inputs = CommitTo(
      engine.random, InputsContent({request.known_identifiers().begin(),
                                    request.known_identifiers().end()}));
  work->record.inputs = std::move(inputs.commitment);
  work->salts.set_inputs(std::move(inputs.salt));
  Committed explanation = CommitTo(engine.random, work->answer_bytes);
  work->record.explanation = std::move(explanation.commitment);
  work->salts.set_explanation(std::move(explanation.salt));
  std::string subject =
      SubjectContent(admitted.tenant->name, request.application_ref(),
                     request.candidate_ref(), request.requisition_ref());
  Committed opened = CommitTo(engine.random, subject);
  work->record.subject = std::move(opened.commitment);
  work->subject.set_salt(std::move(opened.salt));
  work->subject.set_content(std::move(subject));
}

void FillRecord(const Engine& engine, const AdmittedScreening& admitted,
                ScreeningWork* work) {
  RecordDraft& record = work->record;
  const CompiledPolicy& policy = *admitted.policy;
  record.origin = engine.log.identity().origin;
  record.rid = NewUuid4(engine.random);
  record.salt = engine.random.Bytes(kSaltBytes);
  record.as_of = admitted.as_of;
  record.policy_name = admitted.policy_id;
  record.policy_version = FormatVersion(policy.version);
  record.policy_digest = policy.policy.digest;
  record.policy_leaf_index = policy.leaf_index;
  record.issuers_digest = policy.catalogues.issuers_digest();
  record.achievements_digest = policy.catalogues.achievements_digest();
  record.skills_digest = policy.catalogues.skills_digest();
  record.decision = work->answer.decision();
  record.contexts_digest = engine.contexts_digest;
  record.config_digest = engine.settings_digest;
  record.engine_version = engine.engine_version;
  record.sandbox = admitted.tenant->sandbox;
}

}  // namespace

absl::StatusOr<AdmittedScreening> Admit(const Engine& engine,
                                        const TenantAccess& tenants,
                                        const ScreeningOrder& order) {
  const v1::CreateScreeningRequest& request = *order.request;
  AdmittedScreening admitted;
  admitted.now = engine.clock.Now();
  ASSIGN_OR_RETURN(const std::string tenant,
                   ParseTenantName("parent", request.parent()));
  RETURN_IF_ERROR(CheckScreeningRequest(request));
  ASSIGN_OR_RETURN(const PolicyName policy,
                   ParsePolicyName("policy", request.policy()));
  if (policy.tenant != tenant) {
    return FieldError("policy", "belongs to another tenant than `parent`");
  }
  ASSIGN_OR_RETURN(admitted.tenant, tenants.Find(tenant));
  admitted.policy_id = policy.id;
  if (!request.request_id().empty() && !request.validate_only()) {
    ASSIGN_OR_RETURN(
        const auto stored,
        FindRequest(engine.store, engine.keys, *admitted.tenant,
                    request.request_id(), order.content_digest, admitted.now));
    if (stored) {
      admitted.stored.emplace();
      admitted.stored->id = {stored->screening(), stored->revision()};
      return admitted;
    }
  }
  ASSIGN_OR_RETURN(admitted.policy,
                   request.validate_only()
                       ? engine.policies.ForDryRun(*admitted.tenant, policy)
                       : engine.policies.Active(*admitted.tenant, policy));
  ASSIGN_OR_RETURN(const EvaluationTime time,
                   ChooseTime(request, admitted.tenant->sandbox, admitted.now));
  RETURN_IF_ERROR(CheckEffective(admitted.policy->policy.metadata, time.as_of));
  admitted.as_of = time.as_of;
  admitted.as_of_chosen = time.chosen;
  return admitted;
}

absl::Status VerifyScreening(const Engine& engine, AdmittedScreening admitted,
                             const v1::CreateScreeningRequest& request,
                             const std::function<bool()>& cancelled,
                             VerifiedScreening* screening) {
  screening->inputs = InputsOf(request, admitted);
  screening->admitted = std::move(admitted);
  screening->verified = VerifyDocuments(screening->inputs.bundle,
                                        screening->admitted.policy->catalogues,
                                        Expectations{}, engine.artefacts.keys,
                                        cancelled, VerifyTimer(engine.metrics));
  if (cancelled()) return absl::CancelledError("the caller cancelled");
  screening->status_lists = StatusListUrls(screening->verified);
  return absl::OkStatus();
}

ScreeningWork JudgeScreening(const Engine& engine,
                             const VerifiedScreening& screening,
                             const ScreeningOrder& order) {
  const v1::CreateScreeningRequest& request = *order.request;
  const AdmittedScreening& admitted = screening.admitted;
  const CompiledPolicy& policy = *admitted.policy;
  const StatusLists lists =
      GatherStatusLists(screening.status_lists, engine.documents,
                        policy.catalogues, engine.artefacts);
  ScreeningJudgement judgement =
      Judge(screening.verified, screening.inputs, policy.policy,
            policy.catalogues, engine.settings, lists);
  CompleteDecision(engine, admitted, &judgement.decision);

  ScreeningWork work;
  work.order = order;
  work.recheck_first = engine.recheck_first;
  work.inputs_digest = InputsDigest(request, policy.name);
  work.policy_id = admitted.policy_id;
  work.answer = AnswerOf(request, admitted, judgement);
  work.answer_bytes = work.answer.SerializeAsString();
  FillRecord(engine, admitted, &work);
  CommitInputs(engine, admitted, judgement, &work);
  for (auto& document : judgement.evidence) {
    if (!engine.evidence.Holds(document->digest)) {
      work.evidence.push_back(std::move(document));
    }
  }
  return work;
}

absl::StatusOr<v1::CreateScreeningResponse> ReplyFor(const Engine& engine,
                                                     const Tenant& tenant,
                                                     ScreeningAnswer answer) {
  v1::CreateScreeningResponse response;
  if (answer.screening) {
    *response.mutable_screening() = *std::move(answer.screening);
  } else {
    ASSIGN_OR_RETURN(
        *response.mutable_screening(),
        ReadScreening(engine.store, engine.keys, tenant,
                      {tenant.name, answer.id.uuid, answer.id.revision}));
  }
  response.set_revision(response.screening().revision());
  response.set_created(answer.created);
  return response;
}

}  // namespace prescreen
