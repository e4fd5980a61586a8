// SPDX-License-Identifier: Apache-2.0
// What every verb of `prescreen` needs: global options and the outside world.
#ifndef PRESCREEN_CLIENT_CLI_CONTEXT_H_
#define PRESCREEN_CLIENT_CLI_CONTEXT_H_

#include <google/protobuf/message.h>

#include <functional>
#include <iosfwd>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/file_system.h"
#include "base/http_client.h"
#include "client/cli/exit_codes.h"
#include "client/screening_client.h"

namespace prescreen::cli {

// Options as given, not yet checked.
struct GlobalOptions {
  std::string server = "127.0.0.1:8643";
  std::string tenant = "demo";
  std::string timeout;  // empty: the verb's own
  std::string tls_ca;   // files; empty: none
  std::string tls_cert;
  std::string tls_key;
  std::string key_file;
  std::string key;  // of the environment, never of the command line
  bool json = false;
};

// All members outlive every verb. Not thread-safe.
struct Context {
  GlobalOptions options;
  FileSystem& files;
  HttpClient& http;
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool colour = false;
  bool utf8 = false;  // `out` shows it
};

// What the command line asked for; made while it is parsed, run afterwards.
using Action = std::function<absl::StatusOr<ExitCode>()>;

// `--timeout`, or `fallback`. CliError: not a positive duration.
absl::StatusOr<absl::Duration> CallTimeout(const Context& context,
                                           absl::Duration fallback);

// A client with that timeout, key and certificates. CliError: a malformed
// option, a file that cannot be read, a key file that others may read.
absl::StatusOr<std::unique_ptr<ScreeningClient>> Connect(
    const Context& context, absl::Duration fallback = absl::Seconds(30));

// One line: the proto3 JSON mapping, with fields at their defaults. Internal:
// the reply cannot be written as JSON.
absl::Status PrintJson(const google::protobuf::Message& reply,
                       std::ostream& out);

}  // namespace prescreen::cli

#endif  // PRESCREEN_CLIENT_CLI_CONTEXT_H_
