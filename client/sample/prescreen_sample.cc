// SPDX-License-Identifier: Apache-2.0
// `prescreen-sample DIR`: writes sample credentials with fresh dates.
#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/status_macros.h"
#include "client/sample/sample_files.h"

namespace prescreen::sample {
namespace {

constexpr int kUsage = 64;
constexpr int kCannotWrite = 73;

absl::Status WriteAll(FileSystem& files, const std::string& folder,
                      const SampleOptions& options) {
  ASSIGN_OR_RETURN(const std::vector<SampleFile> samples,
                   MakeSampleFiles(options));
  for (const SampleFile& sample : samples) {
    const std::string path = absl::StrCat(folder, "/", sample.path);
    RETURN_IF_ERROR(CreateDirectories(files, path.substr(0, path.rfind('/'))));
    RETURN_IF_ERROR(WriteFileAtomically(files, path, sample.content, 0644));
  }
  return absl::OkStatus();
}

int Run(int argc, char** argv, FileSystem& files, const Clock& clock) {
  CLI::App app("Writes sample credentials, catalogues and a policy.",
               "prescreen-sample");
  std::string folder;
  std::string date;
  SampleOptions options;
  app.set_version_flag("--version", "prescreen-sample " PRESCREEN_VERSION);
  app.add_option("DIR", folder, "Folder to write to; made if absent")
      ->required();
  app.add_option("--as-of", date, "The day to date them for; default: today");
  app.add_option("--status-url", options.status_url,
                 "Where DIR/status will be served")
      ->capture_default_str();
  app.add_option("--dead-status-url", options.dead_status_url,
                 "Where nothing answers")
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  options.as_of = absl::ToCivilDay(clock.Now(), absl::UTCTimeZone());
  if (!date.empty() && !absl::ParseCivilTime(date, &options.as_of)) {
    std::cerr << "prescreen-sample: --as-of must be a day such as "
                 "2026-11-23.\n";
    return kUsage;
  }
  const absl::Status status = WriteAll(files, folder, options);
  if (!status.ok()) {
    std::cerr << "prescreen-sample: cannot write the samples ("
              << status.message()
              << "); name a folder that you may write to.\n";
    return kCannotWrite;
  }
  std::cout << "wrote samples as of " << absl::FormatCivilTime(options.as_of)
            << " to " << folder << "; see " << folder << "/README.txt\n";
  return 0;
}

}  // namespace
}  // namespace prescreen::sample

int main(int argc, char** argv) {
  prescreen::PosixFileSystem files;
  const prescreen::SystemClock clock;
  return prescreen::sample::Run(argc, argv, files, clock);
}
