// SPDX-License-Identifier: Apache-2.0
// The server's own log: one JSON object a line on standard error. Messages and
// fields never hold names, identifiers, references or credential content.
#ifndef PRESCREEN_SERVER_SERVICE_EVENT_LOG_H_
#define PRESCREEN_SERVER_SERVICE_EVENT_LOG_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace prescreen {

// Thread-safe.
class EventLog {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;
  virtual ~EventLog() = default;
  // `event` is a fixed word; `fields` in their order.
  virtual void Info(absl::string_view event, const Fields& fields) = 0;
  virtual void Error(absl::string_view event, const Fields& fields) = 0;
};

// Lines of {"time", "level", "event", …fields} by spdlog.
class JsonEventLog final : public EventLog {
 public:
  JsonEventLog();
  void Info(absl::string_view event, const Fields& fields) override;
  void Error(absl::string_view event, const Fields& fields) override;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_EVENT_LOG_H_
