// SPDX-License-Identifier: Apache-2.0
#include "client/cli/context.h"

#include <google/protobuf/util/json_util.h>

#include <cstdint>
#include <ostream>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace prescreen::cli {
namespace {

constexpr std::uint64_t kMaxPemBytes = 4u << 20;
constexpr std::uint64_t kMaxKeyBytes = 4096;
constexpr mode_t kOthers = 0077;

absl::StatusOr<std::string> ReadOption(const Context& context,
                                       absl::string_view option,
                                       const std::string& path,
                                       std::uint64_t max_bytes) {
  if (path.empty()) return std::string();
  auto text = context.files.Read(path, max_bytes);
  if (!text.ok()) {
    return CliError(ExitCode::kUsage,
                    absl::StrCat(option, ": the file cannot be read"));
  }
  return text;
}

// Of `--key-file`, or else of the environment.
absl::StatusOr<std::string> ReadApiKey(const Context& context) {
  const std::string& path = context.options.key_file;
  if (path.empty()) return context.options.key;
  const auto info = context.files.Stat(path);
  if (info.ok() && (info->permissions & kOthers) != 0) {
    return CliError(
        ExitCode::kUsage,
        "--key-file: others may read the file; set its mode to 0600");
  }
  ASSIGN_OR_RETURN(const std::string text,
                   ReadOption(context, "--key-file", path, kMaxKeyBytes));
  return std::string(absl::StripAsciiWhitespace(text));
}

absl::Status AddIdentity(const Context& context, ClientOptions* options) {
  const GlobalOptions& given = context.options;
  if (given.tls_cert.empty() != given.tls_key.empty() ||
      (!given.tls_cert.empty() && given.tls_ca.empty())) {
    return CliError(ExitCode::kUsage,
                    "--tls-cert needs --tls-key and --tls-ca");
  }
  ASSIGN_OR_RETURN(options->tls_authorities,
                   ReadOption(context, "--tls-ca", given.tls_ca, kMaxPemBytes));
  ASSIGN_OR_RETURN(
      options->tls_certificate,
      ReadOption(context, "--tls-cert", given.tls_cert, kMaxPemBytes));
  ASSIGN_OR_RETURN(options->tls_key, ReadOption(context, "--tls-key",
                                                given.tls_key, kMaxPemBytes));
  ASSIGN_OR_RETURN(options->key, ReadApiKey(context));
  for (const char c : options->key) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) {
      return CliError(ExitCode::kUsage, "the API key is malformed");
    }
  }
  return absl::OkStatus();
}

}  // namespace

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
  RETURN_IF_ERROR(AddIdentity(context, &options));
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
