// SPDX-License-Identifier: Apache-2.0
// What is counted and logged of each finished call: codes, times and ids that
// were checked for their form. Never a name, a reference or an address.
#ifndef PRESCREEN_SERVER_SERVICE_CALL_LOG_H_
#define PRESCREEN_SERVER_SERVICE_CALL_LOG_H_

#include <chrono>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/access/method.h"
#include "server/metrics/metrics.h"
#include "server/service/event_log.h"

namespace grpc {
class CallbackServerContext;
}  // namespace grpc

namespace prescreen {

// Which finished calls get a line.
enum class LoggedCalls { kAll, kErrors, kNone };

// What is known of a call when it begins. A value type.
struct CallMark {
  explicit CallMark(const grpc::CallbackServerContext& context);

  std::chrono::steady_clock::time_point begin;
  absl::string_view peer;  // `loopback`, `network`, `unix` or `other`
  std::string trace_id;    // of a well-formed `traceparent`; or ""
  std::string request_id;  // as given
};

// The trace id (32 lower-case hexadecimal digits) of a W3C trace context
// header, version 00; "" if it is malformed.
std::string TraceIdOf(absl::string_view traceparent);
// Of gRPC's name of a peer.
absl::string_view PeerKind(absl::string_view peer);

// Thread-safe.
class CallLog {
 public:
  // Both references must outlive it.
  CallLog(Metrics& metrics, EventLog& events, LoggedCalls logged)
      : metrics_(metrics), events_(events), logged_(logged) {}

  // Once for each call.
  void Note(Method method, const CallMark& mark, const std::string& principal,
            const absl::Status& status);
  // Once for each item of a stream: a line as a call's, no metric.
  void NoteItem(Method method, const CallMark& mark,
                const std::string& request_id, const std::string& principal,
                const absl::Status& status);

 private:
  bool IsLogged(const absl::Status& status) const;
  void Write(absl::string_view event, Method method,
             const EventLog::Fields& more, const CallMark& mark,
             const std::string& request_id, const std::string& principal,
             const absl::Status& status);

  Metrics& metrics_;
  EventLog& events_;
  const LoggedCalls logged_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_CALL_LOG_H_
