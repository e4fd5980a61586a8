// SPDX-License-Identifier: Apache-2.0
// Any method by name, with an API key.
#ifndef PRESCREEN_TESTS_SUPPORT_RAW_CALL_H_
#define PRESCREEN_TESTS_SUPPORT_RAW_CALL_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace prescreen {

struct RawResult {
  absl::Status status;               // with client/error_details.h's details
  std::vector<std::string> replies;  // messages' bytes
};

// Sends one message, says that there are no more, and reads all replies. `key`
// may be empty. `method` such as `Screening/GetScreening`.
RawResult RawCall(const std::shared_ptr<grpc::Channel>& channel,
                  const std::string& method, const std::string& request,
                  const std::string& key,
                  std::chrono::seconds timeout = std::chrono::seconds(30));

// The same with several messages; none is read before all are sent.
RawResult RawStream(const std::shared_ptr<grpc::Channel>& channel,
                    const std::string& method,
                    const std::vector<std::string>& requests,
                    const std::string& key, std::chrono::milliseconds timeout);

// Adds `authorization: Bearer …`; nothing where `key` is empty.
void AddKey(const std::string& key, grpc::ClientContext* context);

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_RAW_CALL_H_
