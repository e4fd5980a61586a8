// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "server/verify/credential_content.h"
#include "server/verify/object_reader.h"

namespace prescreen {
namespace {

constexpr Presence kOptional = Presence::kOptional;
constexpr Presence kMandatory = Presence::kMandatory;

void AppendAlignments(const ObjectReader& owner,
                      std::vector<StatedAlignment>* alignments) {
  owner.Objects("alignment", kOptional, [&](const ObjectReader& alignment) {
    StatedAlignment stated;
    stated.target_url = alignment.Url("targetUrl", kMandatory);
    stated.target_code = alignment.Text("targetCode", kOptional);
    stated.pointer = alignment.place().Pointer();
    alignments->push_back(std::move(stated));
  });
}

StatedAchievement ReadAchievement(const ObjectReader& achievement) {
  StatedAchievement stated;
  stated.id = achievement.Url("id", kMandatory);
  stated.name = achievement.Text("name", kMandatory);
  stated.achievement_type = achievement.Text("achievementType", kOptional);
  stated.version = achievement.Text("version", kOptional);
  stated.creator = achievement.UrlOrId("creator", kOptional);
  stated.pointer = achievement.place().Pointer();
  AppendAlignments(achievement, &stated.alignments);
  achievement.Objects("resultDescription", kOptional,
                      [&](const ObjectReader& description) {
                        AppendAlignments(description, &stated.alignments);
                      });
  return stated;
}

StatedResult ReadResult(const ObjectReader& result) {
  StatedResult stated;
  stated.status = result.Text("status", kOptional);
  stated.pointer = result.place().Pointer();
  AppendAlignments(result, &stated.alignments);
  return stated;
}

StatedIdentity ReadIdentity(const ObjectReader& identity) {
  StatedIdentity stated;
  stated.hashed = identity.Boolean("hashed", kMandatory);
  stated.identity_hash = identity.Text("identityHash", kMandatory);
  stated.identity_type = identity.Text("identityType", kMandatory);
  stated.salt = identity.Text("salt", kOptional);
  stated.pointer = identity.place().Pointer();
  return stated;
}

// The members of an AchievementSubject. `subject` collects faults only where
// the credential is an Open Badge.
void ReadAchievementSubject(const ObjectReader& subject, bool open_badge,
                            StatedSubject* stated) {
  subject.Objects("identifier", kOptional, [&](const ObjectReader& identity) {
    stated->identities.push_back(ReadIdentity(identity));
  });
  const json::Value* achievement =
      subject.Object("achievement", open_badge ? kMandatory : kOptional);
  if (achievement != nullptr) {
    const Place place(subject.place(), "achievement");
    stated->achievement =
        ReadAchievement(ObjectReader(*achievement, place, subject.faults()));
  }
  subject.Objects("result", kOptional, [&](const ObjectReader& result) {
    stated->results.push_back(ReadResult(result));
  });
  stated->activity_end = subject.DateTime("activityEndDate", kOptional);
}

void ReadSubjects(const ObjectReader& credential, CredentialContent* content) {
  credential.Objects(
      "credentialSubject", kMandatory, [&](const ObjectReader& subject) {
        StatedSubject stated;
        stated.id = subject.Url("id", kOptional);
        stated.pointer = subject.place().Pointer();
        ReadAchievementSubject(
            subject.WithFaults(content->open_badge ? subject.faults()
                                                   : nullptr),
            content->open_badge, &stated);
        content->subjects.push_back(std::move(stated));
      });
}

void ReadTypes(const ObjectReader& credential, CredentialContent* content) {
  const std::vector<absl::string_view> types =
      credential.Words("type", kMandatory);
  const auto has = [&](absl::string_view type) {
    return std::find(types.begin(), types.end(), type) != types.end();
  };
  if (!has("VerifiableCredential")) {
    credential.Fault("type", "does not say VerifiableCredential");
  }
  content->open_badge =
      has("OpenBadgeCredential") || has("AchievementCredential");
}

void ReadValidity(const ObjectReader& credential, CredentialContent* content) {
  content->valid_from = credential.DateTime(
      "validFrom", content->open_badge ? kMandatory : kOptional);
  content->valid_until = credential.DateTime("validUntil", kOptional);
  if (content->valid_from.has_value() && content->valid_until.has_value() &&
      *content->valid_until < *content->valid_from) {
    credential.Fault("validUntil", "is earlier than validFrom");
  }
  content->awarded =
      credential.WithFaults(content->open_badge ? credential.faults() : nullptr)
          .DateTime("awardedDate", kOptional);
}

}  // namespace

CredentialContent ReadContent(const json::Value& value, const Place& place,
                              std::vector<Finding>* faults) {
  const ObjectReader credential(value, place, faults);
  CredentialContent content;
  ReadTypes(credential, &content);
  content.id =
      credential.Url("id", content.open_badge ? kMandatory : kOptional);
  content.issuer_id = credential.UrlOrId("issuer", kMandatory);
  ReadValidity(credential, &content);
  ReadSubjects(credential, &content);
  credential.Objects(
      "credentialStatus", kOptional,
      [&](const ObjectReader& status) { status.Words("type", kMandatory); });
  content.has_status = value.Find("credentialStatus") != nullptr;
  return content;
}

}  // namespace prescreen
