// SPDX-License-Identifier: Apache-2.0
#include "server/service/admission.h"

#include <gtest/gtest.h>

namespace prescreen {
namespace {

TEST(Admission, BoundsTheNumber) {
  Admission admission(2, 100);
  EXPECT_TRUE(admission.Enter(1));
  EXPECT_TRUE(admission.Enter(1));
  EXPECT_FALSE(admission.Enter(1));
  admission.Leave(1);
  EXPECT_TRUE(admission.Enter(1));
}

TEST(Admission, BoundsTheBytes) {
  Admission admission(10, 100);
  EXPECT_TRUE(admission.Enter(60));
  EXPECT_FALSE(admission.Enter(41));
  EXPECT_TRUE(admission.Enter(40));
  admission.Leave(60);
  EXPECT_TRUE(admission.Enter(60));
}

TEST(Admission, RefusesWhatNeverFits) {
  Admission admission(10, 100);
  EXPECT_FALSE(admission.Enter(101));
}

}  // namespace
}  // namespace prescreen
