// SPDX-License-Identifier: Apache-2.0
// Everything that `prescreen-sample` writes, as bytes. Thread-safe.
#ifndef PRESCREEN_CLIENT_SAMPLE_SAMPLE_FILES_H_
#define PRESCREEN_CLIENT_SAMPLE_SAMPLE_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace prescreen::sample {

// The day that the dates of the samples' stories are written for.
inline constexpr absl::CivilDay kStoryDay(2026, 11, 23);

struct SampleFile {
  std::string path;  // relative: `pass/zed-advanced-sql.jwt`
  std::string content;
};

// The candidates, each a folder of the files.
inline constexpr char kPassEmail[] = "ada@candidates.example";
inline constexpr char kNotMetEmail[] = "chloe@candidates.example";
inline constexpr char kTamperedEmail[] = "gao@candidates.example";

// Bundles `pass/`, `not-met/` and `tampered/`, the three catalogues, the
// policy and a README, with every date moved by (as_of - kStoryDay). The same
// `as_of` gives the same bytes.
absl::StatusOr<std::vector<SampleFile>> MakeSampleFiles(absl::CivilDay as_of);

// `policy` with the dates of `metadata.effective` moved by `days`; everything
// else as it is.
std::string ShiftEffectiveDates(absl::string_view policy,
                                absl::civil_diff_t days);

// An issuer catalogue with the did:key of SeedFor(id) as each issuer's first
// identifier.
absl::StatusOr<std::string> AddDidKeys(absl::string_view issuers);

// `jwt` with the one `from` in its payload replaced by `to`, the signature left
// as it is. InvalidArgument: no JWT, or not exactly one `from`.
absl::StatusOr<std::string> TamperPayload(absl::string_view jwt,
                                          absl::string_view from,
                                          absl::string_view to);

}  // namespace prescreen::sample

#endif  // PRESCREEN_CLIENT_SAMPLE_SAMPLE_FILES_H_
