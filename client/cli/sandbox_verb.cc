// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "client/cli/terminal_text.h"
#include "client/cli/verbs.h"
#include "client/sample/sandbox_files.h"

namespace prescreen::cli {
namespace {

struct SandboxOptions {
  std::string folder;
  std::string as_of;
  std::string status_url;
};

absl::Status CannotWrite(const std::string& folder, absl::string_view why) {
  return CliError(
      ExitCode::kCannotWrite,
      absl::StrCat("no sandbox was written to ", Printable(folder), " (", why,
                   "); name a new or empty folder that you may "
                   "write to"));
}

// A folder that is not there yet is empty too.
absl::Status CheckEmpty(Context& context, const std::string& folder) {
  const auto names = context.files.List(folder);
  if (absl::IsNotFound(names.status())) return absl::OkStatus();
  if (!names.ok()) {
    return CannotWrite(folder, "it is not a folder or cannot be read");
  }
  if (!names->empty()) return CannotWrite(folder, "it is not empty");
  return absl::OkStatus();
}

absl::Status WriteAll(Context& context, const std::string& folder,
                      const std::vector<sample::SampleFile>& files) {
  for (const sample::SampleFile& file : files) {
    const std::string path = absl::StrCat(folder, "/", file.path);
    RETURN_IF_ERROR(
        CreateDirectories(context.files, path.substr(0, path.rfind('/'))));
    RETURN_IF_ERROR(
        WriteFileAtomically(context.files, path, file.content, 0644));
  }
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> WriteSandbox(Context& context,
                                      const SandboxOptions& options) {
  sample::SampleOptions samples;
  samples.status_url = options.status_url;
  const SystemClock clock;
  const absl::CivilDay today =
      absl::ToCivilDay(clock.Now(), absl::UTCTimeZone());
  samples.as_of = today;
  if (!options.as_of.empty() &&
      (!absl::ParseCivilTime(options.as_of, &samples.as_of) ||
       samples.as_of > today)) {
    return CliError(ExitCode::kUsage,
                    "--as-of must be a day such as 2026-11-23, today or "
                    "earlier");
  }
  RETURN_IF_ERROR(CheckEmpty(context, options.folder));
  ASSIGN_OR_RETURN(const auto files, sample::MakeSandboxFiles(samples));
  if (!WriteAll(context, options.folder, files).ok()) {
    return CannotWrite(options.folder, "writing failed");
  }
  context.out << "wrote a sandbox as of "
              << absl::FormatCivilTime(samples.as_of) << " to "
              << Printable(options.folder) << "; see "
              << Printable(options.folder) << "/README.md\n";
  return ExitCode::kOk;
}

}  // namespace

void AddSandboxVerb(CLI::App& app, Context& context, Action* action) {
  CLI::App* command = app.add_subcommand(
      "sandbox",
      "Write sample bundles, catalogues and a policy for integrators' tests");
  // Shared by parser and action.
  auto options = std::make_shared<SandboxOptions>();
  command->add_option("DIR", options->folder, "A new or empty folder")
      ->required();
  command->add_option("--as-of", options->as_of,
                      "The day to date them for; default: today");
  command->add_option("--status-url", options->status_url,
                      "Where DIR/status will be served; default: nowhere, "
                      "then credentials in force name no status list");
  command->callback([=, &context] {
    *action = [=, &context] { return WriteSandbox(context, *options); };
  });
}

}  // namespace prescreen::cli
