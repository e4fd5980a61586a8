// SPDX-License-Identifier: Apache-2.0
#include "client/cli/context.h"

#include <google/protobuf/util/json_util.h>

#include <ostream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace prescreen::cli {

absl::StatusOr<absl::Duration> CallTimeout(const Context& context,
                                           absl::Duration fallback) {
  std::string text = context.options.timeout;
  if (text.empty()) return fallback;
  if (absl::ascii_isdigit(static_cast<unsigned char>(text.back()))) text += "s";
  absl::Duration timeout;
  if (!absl::ParseDuration(text, &timeout) || timeout < absl::Milliseconds(1) ||
      timeout > absl::Hours(24)) {
    return CliError(ExitCode::kUsage,
                    "--timeout must be a time such as 30s, 5m or 1h30m, at "
                    "most 24h");
  }
  return timeout;
}

absl::StatusOr<std::unique_ptr<ScreeningClient>> Connect(
    const Context& context, absl::Duration fallback) {
  ClientOptions options;
  options.server = context.options.server;
  ASSIGN_OR_RETURN(options.timeout, CallTimeout(context, fallback));
  auto client = ScreeningClient::Connect(options);
  if (!client.ok()) {
    return CliError(ExitCode::kUsage,
                    absl::StrCat("--server: ", client.status().message()));
  }
  return client;
}

absl::Status PrintJson(const google::protobuf::Message& reply,
                       std::ostream& out) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string text;
  const auto status =
      google::protobuf::util::MessageToJsonString(reply, &text, options);
  if (!status.ok()) {
    return CliError(ExitCode::kInternal,
                    "the server's reply cannot be written as JSON; use a "
                    "client and a server of the same release");
  }
  out << text << "\n";
  return absl::OkStatus();
}

}  // namespace prescreen::cli
