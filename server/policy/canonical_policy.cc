// SPDX-License-Identifier: Apache-2.0
#include "server/policy/canonical_policy.h"

#include <optional>
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

// A map with the one member `inner`, or an empty one.
Value MapOf(absl::string_view inner, std::optional<Value> value) {
  Value map = Value::Object();
  if (value) map.Set(inner, *std::move(value));
  return map;
}

template <typename T>
std::optional<Value> ListIfAny(const std::vector<T>& values) {
  if (values.empty()) return std::nullopt;
  return WordList(values);
}

std::optional<Value> TextOf(const std::optional<CalendarDuration>& duration) {
  if (!duration) return std::nullopt;
  return Value::String(duration->text);
}

Value AssessmentJson(const AssessmentCondition& condition) {
  Value object = MapOf("kind", ListIfAny(condition.kind));
  if (condition.supervision) {
    object.Set("supervision", Value::String(ToWord(*condition.supervision)));
  }
  if (condition.individual) object.Set("individual", Value::Bool(true));
  SetMap("assessed_by", MapOf("class", ListIfAny(condition.assessor_class)),
         &object);
  return object;
}

Value ResultJson(const PolicyWhere& where) {
  Value object = Value::Object();
  if (where.passed) object.Set("passed", Value::Bool(true));
  if (where.min_percent) {
    object.Set("min_percent", Value::String(where.min_percent->text));
  }
  SetText("min_level", where.min_level, &object);
  return object;
}

Value WhereJson(const PolicyWhere& where) {
  Value issuer = MapOf("class", ListIfAny(where.issuer_class));
  if (!where.issuer_basis.empty()) {
    issuer.Set("basis", WordList(where.issuer_basis));
  }
  Value object = MapOf("kind", ListIfAny(where.kind));
  SetMap("issuer", std::move(issuer), &object);
  SetMap("assessment", AssessmentJson(where.assessment), &object);
  SetMap("result", ResultJson(where), &object);
  SetMap("recency", MapOf("max_age", TextOf(where.max_age)), &object);
  SetMap("validity", MapOf("min_remaining", TextOf(where.min_remaining)),
         &object);
  if (where.min_evidence > 0) {
    object.Set("evidence", MapOf("min_items", Value::Int(where.min_evidence)));
  }
  if (where.min_eqf) {
    object.Set("level", MapOf("min_eqf", Value::Int(*where.min_eqf)));
  }
  return object;
}

void SetLeaf(const Requirement& requirement, Value* object) {
  Value about = Value::Object();
  const auto set = [&about](absl::string_view name,
                            const std::vector<std::string>& ids) {
    if (!ids.empty()) about.Set(name, TextList(ids));
  };
  set("skills", requirement.about_skills);
  set("domains", requirement.about_domains);
  set("achievements", requirement.about_achievements);
  Value need = Value::Object();
  need.Set("at_least", Value::Int(requirement.need_at_least));
  need.Set("distinct_by", DistinctByJson(requirement.distinct_by));
  object->Set("about", std::move(about));
  object->Set("need", std::move(need));
  SetMap("where", WhereJson(requirement.where), object);
}

enum class Level { kTop, kNested };

Value RequirementJson(const Requirement& requirement, Level level) {
  Value object = Value::Object();
  object.Set("id", Value::String(requirement.id));
  if (level == Level::kTop) {
    object.Set("tier", WordValue(AsSpan(kTierWords), requirement.tier));
  }
  SetText("title", requirement.title, &object);
  SetText("why", requirement.why, &object);
  SetText("candidate_text", requirement.candidate_text, &object);
  object.Set("when_unknown",
             WordValue(AsSpan(kWhenUnknownWords), requirement.when_unknown));
  if (requirement.any_of.empty()) {
    SetLeaf(requirement, &object);
    return object;
  }
  Value alternatives = Value::Array();
  for (const Requirement& inner : requirement.any_of) {
    alternatives.Append(RequirementJson(inner, Level::kNested));
  }
  object.Set("any_of", std::move(alternatives));
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
    requirements.Append(RequirementJson(requirement, Level::kTop));
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
