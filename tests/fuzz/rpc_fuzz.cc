// SPDX-License-Identifier: Apache-2.0
// Any request to any method of the real services, by a key of every role. Line
// one names the method; then `text` and the request as text format, or `wire`
// and its bytes. A stream's requests stand between lines of `---`. $S is a
// screening of the server, $K a key.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/check.h"
#include "client/error_details.h"
#include "prescreen/v1/admin.pb.h"
#include "server/access/method.h"
#include "tests/support/raw_call.h"
#include "tests/support/service_rig.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

// A watcher ends at its deadline; nothing else may take so long.
constexpr std::chrono::milliseconds kWatch(20);
constexpr std::chrono::seconds kPatience(20);
// More than these a stream may leave unread, and would wait for its reader.
constexpr std::size_t kMaxMessages = 16;

class SilentErrors final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int, int, const std::string&) override {}
};

struct Target {
  ServiceRig rig;
  std::string key;
  std::string screening;
  std::string other_key;
};

std::string MakeKey(Target& target, const std::string& by, std::string* name) {
  v1::CreateKeyRequest request;
  for (int role = v1::ATS; role <= v1::ADMIN; ++role) {
    request.add_roles(static_cast<v1::Role>(role));
  }
  const RawResult made = RawCall(target.rig.channel(), "Admin/CreateKey",
                                 request.SerializeAsString(), by);
  v1::CreateKeyResponse response;
  PRESCREEN_CHECK(made.status.ok() &&
                  response.ParseFromString(made.replies.at(0)));
  *name = response.key().name();
  return response.secret();
}

// Never destroyed: what it started ends with the process.
Target& TheTarget() {
  static Target* const kTarget = [] {
    auto* const target = new Target;
    PRESCREEN_CHECK(target->rig.Start().ok());
    TestTenant tenant(target->rig.address());
    PRESCREEN_CHECK(tenant.SetUp().ok());
    v1::CreateScreeningResponse response;
    PRESCREEN_CHECK(
        tenant.Screen(TestTenant::Request("A-1", {}), &response).ok());
    target->screening = response.screening().name();
    std::string name;
    target->key = MakeKey(*target, target->rig.BootstrapKey(), &name);
    MakeKey(*target, target->key, &target->other_key);
    return target;
  }();
  return *kTarget;
}

// False: `text` is no request of the method.
bool FromText(const std::string& method, const std::string& text,
              std::string* bytes) {
  const auto* const descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
          "prescreen.v1." + absl::StrReplaceAll(method, {{"/", "."}}));
  std::unique_ptr<google::protobuf::Message> request(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(descriptor->input_type())
          ->New());
  SilentErrors errors;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  if (!parser.ParseFromString(text, request.get())) return false;
  *bytes = request->SerializeAsString();
  return true;
}

// What any answer must be: no fault, no hang, and a reason with each refusal.
void Check(const std::string& method, const absl::Status& status,
           bool is_wire) {
  if (status.ok()) return;
  // Of bytes that are no message gRPC says so by itself.
  const ErrorDetails details = ErrorDetailsOf(status);
  if (is_wire && details.reason.empty()) return;
  if (method == "Screening/WatchScreenings" &&
      absl::IsDeadlineExceeded(status)) {
    return;
  }
  PRESCREEN_CHECK(!details.reason.empty());
  PRESCREEN_CHECK(details.reason != "INTERNAL_FAULT");
  PRESCREEN_CHECK(details.reason != "KEY_REFUSED");
  PRESCREEN_CHECK(!absl::IsDeadlineExceeded(status));
  PRESCREEN_CHECK(absl::IsInvalidArgument(status) ==
                  !details.violations.empty());
}

void Run(absl::string_view input) {
  const std::vector<absl::string_view> lines =
      absl::StrSplit(input, absl::MaxSplits('\n', 2));
  if (lines.size() != 3) return;
  const std::string method(lines[0]);
  bool is_known = false;
  for (const MethodRule& rule : MethodRules()) {
    is_known = is_known || rule.name == method;
  }
  const bool is_wire = lines[1] == "wire";
  if (!is_known || (!is_wire && lines[1] != "text")) return;
  Target& target = TheTarget();
  std::vector<std::string> requests;
  for (const absl::string_view part : absl::StrSplit(lines[2], "\n---\n")) {
    if (requests.size() == kMaxMessages) break;
    std::string request(part);
    if (!is_wire &&
        !FromText(method,
                  absl::StrReplaceAll(request, {{"$S", target.screening},
                                                {"$K", target.other_key}}),
                  &request)) {
      return;
    }
    requests.push_back(std::move(request));
  }
  const bool is_stream = method == "Screening/StreamScreenings";
  if (!is_stream) requests.resize(1);
  const RawResult result =
      RawStream(target.rig.channel(), method, requests, target.key,
                method == "Screening/WatchScreenings"
                    ? kWatch
                    : std::chrono::milliseconds(kPatience));
  Check(method, result.status, is_wire);
  for (const std::string& reply : result.replies) {
    v1::StreamScreeningsResponse item;
    if (!is_stream) break;
    PRESCREEN_CHECK(item.ParseFromString(reply));
    if (!item.has_error()) continue;
    Check(method,
          StatusWithDetails(static_cast<absl::StatusCode>(item.error().code()),
                            item.error().message(),
                            item.error().SerializeAsString()),
          false);
  }
}

}  // namespace
}  // namespace prescreen

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  prescreen::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
