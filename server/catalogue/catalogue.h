// SPDX-License-Identifier: Apache-2.0
// The three catalogues as immutable snapshots: issuers, achievements, skills
// (POLICY, "The three catalogues"). Value types; thread-safe once made.
#ifndef PRESCREEN_SERVER_CATALOGUE_CATALOGUE_H_
#define PRESCREEN_SERVER_CATALOGUE_CATALOGUE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/codec/yaml.h"
#include "base/crypto/public_key.h"

namespace prescreen {

enum class IssuerClass {
  kIndustryLeader,
  kAccreditedUniversity,
  kProfessionalAssociation,
  kGovernment,
  kTrainingProvider,
  kEmployer,
  kUnrecognised,
  kDenylisted,
};
enum class IssuerBasis {
  kTenant,
  kRegistry,
  kTrustMark,
  kEndorsement,
  kAccreditationVc,
};
// What a credential is (POLICY section 1, kind map).
enum class AchievementKind {
  kBadge,
  kCertificate,
  kCertification,
  kMicrocredential,
  kProgram,
  kCourse,
  kDegree,
  kLicense,
  kEmployment,
};
enum class AssessmentKind {
  kAttendance,
  kQuiz,
  kExam,
  kPractical,
  kProject,
  kPortfolio,
  kPriorLearning,
};
enum class Supervision {
  kUnsupervised,
  kUnsupervisedWithId,
  kSupervised,
  kSupervisedWithId,
};

// The words of the policy language (`industry_leader`), and back.
absl::string_view ToWord(IssuerClass value);
absl::string_view ToWord(IssuerBasis value);
absl::string_view ToWord(AchievementKind value);
absl::string_view ToWord(AssessmentKind value);
absl::string_view ToWord(Supervision value);
std::optional<IssuerClass> ParseIssuerClass(absl::string_view word);
std::optional<IssuerBasis> ParseIssuerBasis(absl::string_view word);
std::optional<AchievementKind> ParseAchievementKind(absl::string_view word);
std::optional<AssessmentKind> ParseAssessmentKind(absl::string_view word);
std::optional<Supervision> ParseSupervision(absl::string_view word);

struct PinnedKey {
  std::string id;  // a verification method's URL
  std::optional<absl::CivilDay> from;
  std::optional<absl::CivilDay> until;  // inclusive
  // Absent: the entry says whose the key is, and its URL what it is.
  std::optional<PublicKey> key;
  std::string alg;  // the one JOSE algorithm that the key is for; "": any
};

struct IssuerEntry {
  std::string id;  // local name
  std::vector<std::string> identifiers;
  std::string name;
  IssuerClass issuer_class = IssuerClass::kUnrecognised;
  IssuerBasis basis = IssuerBasis::kTenant;
  std::vector<PinnedKey> keys;
  std::vector<std::string> may_issue_for;   // local names
  std::vector<std::string> status_signers;  // identifiers or local names
};

struct AchievementEntry {
  std::string id;
  std::vector<std::string> uris;
  std::string owner;  // local issuer name; empty: not stated
  std::optional<AchievementKind> kind;
  std::optional<AssessmentKind> assessment;
  std::optional<Supervision> supervision;
  std::optional<bool> individual;
  std::optional<std::int64_t> hours;
  std::optional<std::int64_t> credits_hundredths;
  std::string credits_unit;
  std::optional<int> eqf;
  std::vector<std::string> skills;
  std::string version;
  std::string superseded_by;  // local achievement id; empty: none
};

struct SkillEntry {
  std::string id;
  std::string title;
  std::vector<std::string> same_as;  // URLs or codes
  std::vector<std::string> broader;
};
struct DomainEntry {
  std::string id;
  std::vector<std::string> skills;
};

enum class CatalogueKind { kIssuers, kAchievements, kSkills };
// `issuers`, `achievements`, `skills`: the resource name's word.
absl::string_view ToWord(CatalogueKind kind);

// One parsed snapshot. Which vectors are filled depends on `kind`.
struct Catalogue {
  CatalogueKind kind = CatalogueKind::kIssuers;
  std::vector<IssuerEntry> issuers;
  std::vector<AchievementEntry> achievements;
  std::vector<SkillEntry> skills;
  std::vector<DomainEntry> domains;
  std::string canonical_text;  // RFC 8785
  std::string digest;          // SHA-256 of canonical_text, 32 bytes
  int entries() const;
};

// How identifiers are compared: percent-decoded once and trimmed (Open Badges
// 3.0, equality).
std::string NormaliseIdentifier(absl::string_view identifier);

// One YAML document of kind IssuerCatalogue, AchievementCatalogue or SkillMap.
// Every fault, each with line, column and field, goes to `faults`; the value is
// absent if there is any. Repeated ids, identifiers of two issuers and
// references inside the text that lead nowhere are faults.
std::optional<Catalogue> ParseCatalogue(absl::string_view text,
                                        std::vector<yaml::Fault>* faults);

// A key and whose it is. Pointers live as long as their CatalogueSet.
struct CataloguedKey {
  const IssuerEntry* issuer = nullptr;
  const PinnedKey* key = nullptr;
};

// The snapshots that a decision pins, indexed for look-ups. Identifiers are
// compared after percent-decoding and trimming (Open Badges 3.0, equality).
class CatalogueSet {
 public:
  // A catalogue that was never imported counts as empty; its digest is "".
  CatalogueSet(std::shared_ptr<const Catalogue> issuers,
               std::shared_ptr<const Catalogue> achievements,
               std::shared_ptr<const Catalogue> skills);

  // nullptr: not catalogued. Pointers live as long as this set.
  const IssuerEntry* FindIssuer(absl::string_view identifier) const;
  const IssuerEntry* FindIssuerByName(absl::string_view local_id) const;
  // All entries for a verification method's URL; empty if there is none.
  const std::vector<CataloguedKey>& FindKeys(absl::string_view url) const;
  const AchievementEntry* FindAchievement(absl::string_view uri) const;
  // The skill id for a `same_as` URL or code, or for a skill id; "" if none.
  absl::string_view FindSkill(absl::string_view url_or_code) const;
  bool HasSkill(absl::string_view skill_id) const;
  // Domains that hold the skill, in the map's order; empty if none does.
  const std::vector<std::string>& SkillDomains(
      absl::string_view skill_id) const;
  // As catalogued, in the catalogue's order.
  const std::vector<AchievementEntry>& achievements() const {
    return achievements_->achievements;
  }
  // Skills of a domain; empty if there is no such domain.
  const std::vector<std::string>& DomainSkills(absl::string_view domain) const;

  // 32 bytes each, or "".
  const std::string& issuers_digest() const { return issuers_->digest; }
  const std::string& achievements_digest() const {
    return achievements_->digest;
  }
  const std::string& skills_digest() const { return skills_->digest; }

 private:
  std::shared_ptr<const Catalogue> issuers_;  // shared with the service's cache
  std::shared_ptr<const Catalogue> achievements_;
  std::shared_ptr<const Catalogue> skills_;
  absl::flat_hash_map<std::string, const IssuerEntry*> issuer_by_identifier_;
  absl::flat_hash_map<std::string, const IssuerEntry*> issuer_by_name_;
  absl::flat_hash_map<std::string, std::vector<CataloguedKey>> keys_by_url_;
  std::vector<CataloguedKey> no_keys_;
  absl::flat_hash_map<std::string, const AchievementEntry*> achievement_by_uri_;
  absl::flat_hash_map<std::string, std::string> skill_by_name_;
  absl::flat_hash_map<std::string, const DomainEntry*> domains_;
  absl::flat_hash_map<std::string, std::vector<std::string>> skill_domains_;
  std::vector<std::string> none_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CATALOGUE_CATALOGUE_H_
