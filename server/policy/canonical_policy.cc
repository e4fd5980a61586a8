// SPDX-License-Identifier: Apache-2.0
#include "server/policy/canonical_policy.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/codec/jcs.h"
#include "base/codec/json.h"
#include "server/policy/policy_words.h"

namespace prescreen {
namespace {

using json::Value;

void SetText(absl::string_view name, absl::string_view text, Value* object) {
  if (!text.empty()) object->Set(name, Value::String(text));
}

// A member that would be an empty map says nothing and is left out.
void SetMap(absl::string_view name, Value map, Value* object) {
  if (!map.members().empty()) object->Set(name, std::move(map));
}

template <typename T>
Value WordValue(absl::Span<const Word<T>> words, T value) {
  return Value::String(WordFor(words, value));
}

Value TextList(const std::vector<std::string>& texts) {
  Value list = Value::Array();
  for (const std::string& text : texts) list.Append(Value::String(text));
  return list;
}

template <typename T>
Value WordList(const std::vector<T>& values) {
  Value list = Value::Array();
  for (const T& value : values) list.Append(Value::String(ToWord(value)));
  return list;
}

std::string DayText(absl::CivilDay day) { return absl::FormatCivilTime(day); }

Value MetadataJson(const PolicyMetadata& metadata) {
  Value effective = Value::Object();
  if (metadata.effective_from) {
    effective.Set("from", Value::String(DayText(*metadata.effective_from)));
  }
  effective.Set("until", Value::String(DayText(metadata.effective_until)));

  Value occupation = Value::Object();
  SetText("onet_soc", metadata.onet_soc, &occupation);
  SetText("isco08", metadata.isco08, &occupation);

  Value object = Value::Object();
  object.Set("id", Value::String(metadata.id));
  object.Set("title", Value::String(metadata.title));
  SetText("owner", metadata.owner, &object);
  object.Set("effective", std::move(effective));
  object.Set("purpose", WordValue(AsSpan(kPurposeWords), metadata.purpose));
  if (!metadata.jurisdictions.empty()) {
    object.Set("jurisdictions", TextList(metadata.jurisdictions));
  }
  SetMap("occupation", std::move(occupation), &object);
  return object;
}

Value UsesJson(const PolicyUses& uses) {
  Value object = Value::Object();
  const auto set = [&object](CatalogueKind kind, std::optional<int> version) {
    if (!version) return;
    object.Set(ToWord(kind),
               Value::String(absl::StrCat(ToWord(kind), "@", *version)));
  };
  set(CatalogueKind::kIssuers, uses.issuers);
  set(CatalogueKind::kAchievements, uses.achievements);
  set(CatalogueKind::kSkills, uses.skills);
  return object;
}

Value AcceptJson(const PolicyAccept& accept) {
  Value object = Value::Object();
  object.Set("proof", WordValue(AsSpan(kProofWords), accept.proof));
  object.Set("binding", WordValue(AsSpan(kBindingWords), accept.binding));
  object.Set("status", WordValue(AsSpan(kAnyStatusWords), accept.any_status));
  object.Set("expired",
             WordValue(AsSpan(kAllowExpiredWords), accept.allow_expired));
  object.Set("completed", Value::Bool(accept.completed));
  object.Set("authorised_issuer", Value::Bool(accept.authorised_issuer));
  object.Set("not_issuer_class", WordList(accept.not_issuer_class));
  object.Set("unrecognised_issuer",
             WordValue(AsSpan(kReviewUnrecognisedWords),
                       accept.review_unrecognised_issuer));
  object.Set("unchecked", WordValue(AsSpan(kExcludeUncheckedWords),
                                    accept.exclude_unchecked));
  object.Set("max_alignments", Value::Int(accept.max_alignments));
  return object;
}

Value DistinctByJson(DistinctBy distinct_by) {
  if (distinct_by == DistinctBy::kIssuerAndAchievement) {
    return TextList({"issuer", "achievement"});
  }
  Value list = Value::Array();
  list.Append(WordValue(AsSpan(kDistinctByWords), distinct_by));
  return list;
}

Value WhereJson(const PolicyWhere& where) {
  Value issuer = Value::Object();
  if (!where.issuer_class.empty()) {
    issuer.Set("class", WordList(where.issuer_class));
  }
  if (!where.issuer_basis.empty()) {
    issuer.Set("basis", WordList(where.issuer_basis));
  }
  Value recency = Value::Object();
  if (where.max_age) {
    recency.Set("max_age", Value::String(where.max_age->text));
  }
  Value object = Value::Object();
  if (!where.kind.empty()) object.Set("kind", WordList(where.kind));
  SetMap("issuer", std::move(issuer), &object);
  SetMap("recency", std::move(recency), &object);
  return object;
}

Value RequirementJson(const Requirement& requirement) {
  Value about = Value::Object();
  about.Set("skills", TextList(requirement.about_skills));
  Value need = Value::Object();
  need.Set("at_least", Value::Int(requirement.need_at_least));
  need.Set("distinct_by", DistinctByJson(requirement.distinct_by));

  Value object = Value::Object();
  object.Set("id", Value::String(requirement.id));
  object.Set("tier", WordValue(AsSpan(kTierWords), requirement.tier));
  SetText("title", requirement.title, &object);
  SetText("why", requirement.why, &object);
  SetText("candidate_text", requirement.candidate_text, &object);
  object.Set("when_unknown",
             WordValue(AsSpan(kWhenUnknownWords), requirement.when_unknown));
  object.Set("about", std::move(about));
  object.Set("need", std::move(need));
  SetMap("where", WhereJson(requirement.where), &object);
  return object;
}

Value DecisionJson(const PolicyDecision& decision) {
  Value pass = Value::Object();
  pass.Set("critical", Value::String("all"));
  pass.Set("growth_at_least", Value::Int(decision.growth_at_least));
  Value near_miss = Value::Object();
  near_miss.Set("critical_unmet_at_most",
                Value::Int(decision.critical_unmet_at_most));
  Value flags = Value::Array();
  for (v1::ReasonCode code : decision.flags_to_review) {
    flags.Append(WordValue(AsSpan(kFlagWords), code));
  }
  Value automation = Value::Object();
  automation.Set(
      "pass", WordValue(AsSpan(kPassAutomaticWords), decision.pass_automatic));
  automation.Set("not_met", Value::String("human"));

  Value object = Value::Object();
  object.Set("pass", std::move(pass));
  object.Set("near_miss", std::move(near_miss));
  object.Set("flags_to_review", std::move(flags));
  object.Set("automation", std::move(automation));
  return object;
}

}  // namespace

std::string CanonicalPolicy(const RolePolicy& policy) {
  Value requirements = Value::Array();
  for (const Requirement& requirement : policy.requirements) {
    requirements.Append(RequirementJson(requirement));
  }
  Value object = Value::Object();
  object.Set("apiVersion", Value::String(kPolicyApiVersion));
  object.Set("kind", Value::String(kPolicyKind));
  object.Set("metadata", MetadataJson(policy.metadata));
  SetMap("uses", UsesJson(policy.uses), &object);
  object.Set("accept", AcceptJson(policy.accept));
  object.Set("requirements", std::move(requirements));
  object.Set("decision", DecisionJson(policy.decision));
  auto text = json::Canonicalize(object);
  // Only numbers can fail, and these are small integers.
  PRESCREEN_CHECK(text.ok());
  return *std::move(text);
}

}  // namespace prescreen
