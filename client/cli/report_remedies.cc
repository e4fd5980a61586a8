// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client/cli/remedies.h"
#include "client/cli/report_parts.h"
#include "client/cli/terminal_text.h"

namespace prescreen::cli {
namespace {

constexpr std::size_t kMaxSteps = 4;
constexpr std::size_t kMaxPerRequirement = 2;
constexpr std::size_t kMaxTitle = 48;
constexpr std::size_t kMaxId = 32;

// Whether meeting it would bring the outcome nearer to PASS.
bool StandsInTheWay(const v1::RequirementResult& requirement,
                    const v1::Decision& decision) {
  if (requirement.value() == v1::MET) return false;
  if (decision.outcome() == v1::Decision::GAP_PLAN) return true;
  if (requirement.tier() == v1::CRITICAL) return true;
  return requirement.tier() == v1::GROWTH &&
         decision.growth_met() < decision.growth_needed();
}

// Of its closest credential's faults, or else of its reasons; each word once,
// at most `most`.
std::vector<const Remedy*> RemediesFor(const v1::RequirementResult& requirement,
                                       std::size_t most) {
  std::vector<v1::ReasonCode> codes;
  for (const auto& predicate : requirement.failing()) {
    codes.push_back(predicate.reason());
  }
  if (codes.empty()) {
    for (const int reason : requirement.reasons()) {
      codes.push_back(static_cast<v1::ReasonCode>(reason));
    }
  }
  std::vector<const Remedy*> remedies;
  for (const v1::ReasonCode code : codes) {
    const Remedy* remedy = FindRemedy(code);
    if (remedy == nullptr || remedies.size() == most) continue;
    const bool is_new = std::none_of(remedies.begin(), remedies.end(),
                                     [remedy](const Remedy* each) {
                                       return each->action == remedy->action;
                                     });
    if (is_new) remedies.push_back(remedy);
  }
  return remedies;
}

std::string Words(const Remedy& remedy,
                  const v1::RequirementResult& requirement,
                  const v1::ScreeningRecord& record) {
  const std::string title = Shorten(
      requirement.title().empty() ? requirement.id() : requirement.title(),
      kMaxTitle);
  const std::string credential =
      requirement.has_closest()
          ? ShortCredentialName(requirement.closest(), record)
          : absl::StrCat("what is shown for: ", title);
  return absl::StrReplaceAll(
      remedy.words, {{"$credential", credential}, {"$requirement", title}});
}

// What to do, and for which requirements: several may need the same.
struct Step {
  std::string words;
  std::string action;
  std::vector<std::string> requirements;
};

std::vector<Step> Steps(const v1::ScreeningRecord& record, Density density) {
  std::vector<Step> steps;
  for (const auto& requirement : record.decision().requirements()) {
    if (!StandsInTheWay(requirement, record.decision())) continue;
    const std::size_t most =
        density == Density::kTight ? 1 : kMaxPerRequirement;
    for (const Remedy* remedy : RemediesFor(requirement, most)) {
      Step step = {
          Words(*remedy, requirement, record), std::string(remedy->action), {}};
      auto same = std::find_if(
          steps.begin(), steps.end(),
          [&step](const Step& each) { return each.words == step.words; });
      if (same == steps.end()) same = steps.insert(same, std::move(step));
      same->requirements.push_back(Shorten(requirement.id(), kMaxId));
    }
  }
  return steps;
}

// The words, and to their right or below them the action and the requirements.
std::vector<std::string> StepLines(absl::string_view label, const Step& step) {
  const std::string whose =
      absl::StrCat(step.action, " ", absl::StrJoin(step.requirements, ", "));
  std::vector<std::string> lines = Labelled(label, step.words);
  const std::size_t columns =
      CountCharacters(lines.back()) + 4 + CountCharacters(whose);
  if (columns <= kReportColumns) {
    absl::StrAppend(&lines.back(), "    ", whose);
    return lines;
  }
  for (std::string& line : Labelled("", whose)) {
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

std::vector<std::string> FormatRemedies(const v1::ScreeningRecord& record,
                                        Density density) {
  std::vector<std::string> lines;
  if (record.decision().outcome() == v1::Decision::PASS) return lines;
  const std::vector<Step> steps = Steps(record, density);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i + 1 == kMaxSteps && steps.size() > kMaxSteps) {
      lines.push_back(
          absl::StrCat("          and ", steps.size() - i, " more: see above"));
      break;
    }
    for (std::string& line : StepLines(i == 0 ? "TO PASS" : "", steps[i])) {
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

}  // namespace prescreen::cli
