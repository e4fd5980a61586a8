// SPDX-License-Identifier: Apache-2.0
#include "client/error_details.h"

#include <google/protobuf/any.pb.h>

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace prescreen {
namespace {

constexpr char kPayload[] = "type.googleapis.com/google.rpc.Status";
constexpr char kDomain[] = "prescreen";

// `12:5 requirements[0].id` → line, column, path; anything else is a path.
FieldViolation ParseViolation(
    const google::rpc::BadRequest::FieldViolation& violation) {
  FieldViolation result;
  result.description = violation.description();
  absl::string_view field = violation.field();
  const std::size_t colon = field.find(':');
  const std::size_t space = field.find(' ');
  int line = 0;
  int column = 0;
  if (colon != absl::string_view::npos && space != absl::string_view::npos &&
      colon < space && absl::SimpleAtoi(field.substr(0, colon), &line) &&
      absl::SimpleAtoi(field.substr(colon + 1, space - colon - 1), &column) &&
      line > 0 && column > 0) {
    result.line = line;
    result.column = column;
    field.remove_prefix(space + 1);
  }
  result.field = std::string(field);
  return result;
}

}  // namespace

ErrorDetails ErrorDetailsOf(const absl::Status& status) {
  ErrorDetails result;
  const auto payload = status.GetPayload(kPayload);
  google::rpc::Status wire;
  if (!payload || !wire.ParseFromString(std::string(*payload))) return result;
  for (const google::protobuf::Any& detail : wire.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    google::rpc::RetryInfo retry;
    if (detail.UnpackTo(&info)) {
      if (info.domain() == kDomain) result.reason = info.reason();
    } else if (detail.UnpackTo(&bad)) {
      for (const auto& violation : bad.field_violations()) {
        result.violations.push_back(ParseViolation(violation));
      }
    } else if (detail.UnpackTo(&retry)) {
      result.retry_after = absl::Seconds(retry.retry_delay().seconds()) +
                           absl::Nanoseconds(retry.retry_delay().nanos());
    }
  }
  return result;
}

absl::Status StatusWithDetails(absl::StatusCode code, absl::string_view message,
                               absl::string_view details) {
  absl::Status status(code, message);
  if (!details.empty()) status.SetPayload(kPayload, absl::Cord(details));
  return status;
}

}  // namespace prescreen
