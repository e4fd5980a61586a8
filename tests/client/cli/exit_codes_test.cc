// SPDX-License-Identifier: Apache-2.0
#include "client/cli/exit_codes.h"

#include <gmock/gmock.h>
#include <google/protobuf/any.pb.h>
#include <gtest/gtest.h>

#include "client/error_details.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "prescreen/v1/reasons.pb.h"

namespace prescreen::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

absl::Status ServerError(absl::StatusCode code, v1::ErrorReason reason,
                         const std::string& message) {
  google::rpc::ErrorInfo info;
  info.set_reason(v1::ErrorReason_Name(reason));
  info.set_domain("prescreen");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  return StatusWithDetails(code, message, details.SerializeAsString());
}

TEST(ExitCode, EachOutcomeHasItsNumber) {
  EXPECT_EQ(static_cast<int>(ExitCodeOf(v1::Decision::PASS)), 0);
  EXPECT_EQ(static_cast<int>(ExitCodeOf(v1::Decision::REVIEW)), 10);
  EXPECT_EQ(static_cast<int>(ExitCodeOf(v1::Decision::NOT_MET)), 11);
  EXPECT_EQ(static_cast<int>(ExitCodeOf(v1::Decision::INCOMPLETE)), 12);
  EXPECT_EQ(static_cast<int>(ExitCodeOf(v1::Decision::GAP_PLAN)), 13);
}

TEST(ExitCode, UnknownOutcomeIsNeverSuccess) {
  EXPECT_EQ(ExitCodeOf(v1::Decision::OUTCOME_UNSPECIFIED), ExitCode::kInternal);
  EXPECT_EQ(ExitCodeOf(static_cast<v1::Decision::Outcome>(99)),
            ExitCode::kInternal);
}

TEST(ExitCode, EveryServerReasonIsAnError) {
  for (int i = 1; i < v1::ErrorReason_ARRAYSIZE; ++i) {
    const auto code =
        ExitCodeOf(ServerError(absl::StatusCode::kFailedPrecondition,
                               static_cast<v1::ErrorReason>(i), "x"));
    EXPECT_GE(static_cast<int>(code), 64) << i;
  }
}

TEST(ExitCode, EveryStatusCodeIsAnError) {
  for (int i = 1; i <= 16; ++i) {
    const auto code =
        ExitCodeOf(absl::Status(static_cast<absl::StatusCode>(i), "x"));
    EXPECT_GE(static_cast<int>(code), 64) << i;
  }
}

TEST(ExitCode, LimitIsBadTextButBusyIsUnavailable) {
  EXPECT_EQ(ExitCodeOf(ServerError(absl::StatusCode::kResourceExhausted,
                                   v1::LIMIT_EXCEEDED, "x")),
            ExitCode::kBadText);
  EXPECT_EQ(ExitCodeOf(ServerError(absl::StatusCode::kResourceExhausted,
                                   v1::TOO_BUSY, "x")),
            ExitCode::kUnavailable);
}

TEST(ErrorSentence, EveryServerReasonSaysWhatToDo) {
  for (int i = 1; i < v1::ErrorReason_ARRAYSIZE; ++i) {
    const auto error = ServerError(absl::StatusCode::kInternal,
                                   static_cast<v1::ErrorReason>(i), "x");
    EXPECT_THAT(ErrorSentence(error, "here"), HasSubstr("; ")) << i;
  }
}

TEST(ErrorSentence, HostileServerTextIsEscaped) {
  const auto error = ServerError(absl::StatusCode::kNotFound,
                                 v1::POLICY_NOT_FOUND, "policy \033[2J\nfine");
  EXPECT_THAT(ErrorSentence(error, "here"), Not(HasSubstr("\033")));
  EXPECT_THAT(ErrorSentence(error, "here"), Not(HasSubstr("\n")));
}

TEST(ErrorDetails, MalformedTrailerIsIgnored) {
  const auto error =
      StatusWithDetails(absl::StatusCode::kInternal, "x", "\xFF\xFF not proto");
  EXPECT_EQ(ErrorDetailsOf(error).reason, "");
  EXPECT_EQ(ExitCodeOf(error), ExitCode::kInternal);
}

TEST(ErrorDetails, AnotherDomainsReasonIsNotOurs) {
  google::rpc::ErrorInfo info;
  info.set_reason("INVALID_POLICY");
  info.set_domain("proxy.example");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  const auto error = StatusWithDetails(absl::StatusCode::kUnavailable, "x",
                                       details.SerializeAsString());
  EXPECT_EQ(ErrorDetailsOf(error).reason, "");
}

TEST(ErrorDetails, TextPlaceIsTakenApart) {
  google::rpc::BadRequest bad;
  for (const char* field :
       {"12:5 requirements[0].where.kind", "documents[2]", "0:5 x", "a:b c"}) {
    bad.add_field_violations()->set_field(field);
  }
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(2);
  google::rpc::Status details;
  details.add_details()->PackFrom(bad);
  details.add_details()->PackFrom(retry);
  const ErrorDetails read = ErrorDetailsOf(StatusWithDetails(
      absl::StatusCode::kInvalidArgument, "x", details.SerializeAsString()));
  ASSERT_EQ(read.violations.size(), 4u);
  EXPECT_EQ(read.violations[0].line, 12);
  EXPECT_EQ(read.violations[0].column, 5);
  EXPECT_EQ(read.violations[0].field, "requirements[0].where.kind");
  for (int i = 1; i < 4; ++i) {
    EXPECT_EQ(read.violations[static_cast<std::size_t>(i)].line, 0);
  }
  EXPECT_EQ(read.violations[3].field, "a:b c");
  EXPECT_EQ(read.retry_after, absl::Seconds(2));
}

}  // namespace
}  // namespace prescreen::cli
