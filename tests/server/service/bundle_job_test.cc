// SPDX-License-Identifier: Apache-2.0
#include "server/service/bundle_job.h"

#include <gtest/gtest.h>

namespace prescreen {
namespace {

TEST(NetworkBudget, IsTheLesserOfEightSecondsAndFourFifths) {
  EXPECT_EQ(NetworkBudget(absl::Hours(1)), absl::Seconds(8));
  EXPECT_EQ(NetworkBudget(absl::Seconds(10)), absl::Seconds(8));
  EXPECT_EQ(NetworkBudget(absl::Seconds(5)), absl::Seconds(4));
}

TEST(NetworkBudget, IsNothingOnceTheDeadlineHasPassed) {
  EXPECT_EQ(NetworkBudget(absl::ZeroDuration()), absl::ZeroDuration());
  EXPECT_EQ(NetworkBudget(absl::Seconds(-5)), absl::ZeroDuration());
}

}  // namespace
}  // namespace prescreen
