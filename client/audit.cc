// SPDX-License-Identifier: Apache-2.0
// prescreen-audit: checks what Prescreen says, without Prescreen. Links no
// server code. Exit code 0: all holds; 1: something is false; 2: something
// could not be checked; 64: wrong usage, or a file that cannot be read.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "anchor/evm/evm_checker.h"
#include "anchor/log_identity.h"
#include "anchor/receipt.h"
#include "base/codec/json.h"
#include "base/encoding.h"
#include "base/file_system.h"
#include "base/http_client.h"
#include "base/limits.h"
#include "base/status_macros.h"

namespace prescreen::anchor {
namespace {

constexpr int kHoldsExit = 0;
constexpr int kFalseExit = 1;
constexpr int kUncheckedExit = 2;
constexpr int kUsageExit = 64;

struct VerifyArguments {
  std::string receipt_path;
  std::string log_path;
  std::string rpc_url;
  std::string subject_path;
  bool json = false;
};

int ExitCode(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::kHolds:
      return kHoldsExit;
    case CheckVerdict::kFalse:
      return kFalseExit;
    case CheckVerdict::kUnchecked:
      break;
  }
  return kUncheckedExit;
}

absl::string_view Mark(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::kHolds:
      return "ok";
    case CheckVerdict::kFalse:
      return "FALSE";
    case CheckVerdict::kUnchecked:
      break;
  }
  return "??";
}

absl::string_view JsonName(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::kHolds:
      return "holds";
    case CheckVerdict::kFalse:
      return "false";
    case CheckVerdict::kUnchecked:
      break;
  }
  return "unchecked";
}

// Without anything that would move a terminal's cursor: lines hold text from
// receipts, openings and nodes.
std::string Printable(absl::string_view text) {
  if (!IsValidUtf8(text)) return absl::StrCat("hex ", HexEncode(text));
  std::string printable;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_c1 = byte == 0xc2 && i + 1 < text.size() &&
                       static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (byte >= 0x20 && byte != 0x7f && !is_c1) {
      printable.push_back(text[i]);
      continue;
    }
    printable.push_back('?');
    if (is_c1) ++i;
  }
  return printable;
}

std::size_t Count(const std::vector<CheckLine>& lines, CheckVerdict verdict) {
  return static_cast<std::size_t>(std::count_if(
      lines.begin(), lines.end(),
      [verdict](const CheckLine& line) { return line.verdict == verdict; }));
}

std::string Sentence(const std::vector<CheckLine>& lines) {
  const CheckVerdict verdict = Overall(lines);
  const std::size_t count = Count(lines, verdict);
  const std::string of = absl::StrCat(count, count == 1 ? " check" : " checks",
                                      " of ", lines.size());
  switch (verdict) {
    case CheckVerdict::kHolds:
      return absl::StrCat("The receipt holds: all ", lines.size(),
                          " checks are true.");
    case CheckVerdict::kFalse:
      return absl::StrCat("The receipt is FALSE: ", of, " failed.");
    case CheckVerdict::kUnchecked:
      break;
  }
  return absl::StrCat("Not fully checked: nothing is false, but ", of,
                      " could not be made.");
}

void PrintText(const std::vector<CheckLine>& lines) {
  std::size_t width = 0;
  for (const CheckLine& line : lines) {
    width = std::max(width, line.what.size());
  }
  for (const CheckLine& line : lines) {
    absl::PrintF("%-5s  %-*s  %s\n", Mark(line.verdict),
                 static_cast<int>(width), Printable(line.what),
                 Printable(line.detail));
  }
  absl::PrintF("\n%s\n", Sentence(lines));
}

void PrintJson(const std::vector<CheckLine>& lines) {
  json::Value checks = json::Value::Array();
  for (const CheckLine& line : lines) {
    json::Value check = json::Value::Object();
    check.Set("verdict", json::Value::String(JsonName(line.verdict)));
    check.Set("what", json::Value::String(Printable(line.what)));
    check.Set("detail", json::Value::String(Printable(line.detail)));
    checks.Append(std::move(check));
  }
  json::Value report = json::Value::Object();
  report.Set("verdict", json::Value::String(JsonName(Overall(lines))));
  report.Set("summary", json::Value::String(Sentence(lines)));
  report.Set("checks", std::move(checks));
  absl::PrintF("%s\n", json::Serialize(report));
}

absl::StatusOr<std::string> ReadInput(const std::string& path) {
  PosixFileSystem files;
  return files.Read(path, kMaxReceiptBytes);
}

absl::StatusOr<std::vector<CheckLine>> Verify(
    const VerifyArguments& arguments) {
  ASSIGN_OR_RETURN(const std::string receipt_bytes,
                   ReadInput(arguments.receipt_path));
  ASSIGN_OR_RETURN(const v1::Receipt receipt, ParseReceipt(receipt_bytes));
  ASSIGN_OR_RETURN(const std::string log_bytes, ReadInput(arguments.log_path));
  ASSIGN_OR_RETURN(const LogIdentity identity, ParseLogIdentity(log_bytes));
  v1::Opening subject;
  if (!arguments.subject_path.empty()) {
    ASSIGN_OR_RETURN(const std::string subject_bytes,
                     ReadInput(arguments.subject_path));
    ASSIGN_OR_RETURN(subject, ParseOpening(subject_bytes));
  }
  CurlHttpClient http;
  std::unique_ptr<AttestationChecker> checker;
  if (!arguments.rpc_url.empty()) {
    checker = evm::MakeRpcChecker(arguments.rpc_url, http);
  }
  return CheckReceipt(receipt, identity, checker.get(),
                      arguments.subject_path.empty() ? nullptr : &subject);
}

int RunVerify(const VerifyArguments& arguments) {
  const absl::StatusOr<std::vector<CheckLine>> lines = Verify(arguments);
  if (!lines.ok()) {
    absl::FPrintF(stderr, "prescreen-audit: %s\n", lines.status().message());
    return kUsageExit;
  }
  if (arguments.json) {
    PrintJson(*lines);
  } else {
    PrintText(*lines);
  }
  return ExitCode(Overall(*lines));
}

int Main(int argc, char** argv) {
  CLI::App app("Checks Prescreen receipts, trusting only the log identity.",
               "prescreen-audit");
  app.set_version_flag("--version", "prescreen-audit " PRESCREEN_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Exit code: 0 all holds, 1 something is false, 2 something could not be\n"
      "checked, 64 wrong usage or an unreadable file.");
  VerifyArguments arguments;
  CLI::App* verify =
      app.add_subcommand("verify", "Check one receipt from record to chain");
  verify
      ->add_option("RECEIPT", arguments.receipt_path,
                   "The receipt, as protobuf or JSON")
      ->required();
  verify
      ->add_option("--log", arguments.log_path,
                   "The log identity that you trust (log.json)")
      ->required();
  verify->add_option("--rpc", arguments.rpc_url,
                     "JSON-RPC URL of a node that you trust");
  verify->add_option("--subject", arguments.subject_path,
                     "Opening of the record's subject: which application");
  verify->add_flag("--json", arguments.json, "Print JSON");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsageExit;
  }
  return RunVerify(arguments);
}

}  // namespace
}  // namespace prescreen::anchor

int main(int argc, char** argv) { return prescreen::anchor::Main(argc, argv); }
