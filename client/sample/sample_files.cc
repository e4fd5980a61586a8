// SPDX-License-Identifier: Apache-2.0
#include "client/sample/sample_files.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/crypto/multikey.h"
#include "base/status_macros.h"
#include "client/sample/cast.h"
#include "client/sample/deploy_texts.h"

namespace prescreen::sample {
namespace {

std::string Readme(const SampleOptions& options) {
  std::string text = absl::StrCat(
      "Sample credentials for Prescreen, as of ",
      absl::FormatCivilTime(options.as_of),
      ".\n"
      "The issuers are fictional and their keys public: nothing here proves\n"
      "anything about anyone.\n"
      "\n"
      "issuers.yaml achievements.yaml skills.yaml   catalogues\n"
      "policy.yaml                                  role policy\n"
      "status/                                      to be served at\n"
      "                                             ",
      options.status_url,
      "\n"
      "\n"
      "folder       candidate                   expected\n");
  for (const SampleCandidate& candidate : SampleCandidates()) {
    absl::StrAppendFormat(&text, "%-12s %-27s %-8s %s\n",
                          absl::StrCat(candidate.folder, "/"), candidate.email,
                          candidate.outcome, candidate.story);
  }
  const SampleCandidate& first = SampleCandidates().front();
  absl::StrAppend(
      &text,
      "\n"
      "prescreend must be allowed to fetch the status list:\n"
      "  fetch: {allow_loopback: true, http_hosts: [127.0.0.1]}\n"
      "\n"
      "prescreen catalogue import issuers.yaml achievements.yaml skills.yaml\n"
      "prescreen policy apply policy.yaml\n"
      "prescreen policy activate senior-data-engineer-core@1\n"
      "prescreen screen --policy senior-data-engineer-core --application A-1 "
      "\\\n"
      "  --identifier email=",
      first.email, " ", first.folder, "/*\n");
  return text;
}

// Moves each YYYY-MM-DD of `line`.
std::string ShiftDates(absl::string_view line, absl::civil_diff_t days) {
  constexpr std::size_t kDateLength = 10;
  std::string shifted;
  while (!line.empty()) {
    absl::CivilDay day;
    if (line.size() >= kDateLength && line[4] == '-' && line[7] == '-' &&
        absl::ParseCivilTime(line.substr(0, kDateLength), &day)) {
      absl::StrAppend(&shifted, absl::FormatCivilTime(day + days));
      line.remove_prefix(kDateLength);
    } else {
      shifted.push_back(line[0]);
      line.remove_prefix(1);
    }
  }
  return shifted;
}

}  // namespace

std::string ShiftEffectiveDates(absl::string_view policy,
                                absl::civil_diff_t days) {
  std::vector<std::string> lines = absl::StrSplit(policy, '\n');
  for (std::string& line : lines) {
    const absl::string_view text = absl::StripLeadingAsciiWhitespace(line);
    if (absl::StartsWith(text, "effective:") ||
        absl::StartsWith(text, "from:") || absl::StartsWith(text, "until:")) {
      line = ShiftDates(line, days);
    }
  }
  return absl::StrJoin(lines, "\n");
}

absl::StatusOr<std::string> AddIssuerKeys(absl::string_view issuers) {
  constexpr char kId[] = "- id: ";
  constexpr char kIdentifiers[] = "identifiers: [";
  std::vector<std::string> lines = absl::StrSplit(issuers, '\n');
  const SampleIssuer* issuer = nullptr;
  for (std::string& line : lines) {
    const absl::string_view text = absl::StripAsciiWhitespace(line);
    if (absl::StartsWith(text, kId)) {
      issuer = FindSampleIssuer(absl::StripPrefix(text, kId));
    } else if (issuer != nullptr && absl::StartsWith(text, kIdentifiers)) {
      ASSIGN_OR_RETURN(const SampleKey key, KeyOf(*issuer));
      if (issuer->naming == IssuerNaming::kPinnedDidWeb) {
        const std::string indent = line.substr(0, line.find("identifiers"));
        absl::StrAppend(&line, "\n", indent, "keys:\n", indent, "  - {id: \"",
                        key.verification_method(), "\", public_key_multibase: ",
                        FormatMultikey(key.public_key()), "}");
      } else {
        line.insert(line.find('[') + 1, absl::StrCat("\"", key.did(), "\", "));
      }
    }
  }
  return absl::StrJoin(lines, "\n");
}

absl::StatusOr<std::vector<SampleFile>> MakeSampleContent(
    const SampleOptions& options) {
  std::vector<SampleFile> files;
  for (const SampleCandidate& candidate : CandidatesFor(options)) {
    ASSIGN_OR_RETURN(std::vector<SampleFile> bundle,
                     MakeBundle(candidate, options));
    for (SampleFile& file : bundle) files.push_back(std::move(file));
  }
  if (!options.status_url.empty()) {
    ASSIGN_OR_RETURN(SampleFile list, MakeNorthwindStatusList(options));
    files.push_back(std::move(list));
  }
  ASSIGN_OR_RETURN(std::string issuers, AddIssuerKeys(DeployedIssuers()));
  files.push_back({"issuers.yaml", std::move(issuers)});
  files.push_back({"achievements.yaml", std::string(DeployedAchievements())});
  files.push_back({"skills.yaml", std::string(DeployedSkills())});
  files.push_back(
      {"policy.yaml",
       ShiftEffectiveDates(DeployedPolicy(), options.as_of - kStoryDay)});
  return files;
}

absl::StatusOr<std::vector<SampleFile>> MakeSampleFiles(
    const SampleOptions& options) {
  ASSIGN_OR_RETURN(std::vector<SampleFile> files, MakeSampleContent(options));
  files.push_back({"README.txt", Readme(options)});
  return files;
}

}  // namespace prescreen::sample
