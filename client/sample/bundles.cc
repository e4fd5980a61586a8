// SPDX-License-Identifier: Apache-2.0
#include "client/sample/bundles.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "client/sample/cast.h"
#include "client/sample/credential.h"
#include "client/sample/sign.h"
#include "client/sample/sign_data_integrity.h"
#include "client/sample/status_list.h"

namespace prescreen::sample {
namespace {

constexpr int kAttendanceBadges = 41;
constexpr char kCertification[] = "northwind/data-engineer-pro";
constexpr char kList[] = "/northwind/1";

constexpr SampleCandidate kCandidates[] = {
    {.folder = "b01-ada",
     .email = "ada@candidates.example",
     .outcome = "PASS",
     .story = "the model candidate"},
    {.folder = "b03-chloe",
     .email = "chloe@candidates.example",
     .outcome = "NOT_MET",
     .story = "41 attendance badges",
     .collector = true},
    {.folder = "b04-dmitri",
     .email = "dmitri@candidates.example",
     .outcome = "REVIEW",
     .story = "the cloud certification lapsed three months ago",
     .lapsed = true},
    {.folder = "b05-emeka",
     .email = "emeka@candidates.example",
     .outcome = "REVIEW",
     .story = "the status list of the certification cannot be reached",
     .status = CertificationStatus::kUnreachable},
    {.folder = "b06-fatima",
     .email = "fatima@candidates.example",
     .outcome = "NOT_MET",
     .story = "the certification is revoked, the project shows no evidence",
     .status = CertificationStatus::kRevoked,
     .evidence = false},
    {.folder = "b07-gao",
     .email = "gao@candidates.example",
     .outcome = "REVIEW",
     .story = "one result was altered after it was signed",
     .tampered = true},
};

// How an issuer secures what it issues.
enum class Form { kVcJwt, kEarlierVcJwt, kOb3Jwt, kEmbeddedProof };

absl::StatusOr<SampleFile> Secure(absl::string_view name, CredentialSpec spec,
                                  Form form) {
  const SampleIssuer* issuer = FindSampleIssuer(spec.issuer);
  if (issuer == nullptr) return absl::InternalError("sample: no such issuer");
  ASSIGN_OR_RETURN(const SampleKey key, KeyOf(*issuer));
  if (form == Form::kEarlierVcJwt) spec.model = DataModel::kVcdm1;
  ASSIGN_OR_RETURN(const json::Value credential, MakeCredential(spec));
  SampleFile file;
  file.path =
      absl::StrCat(name, form == Form::kEmbeddedProof ? ".json" : ".jwt");
  switch (form) {
    case Form::kVcJwt:
      file.content = SignVcJwt(credential, key);
      break;
    case Form::kEarlierVcJwt: {
      ASSIGN_OR_RETURN(file.content, SignEarlierVcJwt(credential, key));
      break;
    }
    case Form::kOb3Jwt: {
      ASSIGN_OR_RETURN(file.content, SignOb3Jwt(credential, key));
      break;
    }
    case Form::kEmbeddedProof: {
      json::Value options = json::Value::Object();
      options.Set("created",
                  json::Value::String(credential.FindString("awardedDate")));
      ASSIGN_OR_RETURN(
          const json::Value secured,
          SignDataIntegrity(credential, JcsSuiteOf(issuer->key_type), key,
                            options));
      file.content = json::Serialize(secured);
      break;
    }
  }
  return file;
}

// Writes one candidate's credentials.
class BundleWriter {
 public:
  BundleWriter(const SampleCandidate& candidate, const SampleOptions& options)
      : candidate_(candidate),
        options_(options),
        days_(options.as_of - kStoryDay) {}

  absl::Status AddCertification() {
    CredentialSpec spec = Spec(kCertification, absl::CivilDay(2025, 9, 10));
    spec.valid_until = absl::CivilDay(2027, 9, 10) + days_;
    if (candidate_.lapsed) {
      spec.awarded = absl::CivilDay(2024, 8, 31) + days_;
      spec.valid_until = absl::CivilDay(2026, 8, 31) + days_;
    }
    const bool reachable =
        candidate_.status != CertificationStatus::kUnreachable;
    const std::string& base =
        reachable ? options_.status_url : options_.dead_status_url;
    if (!base.empty()) {
      spec.status = {absl::StrCat(absl::StripSuffix(base, "/"), kList),
                     StatusIndexOf(spec.label)};
    }
    return Add(spec, Form::kVcJwt);
  }

  absl::Status AddExamination() {
    CredentialSpec spec = Spec("zed/advanced-sql", absl::CivilDay(2024, 6, 30));
    spec.percent = candidate_.tampered ? 62 : 88;
    RETURN_IF_ERROR(Add(spec, Form::kEarlierVcJwt));
    if (candidate_.tampered) {
      SampleFile& file = files_.back();
      ASSIGN_OR_RETURN(
          file.content,
          TamperPayload(file.content, "\"value\":\"62\"", "\"value\":\"92\""));
    }
    return absl::OkStatus();
  }

  absl::Status AddProject() {
    CredentialSpec spec =
        Spec("zed/pipelines-project", absl::CivilDay(2025, 2, 14));
    if (candidate_.evidence) {
      spec.evidence_url =
          absl::StrCat("https://code.example/", candidate_.folder);
    }
    return Add(spec, Form::kEmbeddedProof);
  }

  absl::Status AddDegree() {
    return Add(Spec("meridian/bsc-cs", absl::CivilDay(2018, 7, 1)),
               Form::kOb3Jwt);
  }

  absl::Status AddBadge() {
    return Add(Spec("guild/design-review-lead", absl::CivilDay(2026, 3, 1)),
               Form::kEmbeddedProof);
  }

  // Attendance of webinars on whatever the policy asks for.
  absl::Status AddWebinars() {
    const absl::Span<const SampleSkill> skills = SampleSkills();
    for (int i = 1; i <= kAttendanceBadges; ++i) {
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
      CredentialSpec spec = SpecOf(webinar, absl::CivilDay(2026, 1, 5) + 7 * i);
      absl::StrAppend(&spec.label, " ", i);
      ASSIGN_OR_RETURN(
          SampleFile file,
          Secure(absl::StrFormat("%s/skillbarn-webinar-%02d", candidate_.folder,
                                 i),
                 spec, i % 2 == 1 ? Form::kEarlierVcJwt : Form::kOb3Jwt));
      files_.push_back(std::move(file));
    }
    return absl::OkStatus();
  }

  std::vector<SampleFile> Take() { return std::move(files_); }

 private:
  CredentialSpec SpecOf(const SampleAchievement& achievement,
                        absl::CivilDay awarded) const {
    CredentialSpec spec;
    spec.label = absl::StrCat(candidate_.folder, " ", achievement.id);
    spec.issuer = std::string(OwnerOf(achievement.id));
    spec.achievement = &achievement;
    spec.email = candidate_.email;
    spec.awarded = awarded + days_;
    return spec;
  }

  CredentialSpec Spec(absl::string_view achievement,
                      absl::CivilDay awarded) const {
    return SpecOf(*FindSampleAchievement(achievement), awarded);
  }

  absl::Status Add(const CredentialSpec& spec, Form form) {
    const std::string name =
        absl::StrReplaceAll(spec.achievement->id, {{"/", "-"}});
    ASSIGN_OR_RETURN(
        SampleFile file,
        Secure(absl::StrCat(candidate_.folder, "/", name), spec, form));
    files_.push_back(std::move(file));
    return absl::OkStatus();
  }

  const SampleCandidate& candidate_;
  const SampleOptions& options_;
  const absl::civil_diff_t days_;
  std::vector<SampleFile> files_;
};

}  // namespace

absl::Span<const SampleCandidate> SampleCandidates() { return kCandidates; }

std::vector<SampleCandidate> CandidatesFor(const SampleOptions& options) {
  std::vector<SampleCandidate> candidates;
  for (const SampleCandidate& candidate : kCandidates) {
    if (candidate.status != CertificationStatus::kRevoked ||
        !options.status_url.empty()) {
      candidates.push_back(candidate);
    }
  }
  return candidates;
}

absl::StatusOr<std::vector<SampleFile>> MakeBundle(
    const SampleCandidate& candidate, const SampleOptions& options) {
  BundleWriter writer(candidate, options);
  if (candidate.collector) {
    RETURN_IF_ERROR(writer.AddWebinars());
    return writer.Take();
  }
  RETURN_IF_ERROR(writer.AddCertification());
  RETURN_IF_ERROR(writer.AddExamination());
  RETURN_IF_ERROR(writer.AddProject());
  RETURN_IF_ERROR(writer.AddDegree());
  RETURN_IF_ERROR(writer.AddBadge());
  return writer.Take();
}

absl::StatusOr<SampleFile> MakeNorthwindStatusList(
    const SampleOptions& options) {
  const std::string url =
      absl::StrCat(absl::StripSuffix(options.status_url, "/"), kList);
  std::vector<std::size_t> revoked;
  for (const SampleCandidate& candidate : kCandidates) {
    if (candidate.status == CertificationStatus::kRevoked) {
      revoked.push_back(
          StatusIndexOf(absl::StrCat(candidate.folder, " ", kCertification)));
    }
  }
  ASSIGN_OR_RETURN(const SampleKey key, KeyOf(*FindSampleIssuer("northwind")));
  const json::Value list =
      MakeStatusList(url, key.did(), options.as_of - 1, revoked);
  return SampleFile{absl::StrCat("status", kList), SignVcJwt(list, key)};
}

}  // namespace prescreen::sample
