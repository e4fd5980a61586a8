// SPDX-License-Identifier: Apache-2.0
#include "server/service/rules_service.h"

#include <functional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "server/policy/render.h"
#include "server/policy/role_policy.h"
#include "server/service/errors.h"
#include "server/service/list_rules.h"
#include "server/service/policy_warnings.h"
#include "server/service/reply.h"
#include "server/service/rule_leaves.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

// Attempts at the next version number while others create versions too.
constexpr int kMaxVersionAttempts = 16;

void AddWarnings(const std::vector<yaml::Fault>& warnings, v1::Policy* policy) {
  for (const yaml::Fault& fault : warnings) {
    v1::PolicyWarning* warning = policy->add_warnings();
    warning->set_line(fault.line);
    warning->set_column(fault.column);
    warning->set_field(fault.field);
    warning->set_description(fault.description);
  }
}

v1::Policy Unstored(const RolePolicy& policy, const std::string& text) {
  v1::Policy result;
  result.set_title(policy.metadata.title);
  result.set_text(text);
  result.set_canonical_text(policy.canonical_text);
  result.set_digest(HexEncode(policy.digest));
  if (policy.metadata.effective_from) {
    result.set_effective_from(
        absl::FormatCivilTime(*policy.metadata.effective_from));
  }
  result.set_effective_until(
      absl::FormatCivilTime(policy.metadata.effective_until));
  return result;
}

// The newest version if it is the same text, else a new DRAFT.
absl::StatusOr<stored::v1::PolicyRow> StoreDraft(const Engine& engine,
                                                 const Tenant& tenant,
                                                 const RolePolicy& policy,
                                                 const std::string& text,
                                                 const std::string& author) {
  const std::string& id = policy.metadata.id;
  for (int attempt = 0; attempt < kMaxVersionAttempts; ++attempt) {
    auto newest = ReadNewestPolicy(engine.store, tenant, id);
    if (!newest.ok() && !absl::IsNotFound(newest.status())) {
      return newest.status();
    }
    if (newest.ok() && newest->digest() == policy.digest) return newest;
    stored::v1::PolicyRow row;
    row.set_major(newest.ok() ? newest->major() + 1 : 1);
    row.set_state(v1::Policy::DRAFT);
    row.set_text(text);
    row.set_canonical_text(policy.canonical_text);
    row.set_digest(policy.digest);
    row.set_create_time(absl::ToUnixMicros(engine.clock.Now()));
    row.set_author(author);
    const std::string key = keys::PolicyVersion(tenant.id, id, row.major(), 0);
    WriteBatch batch;
    batch.Require(Family::kPolicies, key, std::nullopt);
    batch.Put(Family::kPolicies, key, row.SerializeAsString());
    const absl::Status written = engine.store.Write(batch, Durability::kSynced);
    if (written.ok()) return row;
    if (!absl::IsAborted(written)) return written;
  }
  return RetryableError(absl::StatusCode::kUnavailable, v1::TOO_BUSY,
                        "policy: too many versions are being created at once",
                        absl::Milliseconds(100));
}

absl::StatusOr<v1::Policy> Create(const Engine& engine, const Call& call,
                                  const v1::CreatePolicyRequest& request) {
  ASSIGN_OR_RETURN(const std::string tenant_name,
                   ParseTenantName("parent", request.parent()));
  ASSIGN_OR_RETURN(const Tenant* tenant, call.Find(tenant_name));
  if (request.text().empty()) return FieldError("text", "is missing");
  const ParsedPolicy parsed = ParseRolePolicy(request.text());
  if (!parsed.policy) {
    return TextError(v1::INVALID_POLICY, "policy", parsed.faults);
  }
  v1::Policy policy;
  if (request.validate_only()) {
    policy = Unstored(*parsed.policy, request.text());
  } else {
    ASSIGN_OR_RETURN(const auto row,
                     StoreDraft(engine, *tenant, *parsed.policy, request.text(),
                                call.caller().principal));
    policy = ToProto(*tenant, parsed.policy->metadata.id, row);
  }
  ASSIGN_OR_RETURN(
      const std::vector<yaml::Fault> warnings,
      WarningsFor(engine.store, *tenant, parsed, engine.clock.Now()));
  AddWarnings(warnings, &policy);
  return policy;
}

absl::StatusOr<v1::Policy> Get(const Engine& engine, const Call& call,
                               const v1::GetPolicyRequest& request) {
  ASSIGN_OR_RETURN(const PolicyName name,
                   ParsePolicyName("name", request.name()));
  ASSIGN_OR_RETURN(const Tenant* tenant, call.Find(name.tenant));
  ASSIGN_OR_RETURN(const auto row, ReadPolicy(engine.store, *tenant, name));
  return ToProto(*tenant, name.id, row);
}

// The text of a stored policy, or the one given.
absl::StatusOr<std::string> TextOf(const Engine& engine, const Call& call,
                                   const v1::RenderPolicyRequest& request) {
  switch (request.source_case()) {
    case v1::RenderPolicyRequest::kText:
      return request.text();
    case v1::RenderPolicyRequest::kName: {
      v1::GetPolicyRequest stored;
      stored.set_name(request.name());
      ASSIGN_OR_RETURN(const v1::Policy policy, Get(engine, call, stored));
      return policy.text();
    }
    case v1::RenderPolicyRequest::SOURCE_NOT_SET:
      break;
  }
  return FieldError("source", "give `name` or `text`");
}

absl::StatusOr<v1::RenderPolicyResponse> Render(
    const Engine& engine, const Call& call,
    const v1::RenderPolicyRequest& request) {
  ASSIGN_OR_RETURN(const std::string text, TextOf(engine, call, request));
  const ParsedPolicy parsed = ParseRolePolicy(text);
  if (!parsed.policy) {
    return TextError(v1::INVALID_POLICY, "policy", parsed.faults);
  }
  v1::RenderPolicyResponse response;
  response.set_plain_text(RenderPolicy(*parsed.policy));
  return response;
}

absl::StatusOr<v1::Catalogue> Get(const Engine& engine, const Call& call,
                                  const v1::GetCatalogueRequest& request) {
  ASSIGN_OR_RETURN(const CatalogueName name,
                   ParseCatalogueName("name", request.name()));
  ASSIGN_OR_RETURN(const Tenant* tenant, call.Find(name.tenant));
  ASSIGN_OR_RETURN(const auto row, ReadCatalogue(engine.store, *tenant, name));
  return ToProto(*tenant, name.kind, row);
}

using PolicyDone = LaterCall<v1::Policy>::Done;
using CatalogueDone = LaterCall<v1::Catalogue>::Done;

// With version. `doing`: what needs one.
absl::StatusOr<PolicyName> VersionName(const std::string& text,
                                       absl::string_view doing) {
  ASSIGN_OR_RETURN(PolicyName name, ParsePolicyName("name", text));
  if (!name.version) {
    return FieldError("name", absl::StrCat("names no version; ", doing,
                                           " needs `@{version}`"));
  }
  return name;
}

// Answers with the version as stored.
std::function<void(absl::StatusOr<stored::v1::PolicyRow>)> AnswerWithPolicy(
    const Tenant* tenant, const PolicyName& name, PolicyDone done) {
  return [tenant, name,
          done = std::move(done)](absl::StatusOr<stored::v1::PolicyRow> row) {
    if (!row.ok()) return done(row.status());
    done(ToProto(*tenant, name.id, *row));
  };
}

absl::Status Submit(Engine& engine, const Call& call,
                    const v1::SubmitPolicyRequest& request, PolicyDone done) {
  ASSIGN_OR_RETURN(const PolicyName name,
                   VersionName(request.name(), "submission"));
  ASSIGN_OR_RETURN(const Tenant* tenant, call.Find(name.tenant));
  engine.log.Submit(MakeSubmissionLeaf(
      *tenant, name, AnswerWithPolicy(tenant, name, std::move(done))));
  return absl::OkStatus();
}

absl::Status Approve(Engine& engine, const Call& call,
                     const v1::ApprovePolicyRequest& request, PolicyDone done) {
  ASSIGN_OR_RETURN(const PolicyName name,
                   VersionName(request.name(), "approval"));
  ASSIGN_OR_RETURN(const Tenant* tenant, call.Find(name.tenant));
  const auto digest = HexDecode(request.digest());
  if (!digest.ok()) return FieldError("digest", "is not hexadecimal");
  engine.log.Submit(
      MakeApprovalLeaf(*tenant, name, call.caller().principal, *digest,
                       AnswerWithPolicy(tenant, name, std::move(done))));
  return absl::OkStatus();
}

absl::Status Activate(Engine& engine, const Call& call,
                      const v1::ActivatePolicyRequest& request,
                      PolicyDone done) {
  ASSIGN_OR_RETURN(const PolicyName name,
                   VersionName(request.name(), "activation"));
  ASSIGN_OR_RETURN(const Tenant* tenant, call.Find(name.tenant));
  engine.log.Submit(MakeActivationLeaf(
      *tenant, name, engine.log.identity().origin, engine.random,
      AnswerWithPolicy(tenant, name, std::move(done))));
  return absl::OkStatus();
}

absl::StatusOr<Catalogue> ParseText(const v1::ImportCatalogueRequest& request) {
  if (request.text().empty()) return FieldError("text", "is missing");
  std::vector<yaml::Fault> faults;
  auto catalogue = ParseCatalogue(request.text(), &faults);
  if (!catalogue) return TextError(v1::INVALID_CATALOGUE, "catalogue", faults);
  return *std::move(catalogue);
}

absl::Status Import(Engine& engine, Call& call,
                    const v1::ImportCatalogueRequest& request,
                    CatalogueDone done) {
  ASSIGN_OR_RETURN(const std::string tenant_name,
                   ParseTenantName("parent", request.parent()));
  ASSIGN_OR_RETURN(const Tenant* tenant, call.Find(tenant_name));
  ASSIGN_OR_RETURN(Catalogue catalogue, ParseText(request));
  const CatalogueKind kind = catalogue.kind;
  if (request.validate_only()) {
    v1::Catalogue unstored;
    unstored.set_kind(std::string(ToWord(kind)));
    unstored.set_digest(HexEncode(catalogue.digest));
    unstored.set_text(request.text());
    unstored.set_entries(catalogue.entries());
    done(std::move(unstored));
    return absl::OkStatus();
  }
  engine.log.Submit(
      MakeCatalogueLeaf(*tenant, std::move(catalogue), request.text(),
                        engine.log.identity().origin, engine.random,
                        [&call, tenant, kind,
                         done](absl::StatusOr<stored::v1::CatalogueRow> row) {
                          if (!row.ok()) return done(row.status());
                          v1::Catalogue answer = ToProto(*tenant, kind, *row);
                          call.SetResource(answer.name());
                          done(std::move(answer));
                        }));
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* PoliciesService::CreatePolicy(
    grpc::CallbackServerContext* context,
    const v1::CreatePolicyRequest* request, v1::Policy* response) {
  return Reply(engine_, context, Method::kCreatePolicy, response,
               [&](Call& call) {
                 auto policy = Create(engine_, call, *request);
                 if (policy.ok()) call.SetResource(policy->name());
                 return policy;
               });
}

grpc::ServerUnaryReactor* PoliciesService::ActivatePolicy(
    grpc::CallbackServerContext* context,
    const v1::ActivatePolicyRequest* request, v1::Policy* response) {
  return ReplyLater(engine_, context, Method::kActivatePolicy, response,
                    [&](Call& call, PolicyDone done) {
                      call.SetResource(request->name());
                      return Activate(engine_, call, *request, std::move(done));
                    });
}

grpc::ServerUnaryReactor* PoliciesService::SubmitPolicy(
    grpc::CallbackServerContext* context,
    const v1::SubmitPolicyRequest* request, v1::Policy* response) {
  return ReplyLater(engine_, context, Method::kSubmitPolicy, response,
                    [&](Call& call, PolicyDone done) {
                      call.SetResource(request->name());
                      return Submit(engine_, call, *request, std::move(done));
                    });
}

grpc::ServerUnaryReactor* PoliciesService::ApprovePolicy(
    grpc::CallbackServerContext* context,
    const v1::ApprovePolicyRequest* request, v1::Policy* response) {
  return ReplyLater(engine_, context, Method::kApprovePolicy, response,
                    [&](Call& call, PolicyDone done) {
                      call.SetResource(request->name());
                      return Approve(engine_, call, *request, std::move(done));
                    });
}

grpc::ServerUnaryReactor* PoliciesService::ListPolicies(
    grpc::CallbackServerContext* context,
    const v1::ListPoliciesRequest* request,
    v1::ListPoliciesResponse* response) {
  return Reply(engine_, context, Method::kListPolicies, response,
               [&](const Call& call) {
                 return prescreen::ListPolicies(engine_.store, call, *request);
               });
}

grpc::ServerUnaryReactor* PoliciesService::GetPolicy(
    grpc::CallbackServerContext* context, const v1::GetPolicyRequest* request,
    v1::Policy* response) {
  return Reply(engine_, context, Method::kGetPolicy, response, [&](Call& call) {
    call.SetResource(request->name());
    return Get(engine_, call, *request);
  });
}

grpc::ServerUnaryReactor* PoliciesService::RenderPolicy(
    grpc::CallbackServerContext* context,
    const v1::RenderPolicyRequest* request,
    v1::RenderPolicyResponse* response) {
  return Reply(engine_, context, Method::kRenderPolicy, response,
               [&](Call& call) {
                 call.SetResource(request->name());
                 return Render(engine_, call, *request);
               });
}

grpc::ServerUnaryReactor* CataloguesService::ImportCatalogue(
    grpc::CallbackServerContext* context,
    const v1::ImportCatalogueRequest* request, v1::Catalogue* response) {
  return ReplyLater(engine_, context, Method::kImportCatalogue, response,
                    [&](Call& call, CatalogueDone done) {
                      return Import(engine_, call, *request, std::move(done));
                    });
}

grpc::ServerUnaryReactor* CataloguesService::ListCatalogues(
    grpc::CallbackServerContext* context,
    const v1::ListCataloguesRequest* request,
    v1::ListCataloguesResponse* response) {
  return Reply(engine_, context, Method::kListCatalogues, response,
               [&](const Call& call) {
                 return prescreen::ListCatalogues(engine_.store, call,
                                                  *request);
               });
}

grpc::ServerUnaryReactor* CataloguesService::GetCatalogue(
    grpc::CallbackServerContext* context,
    const v1::GetCatalogueRequest* request, v1::Catalogue* response) {
  return Reply(engine_, context, Method::kGetCatalogue, response,
               [&](Call& call) {
                 call.SetResource(request->name());
                 return Get(engine_, call, *request);
               });
}

}  // namespace prescreen
