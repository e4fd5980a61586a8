// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "server/policy/lint.h"
#include "server/policy/lint_place.h"

namespace prescreen {
namespace {

template <typename T>
bool Contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

class CatalogueLinter {
 public:
  explicit CatalogueLinter(const CatalogueSet& catalogues)
      : catalogues_(catalogues) {}

  void Check(const Requirement& leaf, const LintPlace& place,
             Warnings* warnings) const {
    CheckNames("about.skills", "the skill map has no skill ", leaf.about_skills,
               place, warnings, [this](const std::string& id) {
                 return catalogues_.HasSkill(id);
               });
    CheckNames("about.domains", "the skill map has no domain ",
               leaf.about_domains, place, warnings,
               [this](const std::string& id) {
                 return !catalogues_.DomainSkills(id).empty();
               });
    CheckNames(
        "about.achievements", "the catalogue has no achievement ",
        leaf.about_achievements, place, warnings,
        [this](const std::string& id) { return FindById(id) != nullptr; });
    CheckSupervision(leaf, place, warnings);
    CheckOwners(leaf, place, warnings);
  }

 private:
  template <typename Known>
  static void CheckNames(absl::string_view field, absl::string_view complaint,
                         const std::vector<std::string>& ids,
                         const LintPlace& place, Warnings* warnings,
                         Known known) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (known(ids[i])) continue;
      place.Warn(absl::StrCat(field, "[", i, "]"),
                 absl::StrCat(complaint, ids[i]), warnings);
    }
  }

  const AchievementEntry* FindById(const std::string& id) const {
    for (const AchievementEntry& entry : catalogues_.achievements()) {
      if (entry.id == id) return &entry;
    }
    return nullptr;
  }

  bool IsAbout(const Requirement& leaf, const AchievementEntry& entry) const {
    if (Contains(leaf.about_achievements, entry.id)) return true;
    return std::any_of(entry.skills.begin(), entry.skills.end(),
                       [&](const std::string& skill) {
                         const std::vector<std::string>& domains =
                             catalogues_.SkillDomains(skill);
                         return Contains(leaf.about_skills, skill) ||
                                std::any_of(domains.begin(), domains.end(),
                                            [&leaf](const std::string& domain) {
                                              return Contains(
                                                  leaf.about_domains, domain);
                                            });
                       });
  }

  // Hardly any credential states how its exam was supervised.
  void CheckSupervision(const Requirement& leaf, const LintPlace& place,
                        Warnings* warnings) const {
    const std::optional<Supervision>& least = leaf.where.assessment.supervision;
    if (!least) return;
    const auto& entries = catalogues_.achievements();
    const bool shown = std::any_of(
        entries.begin(), entries.end(), [&](const AchievementEntry& entry) {
          const auto& kinds = leaf.where.kind;
          return entry.supervision && *entry.supervision >= *least &&
                 (kinds.empty() || !entry.kind ||
                  Contains(kinds, *entry.kind)) &&
                 IsAbout(leaf, entry);
        });
    if (shown) return;
    place.Warn("where.assessment.supervision",
               absl::StrCat("no catalogued achievement that the requirement is "
                            "about is known to be ",
                            ToWord(*least),
                            ": credentials that do not say so themselves stay "
                            "unclear"),
               warnings);
  }

  void CheckOwners(const Requirement& leaf, const LintPlace& place,
                   Warnings* warnings) const {
    if (leaf.about_achievements.empty() || !leaf.about_skills.empty() ||
        !leaf.about_domains.empty()) {
      return;
    }
    std::set<std::string> owners;
    for (const std::string& id : leaf.about_achievements) {
      const AchievementEntry* entry = FindById(id);
      if (entry == nullptr || entry->owner.empty()) return;
      owners.insert(entry->owner);
    }
    if (owners.size() != 1) return;
    place.Warn("about.achievements",
               absl::StrCat("are all awarded by ", *owners.begin(),
                            ": one institution only"),
               warnings);
  }

  const CatalogueSet& catalogues_;
};

}  // namespace

std::vector<yaml::Fault> LintAgainst(const RolePolicy& policy,
                                     const CatalogueSet& catalogues) {
  const CatalogueLinter linter(catalogues);
  Warnings warnings;
  ForEachRequirement(
      policy, [&](const Requirement& requirement, const LintPlace& place) {
        if (requirement.any_of.empty()) {
          linter.Check(requirement, place, &warnings);
        }
      });
  return warnings;
}

}  // namespace prescreen
