// SPDX-License-Identifier: Apache-2.0
// absl::Time ↔ protobuf Timestamp and stored microseconds.
#ifndef PRESCREEN_SERVER_SERVICE_TIMES_H_
#define PRESCREEN_SERVER_SERVICE_TIMES_H_

#include <google/protobuf/timestamp.pb.h>

#include <cstdint>

#include "absl/time/time.h"

namespace prescreen {

inline google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp result;
  const absl::Time second = absl::FromUnixSeconds(absl::ToUnixSeconds(time));
  result.set_seconds(absl::ToUnixSeconds(time));
  result.set_nanos(
      static_cast<std::int32_t>(absl::ToInt64Nanoseconds(time - second)));
  return result;
}
inline google::protobuf::Timestamp MicrosToTimestamp(std::int64_t micros) {
  return ToTimestamp(absl::FromUnixMicros(micros));
}
inline absl::Time FromTimestamp(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) +
         absl::Nanoseconds(time.nanos());
}

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_TIMES_H_
