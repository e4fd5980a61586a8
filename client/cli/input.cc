// SPDX-License-Identifier: Apache-2.0
#include "client/cli/input.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/cli/exit_codes.h"

namespace prescreen::cli {
namespace {

absl::Status BadIdentifier() {
  return CliError(ExitCode::kUsage,
                  "--identifier must be TYPE=VALUE, such as "
                  "email=NAME@HOST, or TYPE=- to read the value from "
                  "standard input");
}

absl::StatusOr<std::string> NextLine(std::istream& in) {
  std::string line;
  if (!std::getline(in, line)) {
    return CliError(ExitCode::kUsage,
                    "standard input ended before a value for --identifier "
                    "was read; give one line for each TYPE=-");
  }
  return std::string(absl::StripAsciiWhitespace(line));
}

absl::StatusOr<v1::KnownIdentifier> ParseIdentifier(absl::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == absl::string_view::npos || equals == 0 ||
      equals + 1 == text.size()) {
    return BadIdentifier();
  }
  v1::KnownIdentifier identifier;
  const absl::string_view type = text.substr(0, equals);
  identifier.set_type(type == "email" ? "emailAddress" : std::string(type));
  identifier.set_value(std::string(text.substr(equals + 1)));
  return identifier;
}

std::string Under(absl::string_view tenant, absl::string_view collection,
                  absl::string_view name) {
  if (absl::StartsWith(name, "tenants/")) return std::string(name);
  return absl::StrCat(TenantName(tenant), "/", collection, "/",
                      absl::StripPrefix(name, absl::StrCat(collection, "/")));
}

}  // namespace

absl::StatusOr<std::string> ReadInputFile(FileSystem& files,
                                          const std::string& path,
                                          std::size_t max_bytes) {
  auto text = files.Read(path, max_bytes);
  if (text.ok()) return text;
  if (absl::IsResourceExhausted(text.status())) {
    return CliError(ExitCode::kBadText,
                    absl::StrCat(path, " is longer than ", max_bytes,
                                 " bytes; give a smaller file"));
  }
  const char* why = "cannot be read";
  if (absl::IsNotFound(text.status())) why = "does not exist";
  if (absl::IsPermissionDenied(text.status())) why = "may not be read by you";
  return CliError(ExitCode::kNoInput,
                  absl::StrCat(path, " ", why, "; give a readable file"));
}

absl::Status WriteOutputFile(FileSystem& files, const std::string& path,
                             absl::string_view bytes, mode_t permissions) {
  if (WriteFileAtomically(files, path, bytes, permissions).ok()) {
    return absl::OkStatus();
  }
  return CliError(ExitCode::kCannotWrite,
                  absl::StrCat(path,
                               " cannot be written; name a file in an existing "
                               "folder that you may write to"));
}

absl::StatusOr<absl::Time> ParseAsOf(absl::string_view text) {
  absl::CivilDay day;
  if (text.size() == 10 && absl::ParseCivilTime(text, &day)) {
    return absl::FromCivil(day, absl::UTCTimeZone());
  }
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error) &&
      time != absl::InfiniteFuture() && time != absl::InfinitePast()) {
    return time;
  }
  return CliError(ExitCode::kUsage,
                  "--as-of must be a day such as 2026-11-23 or a time such as "
                  "2026-11-23T12:00:00Z");
}

google::protobuf::Timestamp TimestampOf(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(absl::ToUnixSeconds(time));
  timestamp.set_nanos(static_cast<std::int32_t>(
      (time - absl::FromUnixSeconds(timestamp.seconds())) /
      absl::Nanoseconds(1)));
  return timestamp;
}

absl::StatusOr<std::vector<v1::KnownIdentifier>> ReadIdentifiers(
    const std::vector<std::string>& arguments, bool from_stdin,
    std::istream& in) {
  std::vector<v1::KnownIdentifier> identifiers;
  for (const std::string& argument : arguments) {
    auto identifier = ParseIdentifier(argument);
    if (!identifier.ok()) return identifier.status();
    if (identifier->value() == "-") {
      auto line = NextLine(in);
      if (!line.ok()) return line.status();
      if (line->empty()) return BadIdentifier();
      identifier->set_value(*line);
    }
    identifiers.push_back(*std::move(identifier));
  }
  std::string line;
  while (from_stdin && std::getline(in, line)) {
    const absl::string_view text = absl::StripAsciiWhitespace(line);
    if (text.empty()) continue;
    auto identifier = ParseIdentifier(text);
    if (!identifier.ok()) return identifier.status();
    identifiers.push_back(*std::move(identifier));
  }
  return identifiers;
}

std::string TenantName(absl::string_view tenant) {
  return absl::StrCat("tenants/", absl::StripPrefix(tenant, "tenants/"));
}

std::string PolicyName(absl::string_view tenant, absl::string_view name) {
  return Under(tenant, "policies", name);
}

std::string ScreeningName(absl::string_view tenant, absl::string_view name) {
  return Under(tenant, "screenings", name);
}

bool NamesRevision(absl::string_view name) {
  return absl::StrContains(name, "/revisions/");
}

std::string ReceiptName(absl::string_view name) {
  return absl::StrCat(absl::StripSuffix(name, "/receipt"), "/receipt");
}

}  // namespace prescreen::cli
