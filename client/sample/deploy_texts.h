// SPDX-License-Identifier: Apache-2.0
// Files of deploy/ that the samples are made from, embedded at build.
#ifndef PRESCREEN_CLIENT_SAMPLE_DEPLOY_TEXTS_H_
#define PRESCREEN_CLIENT_SAMPLE_DEPLOY_TEXTS_H_

#include "absl/strings/string_view.h"

namespace prescreen::sample {

absl::string_view DeployedPolicy();  // policies/senior-data-engineer-core.yaml
absl::string_view DeployedIssuers();
absl::string_view DeployedAchievements();
absl::string_view DeployedSkills();

}  // namespace prescreen::sample

#endif  // PRESCREEN_CLIENT_SAMPLE_DEPLOY_TEXTS_H_
