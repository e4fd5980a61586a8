// SPDX-License-Identifier: Apache-2.0
#include "client/sample/credential.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "base/random.h"
#include "base/status_macros.h"
#include "client/sample/sign.h"

namespace prescreen::sample {
namespace {

using json::Value;

Value Text(absl::string_view text) { return Value::String(text); }

Value Types(const std::vector<const char*>& names) {
  Value types = Value::Array();
  for (const char* name : names) types.Append(Text(name));
  return types;
}

std::string DateTime(absl::CivilDay day) {
  return absl::StrCat(absl::FormatCivilTime(day), "T00:00:00Z");
}

absl::StatusOr<Value> IssuerProfile(const SampleIssuer& issuer) {
  ASSIGN_OR_RETURN(const std::string did, DidKey(SeedFor(issuer.id)));
  Value profile = Value::Object();
  profile.Set("id", Text(did));
  profile.Set("type", Types({"Profile"}));
  profile.Set("name", Text(issuer.name));
  profile.Set("url", Text(issuer.url));
  return profile;
}

// Open Badges 3.0, IdentityObject: SHA-256(identity ‖ salt).
Value Recipient(const CredentialSpec& spec) {
  const std::string salt =
      HexEncode(AsBytes(Sha256(absl::StrCat("salt of ", spec.label))))
          .substr(0, 16);
  Value identity = Value::Object();
  identity.Set("type", Text("IdentityObject"));
  identity.Set("hashed", Value::Bool(true));
  identity.Set(
      "identityHash",
      Text(absl::StrCat("sha256$",
                        HexEncode(AsBytes(Sha256Concat(spec.email, salt))))));
  identity.Set("identityType", Text("emailAddress"));
  identity.Set("salt", Text(salt));
  return identity;
}

Value Alignment(absl::string_view skill) {
  Value alignment = Value::Object();
  alignment.Set("type", Types({"Alignment"}));
  alignment.Set("targetName", Text(SkillTitle(skill)));
  alignment.Set("targetUrl", Text(SkillUri(skill)));
  alignment.Set("targetType", Text("ceasn:Competency"));
  return alignment;
}

Value ResultDescription(const CredentialSpec& spec) {
  Value description = Value::Object();
  description.Set("id", Text(StableUrn(absl::StrCat(spec.achievement->id,
                                                    " result description"))));
  description.Set("type", Types({"ResultDescription"}));
  description.Set("name", Text("Examination result"));
  description.Set("resultType", Text("Percent"));
  description.Set("requiredValue", Text("60"));
  description.Set("valueMin", Text("0"));
  description.Set("valueMax", Text("100"));
  return description;
}

Value Achievement(const CredentialSpec& spec) {
  const SampleAchievement& from = *spec.achievement;
  Value achievement = Value::Object();
  achievement.Set("id", Text(AchievementUri(from.id)));
  achievement.Set("type", Types({"Achievement"}));
  achievement.Set("achievementType", Text(from.type));
  achievement.Set("name", Text(from.name));
  achievement.Set("description", Text(from.description));
  Value criteria = Value::Object();
  criteria.Set("narrative", Text(from.criteria));
  achievement.Set("criteria", std::move(criteria));
  achievement.Set("version", Text(from.version));
  if (from.ects > 0) {
    achievement.Set("creditsAvailable", Value::Int(from.ects));
  }
  Value alignments = Value::Array();
  for (const char* skill : from.skills) alignments.Append(Alignment(skill));
  achievement.Set("alignment", std::move(alignments));
  if (spec.percent) {
    achievement.Set("resultDescription",
                    Value::Array({ResultDescription(spec)}));
  }
  return achievement;
}

Value Result(const CredentialSpec& spec) {
  Value result = Value::Object();
  result.Set("type", Types({"Result"}));
  result.Set("resultDescription",
             Text(ResultDescription(spec).FindString("id")));
  result.Set("value", Text(absl::StrCat(*spec.percent)));
  result.Set("status", Text("Completed"));
  return result;
}

Value Subject(const CredentialSpec& spec) {
  Value subject = Value::Object();
  subject.Set("id", Text(StableUrn(absl::StrCat("subject ", spec.email))));
  subject.Set("type", Types({"AchievementSubject"}));
  subject.Set("identifier", Value::Array({Recipient(spec)}));
  if (spec.achievement->ects > 0) {
    subject.Set("creditsEarned", Value::Int(spec.achievement->ects));
  }
  if (spec.percent) subject.Set("result", Value::Array({Result(spec)}));
  subject.Set("achievement", Achievement(spec));
  return subject;
}

Value Evidence(const std::string& url) {
  Value evidence = Value::Object();
  evidence.Set("id", Text(url));
  evidence.Set("type", Types({"Evidence"}));
  evidence.Set("name", Text("Repository"));
  return Value::Array({std::move(evidence)});
}

}  // namespace

absl::StatusOr<Value> MakeCredential(const CredentialSpec& spec) {
  const SampleIssuer* issuer = FindSampleIssuer(spec.issuer);
  if (issuer == nullptr || spec.achievement == nullptr) {
    return absl::InvalidArgumentError(
        "sample credential: issuer or achievement is not of the cast");
  }
  Value credential = Value::Object();
  credential.Set(
      "@context",
      Types({"https://www.w3.org/ns/credentials/v2",
             "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"}));
  credential.Set("id", Text(StableUrn(spec.label)));
  credential.Set("type",
                 Types({"VerifiableCredential", "OpenBadgeCredential"}));
  credential.Set("name", Text(spec.achievement->name));
  ASSIGN_OR_RETURN(Value profile, IssuerProfile(*issuer));
  credential.Set("issuer", std::move(profile));
  credential.Set("validFrom", Text(DateTime(spec.awarded)));
  if (spec.valid_until) {
    credential.Set("validUntil", Text(DateTime(*spec.valid_until)));
  }
  credential.Set("awardedDate", Text(DateTime(spec.awarded)));
  credential.Set("credentialSubject", Subject(spec));
  if (!spec.evidence_url.empty()) {
    credential.Set("evidence", Evidence(spec.evidence_url));
  }
  return credential;
}

std::string StableUrn(absl::string_view label) {
  std::string bytes(
      AsBytes(Sha256(absl::StrCat("prescreen sample: ", label))).substr(0, 16));
  // RFC 9562 version 8: free content.
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x80);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  return absl::StrCat("urn:uuid:", FormatUuid(bytes));
}

}  // namespace prescreen::sample
