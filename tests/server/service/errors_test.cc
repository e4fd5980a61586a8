// SPDX-License-Identifier: Apache-2.0
#include "server/service/errors.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "google/rpc/status.pb.h"

namespace prescreen {
namespace {

google::rpc::Status Details(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

template <typename Message>
Message Detail(const grpc::Status& status) {
  Message message;
  const google::rpc::Status details = Details(status);
  for (const auto& any : details.details()) {
    if (any.UnpackTo(&message)) return message;
  }
  ADD_FAILURE() << "detail is missing";
  return message;
}

TEST(ToGrpcStatus, OkHasNoDetails) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
}

TEST(ToGrpcStatus, ReasonAndDomainOfServiceError) {
  const grpc::Status status = ToGrpcStatus(ServiceError(
      absl::StatusCode::kNotFound, v1::POLICY_NOT_FOUND, "policy: none"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_message(), "policy: none");
  const auto info = Detail<google::rpc::ErrorInfo>(status);
  EXPECT_EQ(info.reason(), "POLICY_NOT_FOUND");
  EXPECT_EQ(info.domain(), "prescreen");
}

TEST(ToGrpcStatus, FieldErrorNamesTheField) {
  const grpc::Status status =
      ToGrpcStatus(FieldError("documents[2].content", "is empty"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const auto bad = Detail<google::rpc::BadRequest>(status);
  ASSERT_EQ(bad.field_violations_size(), 1);
  EXPECT_EQ(bad.field_violations(0).field(), "documents[2].content");
  EXPECT_EQ(bad.field_violations(0).description(), "is empty");
}

TEST(ToGrpcStatus, TextErrorListsFaultsWithPlaces) {
  const std::vector<yaml::Fault> faults = {
      {3, 5, "requirements[0].pathway", "not supported"},
      {9, 1, "extra", "is not a field"}};
  const grpc::Status status =
      ToGrpcStatus(TextError(v1::INVALID_POLICY, "policy", faults));
  const auto bad = Detail<google::rpc::BadRequest>(status);
  ASSERT_EQ(bad.field_violations_size(), 2);
  EXPECT_EQ(bad.field_violations(0).field(), "3:5 requirements[0].pathway");
}

TEST(ToGrpcStatus, ManyFaultsStayWithinATrailer) {
  const std::vector<yaml::Fault> faults(
      500, {1, 1, std::string(400, 'f'), std::string(400, 'd')});
  const grpc::Status status =
      ToGrpcStatus(TextError(v1::INVALID_POLICY, "policy", faults));
  EXPECT_LT(status.error_details().size(), 16000u);
}

TEST(ToGrpcStatus, RetryableErrorSaysWhen) {
  const grpc::Status status = ToGrpcStatus(
      RetryableError(absl::StatusCode::kResourceExhausted, v1::TOO_BUSY, "busy",
                     absl::Milliseconds(1250)));
  const auto retry = Detail<google::rpc::RetryInfo>(status);
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 250000000);
}

TEST(ToGrpcStatus, TextOfInternalErrorsIsWithheld) {
  const grpc::Status status =
      ToGrpcStatus(absl::DataLossError("row of somebody is damaged"));
  EXPECT_EQ(status.error_message().find("somebody"), std::string::npos);
  EXPECT_EQ(Detail<google::rpc::ErrorInfo>(status).reason(), "INTERNAL_FAULT");
}

}  // namespace
}  // namespace prescreen
