// SPDX-License-Identifier: Apache-2.0
// Everything that `prescreen-sample` writes, as bytes. Thread-safe.
#ifndef PRESCREEN_CLIENT_SAMPLE_SAMPLE_FILES_H_
#define PRESCREEN_CLIENT_SAMPLE_SAMPLE_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "client/sample/bundles.h"

namespace prescreen::sample {

// A folder for each candidate that the options can tell of, catalogues, policy
// and, where it is served, the status list.
absl::StatusOr<std::vector<SampleFile>> MakeSampleContent(
    const SampleOptions& options);

// A folder for each candidate, `status/` with the status list that their
// certifications name, the three catalogues, the policy and a README.
absl::StatusOr<std::vector<SampleFile>> MakeSampleFiles(
    const SampleOptions& options);

// `policy` with the dates of `metadata.effective` moved by `days`; everything
// else as it is.
std::string ShiftEffectiveDates(absl::string_view policy,
                                absl::civil_diff_t days);

// An issuer catalogue that knows the keys of the cast: a did:key or did:jwk as
// the issuer's first identifier, or a pinned key under its did:web.
absl::StatusOr<std::string> AddIssuerKeys(absl::string_view issuers);

}  // namespace prescreen::sample

#endif  // PRESCREEN_CLIENT_SAMPLE_SAMPLE_FILES_H_
