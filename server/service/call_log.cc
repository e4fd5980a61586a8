// SPDX-License-Identifier: Apache-2.0
#include "server/service/call_log.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/random.h"
#include "server/service/errors.h"

namespace prescreen {
namespace {

// version-traceid-parentid-flags.
constexpr std::size_t kTraceparentBytes = 55;
constexpr std::size_t kTraceIdBytes = 32;
// More than a person reads of one fault.
constexpr std::size_t kMaxFaultText = 500;

bool IsLowerHex(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

bool IsZero(absl::string_view text) {
  return text.find_first_not_of('0') == absl::string_view::npos;
}

// Of these the caller learns nothing, so that the operator must.
bool IsFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal ||
         code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

// What the reply withholds. Faults are worded by this program and its libraries
// and name rows, files and numbers, nothing of a request.
std::string FaultText(const absl::Status& status) {
  return std::string(status.message().substr(0, kMaxFaultText));
}

}  // namespace

std::string TraceIdOf(absl::string_view traceparent) {
  if (traceparent.size() != kTraceparentBytes ||
      !absl::StartsWith(traceparent, "00-") || traceparent[35] != '-' ||
      traceparent[52] != '-') {
    return "";
  }
  const absl::string_view trace = traceparent.substr(3, kTraceIdBytes);
  const absl::string_view parent = traceparent.substr(36, 16);
  if (!IsLowerHex(trace) || !IsLowerHex(parent) ||
      !IsLowerHex(traceparent.substr(53)) || IsZero(trace) || IsZero(parent)) {
    return "";
  }
  return std::string(trace);
}

absl::string_view PeerKind(absl::string_view peer) {
  if (absl::StartsWith(peer, "unix")) return "unix";
  if (absl::StartsWith(peer, "ipv4:127.") ||
      absl::StartsWith(peer, "ipv6:[::1]") ||
      absl::StartsWith(peer, "ipv6:%5B::1%5D")) {
    return "loopback";
  }
  return absl::StartsWith(peer, "ipv") ? "network" : "other";
}

CallMark::CallMark(const grpc::CallbackServerContext& context)
    : begin(std::chrono::steady_clock::now()), peer(PeerKind(context.peer())) {
  const auto& metadata = context.client_metadata();
  const auto header = metadata.find("traceparent");
  if (header != metadata.end()) {
    trace_id = TraceIdOf({header->second.data(), header->second.size()});
  }
}

void CallLog::Note(Method method, const CallMark& mark,
                   const std::string& principal, const absl::Status& status) {
  const absl::Duration time =
      absl::FromChrono(std::chrono::steady_clock::now() - mark.begin);
  metrics_.CallEnded(RuleOf(method).name,
                     absl::StatusCodeToString(status.code()),
                     ReasonName(status), time);
  if (!IsLogged(status)) return;
  Write("call", method,
        {{"milliseconds", absl::StrCat(absl::ToInt64Milliseconds(time))}}, mark,
        mark.request_id, principal, status);
}

void CallLog::NoteItem(Method method, const CallMark& mark,
                       const std::string& request_id,
                       const std::string& principal,
                       const absl::Status& status) {
  if (!IsLogged(status)) return;
  Write("item", method, {}, mark, request_id, principal, status);
}

bool CallLog::IsLogged(const absl::Status& status) const {
  return logged_ == LoggedCalls::kAll ||
         (logged_ == LoggedCalls::kErrors && !status.ok());
}

void CallLog::Write(absl::string_view event, Method method,
                    const EventLog::Fields& more, const CallMark& mark,
                    const std::string& request_id, const std::string& principal,
                    const absl::Status& status) {
  const std::string reason = ReasonName(status);
  EventLog::Fields fields = {{"method", std::string(RuleOf(method).name)},
                             {"code", absl::StatusCodeToString(status.code())}};
  fields.insert(fields.end(), more.begin(), more.end());
  fields.emplace_back("peer", std::string(mark.peer));
  if (!reason.empty()) fields.emplace_back("reason", reason);
  if (!principal.empty()) fields.emplace_back("principal", principal);
  if (ParseUuid(request_id).ok()) {
    fields.emplace_back("request_id", request_id);
  }
  if (!mark.trace_id.empty()) fields.emplace_back("trace_id", mark.trace_id);
  if (!IsFault(status.code())) return events_.Info(event, fields);
  fields.emplace_back("status", FaultText(status));
  events_.Error(event, fields);
}

}  // namespace prescreen
