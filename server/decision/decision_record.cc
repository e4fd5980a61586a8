// SPDX-License-Identifier: Apache-2.0
#include "server/decision/decision_record.h"

#include <cstddef>
#include <utility>

#include "absl/strings/match.h"
#include "base/check.h"
#include "base/codec/jcs.h"
#include "base/codec/json.h"
#include "base/encoding.h"
#include "base/random.h"

namespace prescreen {
namespace {

using json::Value;

constexpr std::int64_t kVersion = 1;  // Stored. Never change.
// Stored. Never change.
constexpr absl::string_view kRecordTyp = "prescreen-record";
constexpr absl::string_view kPolicyTyp = "prescreen-policy";
constexpr absl::string_view kCatalogueTyp = "prescreen-catalogue";
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kUuidBytes = 16;

Value Seconds(absl::Time time) { return Value::Int(absl::ToUnixSeconds(time)); }

Value Number(std::uint64_t number) {
  return Value::Int(static_cast<std::int64_t>(number));
}

// Salts and commitments.
Value Secret(absl::string_view bytes) {
  PRESCREEN_CHECK(bytes.size() == kHashBytes);
  return Value::String(Base64UrlEncode(bytes));
}

Value Digest(absl::string_view bytes) {
  PRESCREEN_CHECK(bytes.size() == kHashBytes);
  return Value::String(HexEncode(bytes));
}

void SetDigest(absl::string_view name, absl::string_view bytes, Value& object) {
  if (!bytes.empty()) object.Set(name, Digest(bytes));
}

void SetText(absl::string_view name, absl::string_view text, Value& object) {
  if (!text.empty()) object.Set(name, Value::String(text));
}

std::string Canonical(const Value& object) {
  absl::StatusOr<std::string> text = json::Canonicalize(object);
  PRESCREEN_CHECK(text.ok());
  return *std::move(text);
}

// The members that every logged object begins with.
Value LoggedObject(absl::string_view typ, absl::string_view origin,
                   absl::Time iat, absl::string_view salt) {
  Value object = Value::Object();
  object.Set("v", Value::Int(kVersion));
  object.Set("typ", Value::String(typ));
  object.Set("log", Value::String(origin));
  object.Set("iat", Seconds(iat));
  object.Set("salt", Secret(salt));
  return object;
}

// Stored. Never change. A check that was never reached was not made.
absl::string_view VerdictWord(v1::Verdict verdict) {
  switch (verdict) {
    case v1::VALID:
      return "valid";
    case v1::INVALID:
      return "invalid";
    default:
      return "unchecked";
  }
}

template <typename Codes>
Value ReasonNames(const Codes& codes) {
  Value names = Value::Array();
  for (const int code : codes) {
    PRESCREEN_CHECK(v1::ReasonCode_IsValid(code) && code != 0);
    names.Append(
        Value::String(v1::ReasonCode_Name(static_cast<v1::ReasonCode>(code))));
  }
  return names;
}

Value PolicyPart(const RecordDraft& draft) {
  Value policy = Value::Object();
  policy.Set("name", Value::String(draft.policy_name));
  policy.Set("version", Value::String(draft.policy_version));
  policy.Set("digest", Digest(draft.policy_digest));
  policy.Set("leaf_index", Number(draft.policy_leaf_index));
  return policy;
}

Value CataloguesPart(const RecordDraft& draft) {
  Value catalogues = Value::Object();
  SetDigest("issuers", draft.issuers_digest, catalogues);
  SetDigest("achievements", draft.achievements_digest, catalogues);
  SetDigest("skills", draft.skills_digest, catalogues);
  return catalogues;
}

// Values and codes only: rendered text and pointers belong to the explanation.
Value RequirementPart(const v1::RequirementResult& result) {
  PRESCREEN_CHECK(v1::Ternary_IsValid(result.value()) &&
                  result.value() != v1::TERNARY_UNSPECIFIED);
  Value requirement = Value::Object();
  requirement.Set("id", Value::String(result.id()));
  requirement.Set("value", Value::String(v1::Ternary_Name(result.value())));
  requirement.Set("reasons", ReasonNames(result.reasons()));
  return requirement;
}

Value DecisionPart(const v1::Decision& decision) {
  PRESCREEN_CHECK(v1::Decision::Outcome_IsValid(decision.outcome()) &&
                  decision.outcome() != v1::Decision::OUTCOME_UNSPECIFIED);
  Value requirements = Value::Array();
  for (const v1::RequirementResult& result : decision.requirements()) {
    requirements.Append(RequirementPart(result));
  }
  Value part = Value::Object();
  part.Set("outcome",
           Value::String(v1::Decision::Outcome_Name(decision.outcome())));
  part.Set("requirements", std::move(requirements));
  part.Set("flags", ReasonNames(decision.flags()));
  part.Set("information", ReasonNames(decision.information()));
  return part;
}

Value SourcePart(const RecordSource& source) {
  Value part = Value::Object();
  part.Set("digest", Digest(source.digest));
  if (source.fetched_at) part.Set("fetched_at", Seconds(*source.fetched_at));
  return part;
}

Value CredentialPart(const RecordCredential& credential) {
  Value checks = Value::Object();
  checks.Set("proof", Value::String(VerdictWord(credential.proof)));
  checks.Set("status", Value::String(VerdictWord(credential.status)));
  checks.Set("dates", Value::String(VerdictWord(credential.dates)));
  checks.Set("binding", Value::String(VerdictWord(credential.binding)));
  Value part = Value::Object();
  part.Set("commitment", Secret(credential.commitment));
  if (IsRecordableIssuer(credential.issuer)) {
    part.Set("issuer", Value::String(credential.issuer));
  }
  part.Set("checks", std::move(checks));
  if (credential.key_source) {
    part.Set("key_source", SourcePart(*credential.key_source));
  }
  if (credential.status_source) {
    part.Set("status_source", SourcePart(*credential.status_source));
  }
  return part;
}

Value CredentialsPart(const std::vector<RecordCredential>& credentials) {
  Value part = Value::Array();
  for (const RecordCredential& credential : credentials) {
    part.Append(CredentialPart(credential));
  }
  return part;
}

Value DocumentsPart(const std::vector<std::string>& commitments) {
  Value part = Value::Array();
  for (const std::string& commitment : commitments) {
    part.Append(Secret(commitment));
  }
  return part;
}

void SetPlace(const RecordPlace& place, Value& record) {
  record.Set("seq", Number(place.seq));
  record.Set("revision", Number(place.revision));
  if (place.previous) record.Set("previous", Number(*place.previous));
}

}  // namespace

bool IsRecordableIssuer(absl::string_view issuer) {
  if (issuer.size() > kMaxRecordIssuerBytes) return false;
  for (const char c : issuer) {
    if (c <= ' ' || c > '~' || c == '@') return false;
  }
  for (const absl::string_view scheme : {"did:", "https:", "http:", "urn:"}) {
    if (absl::StartsWith(issuer, scheme) && issuer.size() > scheme.size()) {
      return true;
    }
  }
  return false;
}

std::string SealRecord(const RecordDraft& draft, const RecordPlace& place) {
  PRESCREEN_CHECK(draft.rid.size() == kUuidBytes);
  Value record = LoggedObject(kRecordTyp, draft.origin, place.iat, draft.salt);
  record.Set("rid", Value::String(FormatUuid(draft.rid)));
  record.Set("as_of", Seconds(draft.as_of));
  record.Set("policy", PolicyPart(draft));
  record.Set("catalogues", CataloguesPart(draft));
  record.Set("decision", DecisionPart(draft.decision));
  record.Set("subject", Secret(draft.subject));
  SetPlace(place, record);
  record.Set("inputs", Secret(draft.inputs));
  record.Set("contexts", Digest(draft.contexts_digest));
  record.Set("credentials", CredentialsPart(draft.credentials));
  record.Set("explanation", Secret(draft.explanation));
  record.Set("documents", DocumentsPart(draft.documents));
  record.Set("config", Digest(draft.config_digest));
  Value engine = Value::Object();
  engine.Set("version", Value::String(draft.engine_version));
  record.Set("engine", std::move(engine));
  record.Set("sandbox", Value::Bool(draft.sandbox));
  return Canonical(record);
}

std::string SubjectContent(absl::string_view tenant,
                           absl::string_view application_ref,
                           absl::string_view candidate_ref,
                           absl::string_view requisition_ref) {
  Value content = Value::Object();
  SetText("tenant", tenant, content);
  SetText("application_ref", application_ref, content);
  SetText("candidate_ref", candidate_ref, content);
  SetText("requisition_ref", requisition_ref, content);
  return Canonical(content);
}

std::string InputsContent(const std::vector<v1::KnownIdentifier>& identifiers) {
  Value list = Value::Array();
  for (const v1::KnownIdentifier& identifier : identifiers) {
    Value item = Value::Object();
    item.Set("type", Value::String(identifier.type()));
    item.Set("value", Value::String(identifier.value()));
    list.Append(std::move(item));
  }
  Value content = Value::Object();
  content.Set("known_identifiers", std::move(list));
  return Canonical(content);
}

std::string SealPolicyLeaf(const PolicyLeaf& leaf) {
  Value object = LoggedObject(kPolicyTyp, leaf.origin, leaf.iat, leaf.salt);
  object.Set("tenant", Secret(leaf.tenant_commitment));
  object.Set("id", Value::String(leaf.id));
  object.Set("version", Value::String(leaf.version));
  object.Set("digest", Digest(leaf.digest));
  object.Set("approvals", Value::Int(leaf.approvals));
  Value effective = Value::Object();
  SetText("from", leaf.effective_from, effective);
  SetText("until", leaf.effective_until, effective);
  object.Set("effective", std::move(effective));
  return Canonical(object);
}

std::string SealCatalogueLeaf(const CatalogueLeaf& leaf) {
  Value object = LoggedObject(kCatalogueTyp, leaf.origin, leaf.iat, leaf.salt);
  object.Set("tenant", Secret(leaf.tenant_commitment));
  object.Set("kind", Value::String(leaf.kind));
  object.Set("name", Value::String(leaf.name));
  object.Set("version", Value::String(leaf.version));
  object.Set("digest", Digest(leaf.digest));
  return Canonical(object);
}

}  // namespace prescreen
