// SPDX-License-Identifier: Apache-2.0
// Reading what people type and name: files, times, identifiers, resource names.
// Errors are CliError sentences; none repeats an identifier's value.
#ifndef PRESCREEN_CLIENT_CLI_INPUT_H_
#define PRESCREEN_CLIENT_CLI_INPUT_H_

#include <google/protobuf/timestamp.pb.h>

#include <istream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/file_system.h"
#include "prescreen/v1/screening.pb.h"

namespace prescreen::cli {

absl::StatusOr<std::string> ReadInputFile(FileSystem& files,
                                          const std::string& path,
                                          std::size_t max_bytes);
// Replaces the file as a whole.
absl::Status WriteOutputFile(FileSystem& files, const std::string& path,
                             absl::string_view bytes, mode_t permissions);

// RFC 3339, or a day: its first instant in UTC.
absl::StatusOr<absl::Time> ParseAsOf(absl::string_view text);
google::protobuf::Timestamp TimestampOf(absl::Time time);

// `TYPE=VALUE`, each; `TYPE=-` takes the next line of `in` as value. `email` is
// short for `emailAddress`. With `from_stdin`, the remaining lines of `in` are
// `TYPE=VALUE` too.
absl::StatusOr<std::vector<v1::KnownIdentifier>> ReadIdentifiers(
    const std::vector<std::string>& arguments, bool from_stdin,
    std::istream& in);

// Full names are kept; short ones are put under `tenants/{tenant}`.
std::string TenantName(absl::string_view tenant);
std::string PolicyName(absl::string_view tenant, absl::string_view name);
std::string ScreeningName(absl::string_view tenant, absl::string_view name);

// True for `…/revisions/{n}` and `…/revisions/{n}/receipt`.
bool NamesRevision(absl::string_view name);
// The receipt of a name for which NamesRevision is true.
std::string ReceiptName(absl::string_view name);

}  // namespace prescreen::cli

#endif  // PRESCREEN_CLIENT_CLI_INPUT_H_
