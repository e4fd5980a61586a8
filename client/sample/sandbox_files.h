// SPDX-License-Identifier: Apache-2.0
// What `prescreen sandbox` writes, as bytes: samples with a description that
// integrators' tests read. Thread-safe.
#ifndef PRESCREEN_CLIENT_SAMPLE_SANDBOX_FILES_H_
#define PRESCREEN_CLIENT_SAMPLE_SANDBOX_FILES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "client/sample/bundles.h"

namespace prescreen::sample {

// MakeSampleContent, `sandbox.json` with each bundle's documents, known
// identifiers and expected outcome at one evaluation time, and README.md.
absl::StatusOr<std::vector<SampleFile>> MakeSandboxFiles(
    const SampleOptions& options);

}  // namespace prescreen::sample

#endif  // PRESCREEN_CLIENT_SAMPLE_SANDBOX_FILES_H_
