// SPDX-License-Identifier: Apache-2.0
#include "server/service/disk_watch.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "tests/support/fake_disks.h"

namespace prescreen {
namespace {

constexpr std::uint64_t kDisk = FakeDisks::kDiskBytes;

class DiskWatchTest : public testing::Test {
 protected:
  DiskWatchTest() {
    files_.SetFree("/data", kDisk / 2);
    files_.SetFree("/lock", kDisk / 2);
  }
  bool IsLow(int min_free_percent) {
    return DiskWatch(files_, disks_, min_free_percent, absl::Hours(1), nullptr)
        .is_low();
  }

  FakeDisks files_;
  const std::vector<WatchedDisk> disks_ = {{"data", "/data"},
                                           {"lock", "/lock"}};
};

TEST_F(DiskWatchTest, IsLowBelowThePartThatIsDemanded) {
  EXPECT_FALSE(IsLow(5));
  EXPECT_FALSE(IsLow(50));
  EXPECT_TRUE(IsLow(51));
  EXPECT_TRUE(IsLow(100));
}

TEST_F(DiskWatchTest, OneLowDiskIsEnough) {
  files_.SetFree("/lock", kDisk / 100);
  EXPECT_TRUE(IsLow(5));
  EXPECT_FALSE(IsLow(0));
}

TEST_F(DiskWatchTest, LowIsNotFull) {
  files_.SetFree("/lock", kFullDiskBytes);
  const DiskWatch watch(files_, disks_, 5, absl::Hours(1), nullptr);
  EXPECT_TRUE(watch.is_low());
  EXPECT_FALSE(watch.is_full());
}

TEST_F(DiskWatchTest, FullIsAnAbsoluteMeasure) {
  files_.SetFree("/data", kFullDiskBytes - 1);
  const DiskWatch watch(files_, disks_, 0, absl::Hours(1), nullptr);
  EXPECT_FALSE(watch.is_low());
  EXPECT_TRUE(watch.is_full());
}

TEST_F(DiskWatchTest, DiskThatCannotBeAskedSaysNothing) {
  const DiskWatch watch(files_, {{"data", "/data"}, {"gone", "/gone"}}, 5,
                        absl::Hours(1), nullptr);
  EXPECT_FALSE(watch.is_low());
  EXPECT_FALSE(watch.is_full());
  ASSERT_EQ(watch.states().size(), 1u);
  EXPECT_EQ(watch.states()[0].name, "data");
  EXPECT_EQ(watch.states()[0].space.free_bytes, kDisk / 2);
}

TEST_F(DiskWatchTest, TellsWhenADiskFillsUpAndWhenItIsEmptied) {
  absl::Notification filled;
  absl::Notification emptied;
  DiskWatch watch(files_, disks_, 5, absl::Milliseconds(1), [&] {
    if (!filled.HasBeenNotified()) {
      filled.Notify();
    } else if (!emptied.HasBeenNotified()) {
      emptied.Notify();
    }
  });
  files_.SetFree("/data", 0);
  filled.WaitForNotification();
  EXPECT_TRUE(watch.is_full());
  EXPECT_TRUE(watch.is_low());
  files_.SetFree("/data", kDisk / 2);
  emptied.WaitForNotification();
  EXPECT_FALSE(watch.is_full());
  EXPECT_FALSE(watch.is_low());
}

}  // namespace
}  // namespace prescreen
