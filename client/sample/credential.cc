// SPDX-License-Identifier: Apache-2.0
#include "client/sample/credential.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "base/random.h"
#include "base/status_macros.h"
#include "client/sample/sample_key.h"

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
  ASSIGN_OR_RETURN(const SampleKey key, KeyOf(issuer));
  Value profile = Value::Object();
  profile.Set("id", Text(key.did()));
  profile.Set("type", Types({"Profile"}));
  profile.Set("name", Text(issuer.name));
  profile.Set("description",
              Text("SAMPLE: a fictional issuer with a public key; its "
                   "credentials prove nothing about anyone."));
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

// The level by its place in the European vocabulary.
Value LevelAlignment(int eqf) {
  Value alignment = Value::Object();
  alignment.Set("type", Types({"Alignment"}));
  alignment.Set("targetName", Text(absl::StrCat("EQF level ", eqf)));
  alignment.Set("targetUrl",
                Text(absl::StrCat("http://data.europa.eu/snb/eqf/", eqf)));
  alignment.Set("targetType", Text("ext:EQF"));
  return alignment;
}

bool HasResultDescription(const CredentialSpec& spec) {
  return spec.percent.has_value() ||
         spec.achievement->assessment != SampleAssessment::kNotStated;
}

Value ResultDescription(const CredentialSpec& spec) {
  const SampleAssessment assessment = spec.achievement->assessment;
  const bool project = assessment == SampleAssessment::kIndividualProject;
  Value description = Value::Object();
  description.Set("id", Text(StableUrn(absl::StrCat(spec.achievement->id,
                                                    " result description"))));
  Value types = Types({"ResultDescription"});
  if (assessment != SampleAssessment::kNotStated) {
    types.Append(Text("AssessmentResultDescription"));
    description.Set("assessmentType", Text(project ? "Artifact" : "Exam"));
    description.Set("hasGroupEvaluation", Value::Bool(false));
  }
  description.Set("type", std::move(types));
  description.Set("name",
                  Text(project ? "Project result" : "Examination result"));
  description.Set("resultType", Text(spec.percent ? "Percent" : "Status"));
  if (spec.percent) {
    description.Set("requiredValue", Text("60"));
    description.Set("valueMin", Text("0"));
    description.Set("valueMax", Text("100"));
  }
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
  if (from.eqf > 0) alignments.Append(LevelAlignment(from.eqf));
  achievement.Set("alignment", std::move(alignments));
  if (HasResultDescription(spec)) {
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
  if (spec.percent) result.Set("value", Text(absl::StrCat(*spec.percent)));
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
  if (HasResultDescription(spec)) {
    subject.Set("result", Value::Array({Result(spec)}));
  }
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

// Bitstring Status List v1.0 section 2.1.
Value Status(const SampleStatus& status) {
  const std::string index = absl::StrCat(status.index);
  Value entry = Value::Object();
  entry.Set("id", Text(absl::StrCat(status.list, "#", index)));
  entry.Set("type", Text("BitstringStatusListEntry"));
  entry.Set("statusPurpose", Text("revocation"));
  entry.Set("statusListIndex", Text(index));
  entry.Set("statusListCredential", Text(status.list));
  return entry;
}

Value Contexts(const CredentialSpec& spec) {
  const bool current = spec.model == DataModel::kVcdm2;
  Value contexts =
      Types({current ? "https://www.w3.org/ns/credentials/v2"
                     : "https://www.w3.org/2018/credentials/v1",
             "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"});
  if (spec.achievement->assessment != SampleAssessment::kNotStated) {
    contexts.Append(
        Text("https://purl.imsglobal.org/spec/ob-assessment/v2p0/context/"));
  }
  return contexts;
}

void SetValidity(const CredentialSpec& spec, Value* credential) {
  const bool current = spec.model == DataModel::kVcdm2;
  credential->Set(current ? "validFrom" : "issuanceDate",
                  Text(DateTime(spec.awarded)));
  if (spec.valid_until) {
    credential->Set(current ? "validUntil" : "expirationDate",
                    Text(DateTime(*spec.valid_until)));
  }
  credential->Set("awardedDate", Text(DateTime(spec.awarded)));
}

}  // namespace

absl::StatusOr<Value> MakeCredential(const CredentialSpec& spec) {
  const SampleIssuer* issuer = FindSampleIssuer(spec.issuer);
  if (issuer == nullptr || spec.achievement == nullptr) {
    return absl::InvalidArgumentError(
        "sample credential: issuer or achievement is not of the cast");
  }
  Value credential = Value::Object();
  credential.Set("@context", Contexts(spec));
  credential.Set("id", Text(StableUrn(spec.label)));
  credential.Set("type",
                 Types({"VerifiableCredential", "OpenBadgeCredential"}));
  credential.Set("name", Text(spec.achievement->name));
  ASSIGN_OR_RETURN(Value profile, IssuerProfile(*issuer));
  credential.Set("issuer", std::move(profile));
  SetValidity(spec, &credential);
  credential.Set("credentialSubject", Subject(spec));
  if (!spec.evidence_url.empty()) {
    credential.Set("evidence", Evidence(spec.evidence_url));
  }
  if (spec.status) credential.Set("credentialStatus", Status(*spec.status));
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
