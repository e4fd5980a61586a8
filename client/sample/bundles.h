// SPDX-License-Identifier: Apache-2.0
// The candidates of the demo's story, each with a bundle of really signed
// credentials. Thread-safe.
#ifndef PRESCREEN_CLIENT_SAMPLE_BUNDLES_H_
#define PRESCREEN_CLIENT_SAMPLE_BUNDLES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"

namespace prescreen::sample {

// The day that the dates of the story are written for.
inline constexpr absl::CivilDay kStoryDay(2026, 11, 23);

struct SampleFile {
  std::string path;  // relative: `b01-ada/zed-advanced-sql.jwt`
  std::string content;
};

struct SampleOptions {
  // Every date is moved by (as_of - kStoryDay).
  absl::CivilDay as_of = kStoryDay;
  // Where the files of `status/` are served; empty: nowhere, then credentials
  // in force name no status list and there is no candidate of whom one is
  // revoked.
  std::string status_url = "http://127.0.0.1:8649";
  // Where nothing answers.
  std::string dead_status_url = "http://127.0.0.1:8648";
};

// What the cloud certification's issuer says of it now.
enum class CertificationStatus { kInForce, kRevoked, kUnreachable };

struct SampleCandidate {
  const char* folder;
  const char* email;
  const char* outcome;  // that the deployed policy must give
  const char* story;
  bool collector = false;  // attendance badges only
  bool lapsed = false;     // the certification ended before the day
  CertificationStatus status = CertificationStatus::kInForce;
  bool evidence = true;   // with the project
  bool tampered = false;  // the result of the SQL examination
};

// In the order of their folders.
absl::Span<const SampleCandidate> SampleCandidates();
// Those whose story the options can tell.
std::vector<SampleCandidate> CandidatesFor(const SampleOptions& options);

// The candidate's documents. The same options give the same bytes but for the
// randomised signatures of ECDSA.
absl::StatusOr<std::vector<SampleFile>> MakeBundle(
    const SampleCandidate& candidate, const SampleOptions& options);

// `status/northwind/1`: an `application/vc+jwt` to be served under
// `options.status_url`.
absl::StatusOr<SampleFile> MakeNorthwindStatusList(
    const SampleOptions& options);

}  // namespace prescreen::sample

#endif  // PRESCREEN_CLIENT_SAMPLE_BUNDLES_H_
