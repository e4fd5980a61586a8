// SPDX-License-Identifier: Apache-2.0
#include "server/service/errors.h"

#include <google/protobuf/any.pb.h>

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

namespace prescreen {
namespace {

constexpr char kPayload[] = "prescreen/google.rpc.Status";
// More violations than a person reads; keeps trailers under the default limit
// of 8 KiB of metadata.
constexpr std::size_t kMaxViolations = 40;
constexpr std::size_t kMaxViolationText = 120;

absl::Status WithDetails(absl::StatusCode code, absl::string_view message,
                         const google::rpc::Status& details) {
  absl::Status status(code, message);
  status.SetPayload(kPayload, absl::Cord(details.SerializeAsString()));
  return status;
}

google::rpc::Status Details(v1::ErrorReason reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(v1::ErrorReason_Name(reason));
  info.set_domain("prescreen");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  return details;
}

v1::ErrorReason ReasonOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
      return v1::INVALID_FIELD;
    case absl::StatusCode::kResourceExhausted:
      return v1::LIMIT_EXCEEDED;
    case absl::StatusCode::kUnavailable:
      return v1::LOG_UNAVAILABLE;
    case absl::StatusCode::kDeadlineExceeded:
      return v1::DEADLINE_PASSED;
    case absl::StatusCode::kCancelled:
      return v1::CALL_CANCELLED;
    default:
      return v1::INTERNAL_FAULT;
  }
}

bool TextIsInternal(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal ||
         code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

}  // namespace

absl::Status ServiceError(absl::StatusCode code, v1::ErrorReason reason,
                          absl::string_view message) {
  return WithDetails(code, message, Details(reason));
}

absl::Status FieldError(absl::string_view field,
                        absl::string_view description) {
  google::rpc::Status details = Details(v1::INVALID_FIELD);
  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field(std::string(field));
  violation->set_description(std::string(description));
  details.add_details()->PackFrom(bad);
  return WithDetails(absl::StatusCode::kInvalidArgument,
                     absl::StrCat(field, ": ", description), details);
}

absl::Status TextError(v1::ErrorReason reason, absl::string_view what,
                       const std::vector<yaml::Fault>& faults) {
  google::rpc::Status details = Details(reason);
  google::rpc::BadRequest bad;
  for (const yaml::Fault& fault : faults) {
    if (bad.field_violations_size() == static_cast<int>(kMaxViolations)) break;
    auto* violation = bad.add_field_violations();
    violation->set_field(
        absl::StrCat(fault.line, ":", fault.column, " ",
                     fault.field.substr(0, kMaxViolationText)));
    violation->set_description(fault.description.substr(0, kMaxViolationText));
  }
  details.add_details()->PackFrom(bad);
  return WithDetails(
      absl::StatusCode::kInvalidArgument,
      absl::StrCat(what, ": ", faults.size(),
                   faults.size() == 1 ? " fault" : " faults",
                   faults.empty() ? "" : "; first: ",
                   faults.empty() ? ""
                                  : yaml::ToString(faults.front())
                                        .substr(0, 2 * kMaxViolationText)),
      details);
}

absl::Status RetryableError(absl::StatusCode code, v1::ErrorReason reason,
                            absl::string_view message, absl::Duration delay) {
  google::rpc::Status details = Details(reason);
  google::rpc::RetryInfo retry;
  const std::int64_t milliseconds = absl::ToInt64Milliseconds(delay);
  retry.mutable_retry_delay()->set_seconds(milliseconds / 1000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int>(milliseconds % 1000) *
                                         1000000);
  details.add_details()->PackFrom(retry);
  return WithDetails(code, message, details);
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status result;
  const auto payload = status.GetPayload(kPayload);
  if (!payload || !result.ParseFromString(std::string(*payload))) {
    result = Details(ReasonOf(status.code()));
  }
  result.set_code(static_cast<int>(status.code()));
  result.set_message(TextIsInternal(status.code())
                         ? "internal fault; the server's log has more"
                         : std::string(status.message()));
  return result;
}

std::string ReasonName(const absl::Status& status) {
  if (status.ok()) return "";
  const auto payload = status.GetPayload(kPayload);
  google::rpc::Status details;
  if (payload && details.ParseFromString(std::string(*payload))) {
    for (const google::protobuf::Any& detail : details.details()) {
      google::rpc::ErrorInfo info;
      if (detail.UnpackTo(&info)) return info.reason();
    }
  }
  return v1::ErrorReason_Name(ReasonOf(status.code()));
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status result = ToRpcStatus(status);
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()),
                      result.message(), result.SerializeAsString());
}

}  // namespace prescreen
