// SPDX-License-Identifier: Apache-2.0
// `prescreen`: the client of recruiters, policy authors and operators.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/context.h"
#include "client/cli/exit_codes.h"
#include "client/cli/terminal_text.h"
#include "client/cli/verbs.h"

namespace prescreen::cli {
namespace {

void AddGlobalOptions(CLI::App& app, GlobalOptions& options) {
  app.set_version_flag("--version", "prescreen " PRESCREEN_VERSION);
  app.add_option("--server", options.server, "Address of prescreend")
      ->envname("PRESCREEN_SERVER")
      ->capture_default_str();
  app.add_option("--tenant", options.tenant, "Tenant")->capture_default_str();
  app.add_flag("--json", options.json, "Print replies as JSON");
  app.add_option("--timeout", options.timeout,
                 "How long to wait for a reply (30s, 5m); default 30s");
  app.add_option("--tls-ca", options.tls_ca,
                 "PEM file of the authorities that certify the server; turns "
                 "TLS on")
      ->envname("PRESCREEN_TLS_CA");
  app.add_option("--tls-cert", options.tls_cert,
                 "PEM file of this client's certificate");
  app.add_option("--tls-key", options.tls_key, "PEM file of its private key");
  app.add_option("--key-file", options.key_file,
                 "File (mode 0600) with the API key; or put the key into "
                 "PRESCREEN_KEY");
  if (const char* key = std::getenv("PRESCREEN_KEY")) options.key = key;
}

// The first option that is not known here, without its value: that may be
// personal.
std::string UnknownOption(const CLI::App& app) {
  for (const std::string& argument : app.remaining(/*recurse=*/true)) {
    if (argument.size() > 1 && argument[0] == '-') {
      return argument.substr(0, argument.find('='));
    }
  }
  return "";
}

std::string UsageSentence(const CLI::App& app, const CLI::ParseError& error) {
  constexpr char kHint[] = "; see 'prescreen --help'";
  if (const std::string option = UnknownOption(app); !option.empty()) {
    return absl::StrCat("the option ", option, " is not known here", kHint);
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    return absl::StrCat("there is an argument too many", kHint);
  }
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
    return absl::StrCat("the value of an option has the wrong form", kHint);
  }
  return absl::StrCat(error.what(), kHint);
}

// By the variables that decide it (POSIX section 8.2), most important first.
bool IsUtf8Locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string locale = absl::AsciiStrToLower(value);
    return absl::StrContains(locale, "utf-8") ||
           absl::StrContains(locale, "utf8");
  }
  return false;
}

ExitCode Fail(const Context& context, const absl::Status& error) {
  if (context.options.json) {
    context.out << ErrorToJson(error, context.options.server) << "\n";
  }
  context.err << "prescreen: "
              << ErrorSentence(error, Printable(context.options.server))
              << ".\n";
  return ExitCodeOf(error);
}

ExitCode Run(int argc, char** argv, Context& context) {
  CLI::App app("Judges credentials against role policies, with receipts.",
               "prescreen");
  app.footer(std::string(ExitCodeHelp()));
  app.fallthrough();
  app.require_subcommand(1);
  AddGlobalOptions(app, context.options);
  Action action;
  AddPolicyVerbs(app, context, &action);
  AddCatalogueVerbs(app, context, &action);
  AddScreenVerb(app, context, &action);
  AddVerifyVerb(app, context, &action);
  AddListVerb(app, context, &action);
  AddWatchVerb(app, context, &action);
  AddReceiptVerbs(app, context, &action);
  AddSandboxVerb(app, context, &action);
  AddChainVerbs(app, context, &action);
  AddAdminVerbs(app, context, &action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    app.exit(success, context.out, context.err);
    return ExitCode::kOk;
  } catch (const CLI::ParseError& error) {
    return Fail(context, CliError(ExitCode::kUsage, UsageSentence(app, error)));
  }
  const absl::StatusOr<ExitCode> code = action();
  return code.ok() ? *code : Fail(context, code.status());
}

}  // namespace
}  // namespace prescreen::cli

int main(int argc, char** argv) {
  prescreen::PosixFileSystem files;
  prescreen::CurlHttpClient http;
  prescreen::cli::Context context{.options = {},
                                  .files = files,
                                  .http = http,
                                  .in = std::cin,
                                  .out = std::cout,
                                  .err = std::cerr};
  context.colour =
      isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  context.utf8 = isatty(STDOUT_FILENO) != 0 && prescreen::cli::IsUtf8Locale();
  const auto code = prescreen::cli::Run(argc, argv, context);
  std::cout.flush();
  return static_cast<int>(code);
}
