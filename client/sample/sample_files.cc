// SPDX-License-Identifier: Apache-2.0
#include "client/sample/sample_files.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/sample/credential.h"
#include "client/sample/deploy_texts.h"
#include "client/sample/sign.h"

namespace prescreen::sample {
namespace {

constexpr int kAttendanceBadges = 41;

enum class Form { kVcJwt, kOb3Jwt };

absl::StatusOr<std::string> Sign(const CredentialSpec& spec, Form form) {
  ASSIGN_OR_RETURN(const json::Value credential, MakeCredential(spec));
  const std::string seed = SeedFor(spec.issuer);
  return form == Form::kVcJwt ? SignVcJwt(credential, seed)
                              : SignOb3Jwt(credential, seed);
}

CredentialSpec Spec(absl::string_view candidate, absl::string_view achievement,
                    const char* email) {
  CredentialSpec spec;
  spec.label = absl::StrCat(candidate, " ", achievement);
  spec.issuer = std::string(OwnerOf(achievement));
  spec.achievement = FindSampleAchievement(achievement);
  spec.email = email;
  return spec;
}

// The model candidate's three credentials; `percent` is the SQL result.
absl::Status AddModelBundle(absl::string_view folder, const char* email,
                            int percent, absl::civil_diff_t days,
                            std::vector<SampleFile>* files) {
  CredentialSpec certification =
      Spec(folder, "northwind/data-engineer-pro", email);
  certification.awarded = absl::CivilDay(2025, 9, 10) + days;
  certification.valid_until = absl::CivilDay(2027, 9, 10) + days;
  ASSIGN_OR_RETURN(std::string jwt, Sign(certification, Form::kVcJwt));
  files->push_back(
      {absl::StrCat(folder, "/northwind-data-engineer.jwt"), std::move(jwt)});

  CredentialSpec sql = Spec(folder, "zed/advanced-sql", email);
  sql.awarded = absl::CivilDay(2024, 6, 30) + days;
  sql.percent = percent;
  ASSIGN_OR_RETURN(jwt, Sign(sql, Form::kOb3Jwt));
  files->push_back(
      {absl::StrCat(folder, "/zed-advanced-sql.jwt"), std::move(jwt)});

  CredentialSpec project = Spec(folder, "zed/pipelines-project", email);
  project.awarded = absl::CivilDay(2025, 2, 14) + days;
  project.evidence_url =
      absl::StrCat("https://code.example/", folder, "/pipelines");
  ASSIGN_OR_RETURN(jwt, Sign(project, Form::kVcJwt));
  files->push_back(
      {absl::StrCat(folder, "/zed-pipelines-project.jwt"), std::move(jwt)});
  return absl::OkStatus();
}

// Attendance of webinars on whatever the policy asks for.
absl::Status AddCollectorBundle(absl::civil_diff_t days,
                                std::vector<SampleFile>* files) {
  for (int i = 1; i <= kAttendanceBadges; ++i) {
    const auto& skills = SampleSkills();
    const SampleSkill& skill =
        skills[static_cast<std::size_t>(i - 1) % skills.size()];
    const std::string name = absl::StrCat(skill.title, " webinar");
    const SampleAchievement webinar = {
        .id = "skillbarn/attendance",
        .name = name.c_str(),
        .type = "Badge",
        .description = "Took part in an online webinar.",
        .criteria = "Join the webinar.",
        .ects = 0,
        .skills = {skill.id},
        .version = "1"};
    CredentialSpec spec;
    spec.label = absl::StrCat("not-met webinar ", i);
    spec.issuer = "skillbarn";
    spec.achievement = &webinar;
    spec.email = kNotMetEmail;
    spec.awarded = absl::CivilDay(2026, 1, 5) + 7 * i + days;
    ASSIGN_OR_RETURN(std::string jwt,
                     Sign(spec, i % 2 == 1 ? Form::kVcJwt : Form::kOb3Jwt));
    files->push_back({absl::StrFormat("not-met/skillbarn-webinar-%02d.jwt", i),
                      std::move(jwt)});
  }
  return absl::OkStatus();
}

absl::Status AddTamperedBundle(absl::civil_diff_t days,
                               std::vector<SampleFile>* files) {
  std::vector<SampleFile> bundle;
  RETURN_IF_ERROR(
      AddModelBundle("tampered", kTamperedEmail, 62, days, &bundle));
  for (SampleFile& file : bundle) {
    if (absl::EndsWith(file.path, "/zed-advanced-sql.jwt")) {
      ASSIGN_OR_RETURN(
          file.content,
          TamperPayload(file.content, "\"value\":\"62\"", "\"value\":\"92\""));
    }
    files->push_back(std::move(file));
  }
  return absl::OkStatus();
}

std::string Readme(absl::CivilDay as_of) {
  return absl::StrCat(
      "Sample credentials for Prescreen, as of ", absl::FormatCivilTime(as_of),
      ".\n"
      "The issuers are fictional and their keys public: nothing here proves\n"
      "anything about anyone.\n"
      "\n"
      "issuers.yaml achievements.yaml skills.yaml   catalogues\n"
      "policy.yaml                                  role policy\n"
      "\n"
      "folder     candidate                  expected\n"
      "pass/      ",
      kPassEmail,
      "     PASS\n"
      "not-met/   ",
      kNotMetEmail,
      "   NOT_MET: 41 attendance badges\n"
      "tampered/  ",
      kTamperedEmail,
      "     REVIEW: one payload altered after signing\n"
      "\n"
      "prescreen catalogue import issuers.yaml achievements.yaml skills.yaml\n"
      "prescreen policy apply policy.yaml\n"
      "prescreen policy activate data-engineer@1\n"
      "prescreen screen --policy data-engineer --application A-1 \\\n"
      "  --identifier email=",
      kPassEmail, " pass/*.jwt\n");
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

absl::StatusOr<std::string> AddDidKeys(absl::string_view issuers) {
  constexpr char kId[] = "- id: ";
  constexpr char kIdentifiers[] = "identifiers: [";
  std::vector<std::string> lines = absl::StrSplit(issuers, '\n');
  std::string issuer;
  for (std::string& line : lines) {
    const absl::string_view text = absl::StripAsciiWhitespace(line);
    if (absl::StartsWith(text, kId)) {
      issuer = std::string(absl::StripPrefix(text, kId));
    } else if (absl::StartsWith(text, kIdentifiers)) {
      ASSIGN_OR_RETURN(const std::string did, DidKey(SeedFor(issuer)));
      const std::size_t bracket = line.find('[');
      line.insert(bracket + 1, absl::StrCat("\"", did, "\", "));
    }
  }
  return absl::StrJoin(lines, "\n");
}

absl::StatusOr<std::string> TamperPayload(absl::string_view jwt,
                                          absl::string_view from,
                                          absl::string_view to) {
  const std::vector<std::string> parts = absl::StrSplit(jwt, '.');
  if (parts.size() != 3) {
    return absl::InvalidArgumentError("JWT: must have three parts");
  }
  ASSIGN_OR_RETURN(std::string payload, Base64UrlDecode(parts[1]));
  if (absl::StrReplaceAll({{from, to}}, &payload) != 1) {
    return absl::InvalidArgumentError(
        "JWT: the text to replace must be in the payload once");
  }
  return absl::StrCat(parts[0], ".", Base64UrlEncode(payload), ".", parts[2]);
}

absl::StatusOr<std::vector<SampleFile>> MakeSampleFiles(absl::CivilDay as_of) {
  const absl::civil_diff_t days = as_of - kStoryDay;
  std::vector<SampleFile> files;
  RETURN_IF_ERROR(AddModelBundle("pass", kPassEmail, 88, days, &files));
  RETURN_IF_ERROR(AddCollectorBundle(days, &files));
  RETURN_IF_ERROR(AddTamperedBundle(days, &files));
  ASSIGN_OR_RETURN(std::string issuers, AddDidKeys(DeployedIssuers()));
  files.push_back({"issuers.yaml", std::move(issuers)});
  files.push_back({"achievements.yaml", std::string(DeployedAchievements())});
  files.push_back({"skills.yaml", std::string(DeployedSkills())});
  files.push_back({"policy.yaml", ShiftEffectiveDates(DeployedPolicy(), days)});
  files.push_back({"README.txt", Readme(as_of)});
  return files;
}

}  // namespace prescreen::sample
