// SPDX-License-Identifier: Apache-2.0
#include "server/service/call_log.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/service/errors.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kTrace[] = "0af7651916cd43dd8448eb211c80319c";
constexpr char kRequestId[] = "3f0e1a52-6a1b-4c8e-9d55-0123456789ab";

// One text for each line: `level event name=value …`.
class Lines final : public EventLog {
 public:
  void Info(absl::string_view event, const Fields& fields) override {
    Add("info", event, fields);
  }
  void Error(absl::string_view event, const Fields& fields) override {
    Add("error", event, fields);
  }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  void Add(absl::string_view level, absl::string_view event,
           const Fields& fields) {
    std::string line = absl::StrCat(level, " ", event);
    for (const auto& [name, value] : fields) {
      if (name == "milliseconds") continue;
      absl::StrAppend(&line, " ", name, "=", value);
    }
    lines_.push_back(std::move(line));
  }
  std::vector<std::string> lines_;
};

class CallLogTest : public testing::Test {
 protected:
  void Note(LoggedCalls logged, const absl::Status& status,
            const std::string& request_id = "") {
    CallMark mark{grpc::CallbackServerContext()};
    mark.request_id = request_id;
    CallLog(metrics_, lines_, logged)
        .Note(Method::kCreateScreening, mark, "keys/k1", status);
  }

  Metrics metrics_{"test", absl::UnixEpoch()};
  Lines lines_;
};

TEST_F(CallLogTest, FailedCallLeavesItsCodeAndReason) {
  Note(LoggedCalls::kErrors, FieldError("policy", "is secret-value"),
       kRequestId);
  EXPECT_THAT(
      lines_.lines(),
      ElementsAre(absl::StrCat(
          "info call method=Screening/CreateScreening code=INVALID_ARGUMENT "
          "peer=other reason=INVALID_FIELD principal=keys/k1 request_id=",
          kRequestId)));
}

TEST_F(CallLogTest, RequestIdThatIsNoUuidIsLeftOut) {
  Note(LoggedCalls::kErrors, FieldError("request_id", "is no UUID"),
       "ada@candidates.example");
  ASSERT_EQ(lines_.lines().size(), 1u);
  EXPECT_THAT(lines_.lines()[0], Not(HasSubstr("ada")));
  EXPECT_THAT(lines_.lines()[0], Not(HasSubstr("request_id")));
}

TEST_F(CallLogTest, SuccessIsLoggedOnlyWithAll) {
  Note(LoggedCalls::kErrors, absl::OkStatus());
  Note(LoggedCalls::kNone, absl::OkStatus());
  EXPECT_THAT(lines_.lines(), IsEmpty());
  Note(LoggedCalls::kAll, absl::OkStatus());
  EXPECT_THAT(lines_.lines(),
              ElementsAre("info call method=Screening/CreateScreening code=OK "
                          "peer=other principal=keys/k1"));
}

TEST_F(CallLogTest, NoneLogsNoFailureButCountsIt) {
  Note(LoggedCalls::kNone, absl::InternalError("x"));
  EXPECT_THAT(lines_.lines(), IsEmpty());
  EXPECT_THAT(metrics_.Scrape(),
              HasSubstr("prescreen_calls_total{code=\"INTERNAL\",method="
                        "\"Screening/CreateScreening\",reason="
                        "\"INTERNAL_FAULT\"} 1\n"));
}

TEST_F(CallLogTest, FaultOfTheServerIsAnError) {
  Note(LoggedCalls::kErrors, absl::DataLossError("a row is damaged"));
  ASSERT_EQ(lines_.lines().size(), 1u);
  EXPECT_THAT(lines_.lines()[0], HasSubstr("error call"));
  EXPECT_THAT(lines_.lines()[0], HasSubstr("status=a row is damaged"));
}

TEST_F(CallLogTest, ItemsOfStreamsHaveALineAndNoMetric) {
  CallMark mark{grpc::CallbackServerContext()};
  CallLog log(metrics_, lines_, LoggedCalls::kErrors);
  log.NoteItem(Method::kStreamScreenings, mark,
               "11111111-2222-4333-8444-555555555555", "keys/k1",
               FieldError("policy", "is secret-value"));
  log.NoteItem(Method::kStreamScreenings, mark, "", "keys/k1",
               absl::OkStatus());
  ASSERT_EQ(lines_.lines().size(), 1u);
  EXPECT_THAT(lines_.lines()[0],
              HasSubstr("info item method=Screening/StreamScreenings"));
  EXPECT_THAT(lines_.lines()[0], HasSubstr("request_id=11111111-2222"));
  EXPECT_EQ(lines_.lines()[0].find("secret-value"), std::string::npos);
}

TEST(TraceIdOf, TakesAWellFormedHeader) {
  EXPECT_EQ(TraceIdOf(absl::StrCat("00-", kTrace, "-b7ad6b7169203331-01")),
            kTrace);
}

TEST(TraceIdOf, RefusesEveryOther) {
  const std::string trace = kTrace;
  for (const std::string& header : std::vector<std::string>{
           "",
           "00-",
           "ada@candidates.example",
           "01-" + trace + "-b7ad6b7169203331-01",
           "00-" + trace + "-b7ad6b7169203331-01 ",
           "00-" + trace + "-b7ad6b7169203331-0",
           "00-" + trace + "-b7ad6b7169203331-0G",
           "00-" + trace + "_b7ad6b7169203331-01",
           "00-" + trace + "-0000000000000000-01",
           "00-00000000000000000000000000000000-b7ad6b7169203331-01",
           "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
           "00-ada@candidates.example.of.a.name-b7ad6b7169203331-01",
       }) {
    EXPECT_EQ(TraceIdOf(header), "") << header;
  }
}

TEST(PeerKind, NamesTheKindNeverTheAddress) {
  EXPECT_EQ(PeerKind("ipv4:127.0.0.1:5000"), "loopback");
  EXPECT_EQ(PeerKind("ipv6:[::1]:5000"), "loopback");
  EXPECT_EQ(PeerKind("ipv6:%5B::1%5D:5000"), "loopback");
  EXPECT_EQ(PeerKind("ipv4:198.51.100.7:5000"), "network");
  EXPECT_EQ(PeerKind("ipv6:%5B2001:db8::7%5D:5000"), "network");
  EXPECT_EQ(PeerKind("unix:/run/prescreen.sock"), "unix");
  EXPECT_EQ(PeerKind("unknown"), "other");
}

}  // namespace
}  // namespace prescreen
