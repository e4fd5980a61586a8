// SPDX-License-Identifier: Apache-2.0
#include "server/claims/normalise.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/claims/achievement_type.h"
#include "server/claims/assessment.h"
#include "server/claims/claim_findings.h"
#include "server/claims/identity.h"
#include "server/claims/merge.h"
#include "server/claims/results.h"

namespace prescreen {
namespace {

v1::Ternary ToTernary(Verdict verdict) {
  switch (verdict) {
    case Verdict::kValid:
      return v1::MET;
    case Verdict::kInvalid:
      return v1::UNMET;
    case Verdict::kUnchecked:
      return v1::UNCLEAR;
  }
  return v1::UNCLEAR;
}

// The one subject, or nullptr if there are none or several: then it is not
// known whom and what the credential is about.
const StatedSubject* OnlySubject(const CredentialContent& content) {
  return content.subjects.size() == 1 ? &content.subjects.front() : nullptr;
}

const StatedAchievement* OnlyAchievement(const CredentialContent& content) {
  const StatedSubject* subject = OnlySubject(content);
  return subject != nullptr && subject->achievement.has_value()
             ? &*subject->achievement
             : nullptr;
}

void ReadStatus(const StatusResult& status, Claim* claim) {
  claim->status = ToTernary(status.status);
  claim->dates = ToTernary(status.dates);
  for (const Finding& finding : status.findings) {
    const bool of_dates =
        finding.code == v1::EXPIRED || finding.code == v1::NOT_YET_VALID;
    (of_dates ? claim->dates_code : claim->status_code) = finding.code;
  }
}

void ReadDates(const CredentialContent& content, Claim* claim) {
  claim->valid_from = content.valid_from;
  claim->valid_until = content.valid_until;
  if (content.expires.has_value() && (!claim->valid_until.has_value() ||
                                      *content.expires < *claim->valid_until)) {
    claim->valid_until = content.expires;
  }
  const StatedSubject* subject = OnlySubject(content);
  const auto set = [&](absl::Time time, std::string source) {
    claim->awarded.value = absl::ToCivilDay(time, absl::UTCTimeZone());
    claim->awarded.source = std::move(source);
  };
  if (content.awarded.has_value()) {
    set(*content.awarded, absl::StrCat(content.pointer, "/awardedDate"));
  } else if (subject != nullptr && subject->activity_end.has_value()) {
    set(*subject->activity_end, subject->pointer + "/activityEndDate");
  } else if (content.valid_from.has_value()) {
    set(*content.valid_from, content.valid_from_pointer);
    claim->awarded_is_fallback = true;
    claim->information.push_back(v1::DATE_FALLBACK);
  }
}

// A validly signed credential can say Failed or Enrolled.
v1::Ternary Completed(const CredentialContent& content) {
  for (const StatedSubject& subject : content.subjects) {
    for (const StatedResult& result : subject.results) {
      if (!result.status.empty() && result.status != "Completed") {
        return v1::UNMET;
      }
    }
  }
  return v1::MET;
}

absl::string_view View(const std::string& text) {
  return absl::string_view(text.data(), text.size());
}

// What is stated, if anything.
template <typename T>
Field<T> Stated(const std::optional<T>& value, std::string pointer) {
  if (!value.has_value()) return {};
  return {value, Provenance::kStated, std::move(pointer)};
}

std::optional<std::string> TextIfAny(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

// Where no achievement says the kind, the type of the credential may.
void ReadCredentialType(const CredentialContent& content, Claim* claim) {
  for (const StatedWord& type : content.types) {
    if (claim->kind.known()) return;
    claim->kind = Stated(KindOfCredentialType(View(type.text)), type.pointer);
  }
}

// May the issuer award this achievement (POLICY section 2.3)?
v1::Ternary Authority(const CredentialContent& content,
                      const IssuerEntry* issuer,
                      const AchievementEntry* entry) {
  const StatedAchievement* achievement = OnlyAchievement(content);
  if (achievement == nullptr) return v1::MET;
  if (entry != nullptr && !entry->owner.empty()) {
    if (issuer == nullptr) return v1::UNMET;
    const std::vector<std::string>& listed = issuer->may_issue_for;
    const bool pair =
        issuer->id == entry->owner ||
        std::find(listed.begin(), listed.end(), entry->owner) != listed.end();
    return pair ? v1::MET : v1::UNMET;
  }
  const bool own = achievement->creator.empty() ||
                   NormaliseIdentifier(View(achievement->creator)) ==
                       NormaliseIdentifier(View(content.issuer_id));
  return own ? v1::MET : v1::UNCLEAR;
}

}  // namespace

void ClaimNormaliser::ReadIssuer(const CredentialContent& content,
                                 const IssuerEntry* entry, Claim* claim) const {
  claim->issuer_id = content.issuer_id;
  if (entry == nullptr) return;
  claim->issuer_entry = entry->id;
  claim->issuer_name = entry->name;
  claim->issuer_class = {entry->issuer_class, Provenance::kCatalogue,
                         entry->id};
  claim->issuer_basis = {entry->basis, Provenance::kCatalogue, entry->id};
}

void ClaimNormaliser::ReadAchievement(const CredentialContent& content,
                                      const AchievementEntry* entry,
                                      Claim* claim) const {
  const StatedAchievement* stated = OnlyAchievement(content);
  if (stated == nullptr) return;
  claim->achievement_id = stated->id;
  claim->achievement_name = stated->name;
  claim->kind = Stated(KindOfAchievementType(View(stated->achievement_type)),
                       absl::StrCat(stated->pointer, "/achievementType"));
  claim->achievement_version = Stated(
      TextIfAny(stated->version), absl::StrCat(stated->pointer, "/version"));
  if (entry != nullptr) {
    claim->achievement_entry = entry->id;
    MergeCatalogue(entry->kind, entry->id, claim, &claim->kind);
    MergeCatalogue(TextIfAny(entry->version), entry->id, claim,
                   &claim->achievement_version);
  }
  ReadAssessment(content, *stated, entry, claim);
  ReadLevel(*stated, entry, claim);
}

void ClaimNormaliser::AddSkill(absl::string_view id, const std::string& pointer,
                               Claim* claim) const {
  for (const SkillClaim& skill : claim->skills) {
    if (skill.id == id) return;
  }
  claim->skills.push_back(
      {std::string(id), pointer, catalogues_.SkillDomains(id)});
}

void ClaimNormaliser::ReadSkills(const CredentialContent& content,
                                 Claim* claim) const {
  int room = max_alignments_;
  const auto add = [&](const std::vector<StatedAlignment>& alignments) {
    for (const StatedAlignment& alignment : alignments) {
      if (IsLevel(alignment)) continue;
      if (room-- <= 0) {
        claim->alignments_cut = true;
        return;
      }
      absl::string_view id = catalogues_.FindSkill(View(alignment.target_url));
      if (id.empty() && !alignment.target_code.empty()) {
        id = catalogues_.FindSkill(View(alignment.target_code));
      }
      if (!id.empty()) AddSkill(id, alignment.pointer, claim);
    }
  };
  for (const StatedSubject& subject : content.subjects) {
    if (subject.achievement.has_value()) add(subject.achievement->alignments);
    for (const StatedResult& result : subject.results) add(result.alignments);
  }
  for (const StatedSubject& subject : content.subjects) {
    if (!subject.achievement.has_value()) continue;
    const AchievementEntry* entry =
        catalogues_.FindAchievement(View(subject.achievement->id));
    if (entry == nullptr) continue;
    for (const std::string& skill : entry->skills) {
      AddSkill(View(skill), "", claim);
    }
  }
}

void ClaimNormaliser::ReadSubject(const StatedSubject& subject,
                                  Claim* claim) const {
  claim->evidence.insert(claim->evidence.end(), subject.evidence.begin(),
                         subject.evidence.end());
  ReadResults(subject, claim);
  if (const IssuerEntry* assessor =
          catalogues_.FindIssuer(View(subject.source))) {
    claim->assessor_class = {assessor->issuer_class, Provenance::kCatalogue,
                             assessor->id};
  }
  claim->binding = MatchSubject(subject, known_identifiers_);
}

Claim ClaimNormaliser::ReadClaim(const CredentialSource& source,
                                 const CredentialContent& content,
                                 const StatusResult& status) const {
  Claim claim;
  claim.document = source.document;
  claim.pointer = source.pointer;
  claim.credential_digest = source.digest;
  claim.format = source.format;
  claim.credential_id = content.id;
  const IssuerEntry* issuer = catalogues_.FindIssuer(View(content.issuer_id));
  const StatedAchievement* stated = OnlyAchievement(content);
  const AchievementEntry* achievement =
      stated == nullptr ? nullptr
                        : catalogues_.FindAchievement(View(stated->id));
  ReadIssuer(content, issuer, &claim);
  ReadAchievement(content, achievement, &claim);
  ReadCredentialType(content, &claim);
  ReadSkills(content, &claim);
  ReadDates(content, &claim);
  ReadStatus(status, &claim);
  claim.completed = Completed(content);
  claim.authorised = Authority(content, issuer, achievement);
  claim.evidence = content.evidence;
  if (const StatedSubject* subject = OnlySubject(content)) {
    ReadSubject(*subject, &claim);
  }
  return claim;
}

void ClaimNormaliser::Add(const VerifiedCredential& credential,
                          const StatusResult& status) {
  Claim claim = ReadClaim(credential.source(), credential.content(), status);
  claim.belief = Belief::kVerified;
  claim.signer_id = credential.signer_id();
  std::vector<Finding> findings = status.findings;
  AppendClaimFindings(claim, credential.content(), &findings);
  claims_.push_back(std::move(claim));
  findings_.push_back(std::move(findings));
}

void ClaimNormaliser::Add(const UncheckedCredential& credential,
                          const StatusResult& status) {
  Claim claim = ReadClaim(credential.source(), credential.unverified(), status);
  claim.belief = Belief::kUnchecked;
  for (const Finding& finding : credential.findings()) {
    claim.check_codes.push_back(finding.code);
  }
  claims_.push_back(std::move(claim));
  findings_.push_back(credential.findings());
}

void ClaimNormaliser::Add(const RejectedCredential& credential) {
  Claim claim;
  claim.belief = Belief::kRejected;
  claim.document = credential.source().document;
  claim.pointer = credential.source().pointer;
  claim.credential_digest = credential.source().digest;
  claim.format = credential.source().format;
  for (const Finding& finding : credential.findings()) {
    claim.check_codes.push_back(finding.code);
  }
  const CredentialContent& content = credential.disbelieved();
  if (const StatedAchievement* achievement = OnlyAchievement(content)) {
    claim.achievement_id = achievement->id;
    if (const AchievementEntry* entry =
            catalogues_.FindAchievement(View(achievement->id))) {
      claim.achievement_entry = entry->id;
    }
  }
  ReadSkills(content, &claim);
  claims_.push_back(std::move(claim));
  findings_.push_back(credential.findings());
}

void ClaimNormaliser::MarkRepeated(std::size_t index) {
  Claim& claim = claims_[index];
  const auto mark = [&](v1::ReasonCode code) {
    claim.information.push_back(code);
    AppendInformation(code, "", &findings_[index]);
  };
  for (std::size_t i = 0; i < index; ++i) {
    if (claims_[i].credential_digest == claim.credential_digest) {
      mark(v1::DUPLICATE);
      return;
    }
  }
  for (std::size_t i = 0; i < index; ++i) {
    if (claim.belief == Belief::kVerified &&
        claims_[i].belief == Belief::kVerified &&
        !claim.credential_id.empty() &&
        claims_[i].credential_id == claim.credential_id &&
        claims_[i].issuer_id == claim.issuer_id) {
      mark(v1::REISSUED);
      return;
    }
  }
}

NormalisedBundle ClaimNormaliser::Finish() && {
  for (std::size_t i = 1; i < claims_.size(); ++i) MarkRepeated(i);
  return {ClaimSet(std::move(claims_)), std::move(findings_)};
}

}  // namespace prescreen
