// SPDX-License-Identifier: Apache-2.0
#include "server/service/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/synchronization/notification.h"

namespace prescreen {
namespace {

TEST(WorkerPool, RunsEverythingQueuedBeforeItEnds) {
  std::atomic<int> count = 0;
  {
    WorkerPool pool(3, 1000);
    for (int i = 0; i < 500; ++i) {
      ASSERT_TRUE(pool.Run([&count] { ++count; }));
    }
  }
  EXPECT_EQ(count, 500);
}

TEST(WorkerPool, RefusesBeyondItsBound) {
  absl::Notification started;
  absl::Notification release;
  WorkerPool pool(1, 2);
  ASSERT_TRUE(pool.Run([&] {
    started.Notify();
    release.WaitForNotification();
  }));
  started.WaitForNotification();
  EXPECT_TRUE(pool.Run([] {}));
  EXPECT_TRUE(pool.Run([] {}));
  EXPECT_FALSE(pool.Run([] {}));
  release.Notify();
}

}  // namespace
}  // namespace prescreen
