// SPDX-License-Identifier: Apache-2.0
// A real EVM node (anvil, from node_modules) for tests and the demo.
#ifndef PRESCREEN_TESTS_SUPPORT_ANVIL_H_
#define PRESCREEN_TESTS_SUPPORT_ANVIL_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/codec/json.h"
#include "base/http_client.h"

namespace prescreen::testing {

// True if PRESCREEN_NO_EVM=1: tests with a node then skip, saying so.
bool IsEvmDisabled();
inline constexpr char kEvmDisabledLine[] =
    "PRESCREEN_NO_EVM=1: no EVM node is started";

// Programs below node_modules. Not checked to be there.
std::string AnvilProgram();
std::string CastProgram();
std::string NodeProgram();

// A child process on a free port of 127.0.0.1. Killed by the destructor, and
// by the kernel if this process dies.
class Anvil {
 public:
  // Returns once the node answers. `arguments` come after our own, such as
  // {"--slots-in-an-epoch", "2"}. NotFound: no anvil in node_modules;
  // DeadlineExceeded: it did not answer within 30 s.
  static absl::StatusOr<std::unique_ptr<Anvil>> Start(
      std::vector<std::string> arguments = {});
  Anvil(const Anvil&) = delete;
  Anvil& operator=(const Anvil&) = delete;
  ~Anvil();

  const std::string& url() const { return url_; }

  // The result of a JSON-RPC call, or Aborted with the reply's text.
  absl::StatusOr<json::Value> Call(absl::string_view method,
                                   std::vector<json::Value> params = {});

  // Shorthands; each says whether the node took it.
  bool Mine(std::uint64_t blocks);
  bool SetBalance(absl::string_view address_hex, absl::string_view wei_hex);
  bool SetAutomine(bool on);

 private:
  Anvil(pid_t pid, std::string log_path);
  absl::Status WaitUntilListening();

  pid_t pid_;
  std::string log_path_;
  std::string url_;
  CurlHttpClient http_;
};

}  // namespace prescreen::testing

#endif  // PRESCREEN_TESTS_SUPPORT_ANVIL_H_
