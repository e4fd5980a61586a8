// SPDX-License-Identifier: Apache-2.0
// What the server says of its health as its disks fill up and as it ends.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/random.h"
#include "server/config.h"
#include "server/server.h"
#include "tests/support/fake_disks.h"
#include "tests/support/health_probe.h"
#include "tests/support/server_process.h"

namespace prescreen {
namespace {

constexpr std::uint64_t kHalf = FakeDisks::kDiskBytes / 2;

class NoEvents final : public EventLog {
 public:
  void Info(absl::string_view, const Fields&) override {}
  void Error(absl::string_view, const Fields&) override {}
};

class HealthTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string& root = folder_.path();
    disks_.SetFree(Data(), kHalf);
    disks_.SetFree(Lock(), kHalf);
    auto config = ParseConfig(
        absl::StrCat("listen: 127.0.0.1:0\norigin: test.example/log\ndata: ",
                     Data(), "\nlock_path: ", Lock(), "/log.lock\n"),
        {});
    ASSERT_TRUE(config.ok()) << config.status();
    auto server = Server::Start(*config, disks_, random_, clock_, events_);
    ASSERT_TRUE(server.ok()) << server.status() << root;
    server_ = *std::move(server);
  }
  std::string Data() const { return folder_.path() + "/data"; }
  std::string Lock() const { return folder_.path() + "/lock"; }
  std::string Address() const {
    return absl::StrCat("127.0.0.1:", server_->port());
  }

  TemporaryFolder folder_;
  FakeDisks disks_;
  SystemRandom random_;
  SystemClock clock_;
  NoEvents events_;
  std::unique_ptr<Server> server_;
};

TEST_F(HealthTest, EveryServiceIsServingByItsName) {
  for (const char* service :
       {"", "prescreen.v1.Screening", "prescreen.v1.Policies",
        "prescreen.v1.Catalogues", "prescreen.v1.Receipts"}) {
    EXPECT_EQ(HealthProbe(Address(), service).Next(), "SERVING") << service;
  }
  EXPECT_EQ(HealthProbe(Address(), "prescreen.v1.Nothing").Next(),
            "SERVICE_UNKNOWN");
}

TEST_F(HealthTest, NotServingWhileADiskIsFull) {
  HealthProbe whole(Address(), "");
  HealthProbe screening(Address(), "prescreen.v1.Screening");
  ASSERT_EQ(whole.Next(), "SERVING");
  ASSERT_EQ(screening.Next(), "SERVING");
  disks_.SetFree(Lock(), 0);
  EXPECT_EQ(whole.Next(), "NOT_SERVING");
  EXPECT_EQ(screening.Next(), "NOT_SERVING");
  disks_.SetFree(Lock(), kHalf);
  EXPECT_EQ(whole.Next(), "SERVING");
  EXPECT_EQ(screening.Next(), "SERVING");
}

TEST_F(HealthTest, NotServingWhileDraining) {
  auto probe =
      std::make_unique<HealthProbe>(Address(), "prescreen.v1.Screening");
  ASSERT_EQ(probe->Next(), "SERVING");
  std::thread drain([this] { server_->Drain(); });
  EXPECT_EQ(probe->Next(), "NOT_SERVING");
  probe.reset();  // an open call is waited for
  drain.join();
}

}  // namespace
}  // namespace prescreen
