// SPDX-License-Identifier: Apache-2.0
#include "server/service/event_log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "base/codec/json.h"

namespace prescreen {
namespace {

constexpr char kLogger[] = "prescreen";

void Write(spdlog::level::level_enum level, absl::string_view event,
           const EventLog::Fields& fields) {
  // The pattern writes the braces; what is inside is made here.
  json::Value line = json::Value::Object();
  line.Set("event", json::Value::String(event));
  for (const auto& [name, value] : fields) {
    line.Set(name, json::Value::String(value));
  }
  const std::string text = json::Serialize(line);
  const std::shared_ptr<spdlog::logger> logger = spdlog::get(kLogger);
  if (logger) {
    logger->log(level, spdlog::string_view_t(text.data() + 1, text.size() - 2));
  }
}

}  // namespace

JsonEventLog::JsonEventLog() {
  if (spdlog::get(kLogger)) return;
  auto logger = spdlog::stderr_logger_mt(kLogger);
  logger->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})",
                      spdlog::pattern_time_type::utc);
  logger->flush_on(spdlog::level::info);
}

void JsonEventLog::Info(absl::string_view event, const Fields& fields) {
  Write(spdlog::level::info, event, fields);
}

void JsonEventLog::Error(absl::string_view event, const Fields& fields) {
  Write(spdlog::level::err, event, fields);
}

}  // namespace prescreen
