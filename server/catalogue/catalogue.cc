// SPDX-License-Identifier: Apache-2.0
#include "server/catalogue/catalogue.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "base/encoding.h"

namespace prescreen {
namespace {

std::shared_ptr<const Catalogue> OrEmpty(
    std::shared_ptr<const Catalogue> catalogue, CatalogueKind kind) {
  if (catalogue != nullptr) return catalogue;
  Catalogue empty;
  empty.kind = kind;
  return std::make_shared<const Catalogue>(std::move(empty));
}

// The entry under `key`, or nullptr.
template <typename Map>
auto FindOrNull(const Map& map, absl::string_view key)
    -> decltype(map.begin()->second) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : found->second;
}

}  // namespace

int Catalogue::entries() const {
  return static_cast<int>(issuers.size() + achievements.size() + skills.size() +
                          domains.size());
}

std::string NormaliseIdentifier(absl::string_view identifier) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(identifier);
  std::string decoded;
  decoded.reserve(trimmed.size());
  for (std::size_t i = 0; i < trimmed.size(); ++i) {
    if (trimmed[i] == '%' && i + 2 < trimmed.size()) {
      const absl::StatusOr<std::string> byte =
          HexDecode(trimmed.substr(i + 1, 2));
      if (byte.ok()) {
        decoded.append(*byte);
        i += 2;
        continue;
      }
    }
    decoded.push_back(trimmed[i]);
  }
  return std::string(absl::StripAsciiWhitespace(decoded));
}

CatalogueSet::CatalogueSet(std::shared_ptr<const Catalogue> issuers,
                           std::shared_ptr<const Catalogue> achievements,
                           std::shared_ptr<const Catalogue> skills)
    : issuers_(OrEmpty(std::move(issuers), CatalogueKind::kIssuers)),
      achievements_(
          OrEmpty(std::move(achievements), CatalogueKind::kAchievements)),
      skills_(OrEmpty(std::move(skills), CatalogueKind::kSkills)) {
  for (const IssuerEntry& issuer : issuers_->issuers) {
    issuer_by_name_.emplace(issuer.id, &issuer);
    for (const std::string& identifier : issuer.identifiers) {
      issuer_by_identifier_.emplace(NormaliseIdentifier(identifier), &issuer);
    }
    for (const PinnedKey& key : issuer.keys) {
      keys_by_url_[key.id].push_back({&issuer, &key});
    }
  }
  for (const AchievementEntry& achievement : achievements_->achievements) {
    for (const std::string& uri : achievement.uris) {
      achievement_by_uri_.emplace(NormaliseIdentifier(uri), &achievement);
    }
  }
  for (const SkillEntry& skill : skills_->skills) {
    skill_by_name_.emplace(skill.id, skill.id);
    for (const std::string& name : skill.same_as) {
      skill_by_name_.emplace(NormaliseIdentifier(name), skill.id);
    }
  }
  for (const DomainEntry& domain : skills_->domains) {
    domains_.emplace(domain.id, &domain);
    for (const std::string& skill : domain.skills) {
      std::vector<std::string>& holders = skill_domains_[skill];
      if (holders.empty() || holders.back() != domain.id) {
        holders.push_back(domain.id);
      }
    }
  }
}

const IssuerEntry* CatalogueSet::FindIssuer(
    absl::string_view identifier) const {
  return FindOrNull(issuer_by_identifier_, NormaliseIdentifier(identifier));
}

const IssuerEntry* CatalogueSet::FindIssuerByName(
    absl::string_view local_id) const {
  return FindOrNull(issuer_by_name_, local_id);
}

const std::vector<CataloguedKey>& CatalogueSet::FindKeys(
    absl::string_view url) const {
  const auto found = keys_by_url_.find(url);
  return found == keys_by_url_.end() ? no_keys_ : found->second;
}

const AchievementEntry* CatalogueSet::FindAchievement(
    absl::string_view uri) const {
  return FindOrNull(achievement_by_uri_, NormaliseIdentifier(uri));
}

absl::string_view CatalogueSet::FindSkill(absl::string_view url_or_code) const {
  const auto found = skill_by_name_.find(NormaliseIdentifier(url_or_code));
  return found == skill_by_name_.end() ? absl::string_view() : found->second;
}

bool CatalogueSet::HasSkill(absl::string_view skill_id) const {
  const auto found = skill_by_name_.find(skill_id);
  return found != skill_by_name_.end() && found->second == skill_id;
}

const std::vector<std::string>& CatalogueSet::DomainSkills(
    absl::string_view domain) const {
  const DomainEntry* entry = FindOrNull(domains_, domain);
  return entry == nullptr ? none_ : entry->skills;
}

const std::vector<std::string>& CatalogueSet::SkillDomains(
    absl::string_view skill_id) const {
  const auto found = skill_domains_.find(skill_id);
  return found == skill_domains_.end() ? none_ : found->second;
}

}  // namespace prescreen
