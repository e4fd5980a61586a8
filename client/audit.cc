// SPDX-License-Identifier: Apache-2.0
// prescreen-audit: checks what Prescreen says, without Prescreen. Links no
// server code. Exit code 0: all holds; 1: something is false; 2: something
// could not be checked; 64: wrong usage, or a file that cannot be read.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "anchor/evm/evm_checker.h"
#include "anchor/file/journal_checker.h"
#include "anchor/log_identity.h"
#include "anchor/receipt.h"
#include "base/file_system.h"
#include "base/http_client.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "client/audit_consistency.h"
#include "client/audit_fsck.h"
#include "client/audit_output.h"
#include "client/audit_tiles.h"

namespace prescreen::anchor {
namespace {

using Lines = absl::StatusOr<std::vector<CheckLine>>;

// As given; which of them a command takes is its own matter.
struct Arguments {
  std::string log_path;
  bool json = false;

  std::string receipt_path;
  std::string rpc_url;
  std::string subject_path;

  std::string tiles;
  std::string checkpoint_path;

  std::string old_path;
  std::string new_path;
  std::string proof_path;
};

struct TrustedLog {
  std::string json;
  LogIdentity identity;
};

// The ledgers that this tool knows. No node, no line about EVM attestations.
class Checkers final : public AttestationChecker {
 public:
  explicit Checkers(const std::string& rpc_url) {
    if (!rpc_url.empty()) evm_ = evm::MakeRpcChecker(rpc_url, http_);
  }
  std::vector<CheckLine> Check(const v1::Attestation& attestation,
                               const Checkpoint& anchored,
                               const LogIdentity& identity) override {
    if (attestation.has_file()) {
      return journal_.Check(attestation, anchored, identity);
    }
    if (evm_ == nullptr) return {};
    return evm_->Check(attestation, anchored, identity);
  }

 private:
  CurlHttpClient http_;
  std::unique_ptr<AttestationChecker> evm_;
  file::JournalChecker journal_;
};

absl::StatusOr<std::string> ReadInput(const std::string& path) {
  PosixFileSystem files;
  return files.Read(path, kMaxReceiptBytes);
}

absl::StatusOr<TrustedLog> ReadLog(const Arguments& arguments) {
  TrustedLog log;
  ASSIGN_OR_RETURN(log.json, ReadInput(arguments.log_path));
  ASSIGN_OR_RETURN(log.identity, ParseLogIdentity(log.json));
  return log;
}

Lines Verify(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const std::string receipt_bytes,
                   ReadInput(arguments.receipt_path));
  ASSIGN_OR_RETURN(const v1::Receipt receipt, ParseReceipt(receipt_bytes));
  ASSIGN_OR_RETURN(const TrustedLog log, ReadLog(arguments));
  v1::Opening subject;
  if (!arguments.subject_path.empty()) {
    ASSIGN_OR_RETURN(const std::string subject_bytes,
                     ReadInput(arguments.subject_path));
    ASSIGN_OR_RETURN(subject, ParseOpening(subject_bytes));
  }
  Checkers checkers(arguments.rpc_url);
  return CheckReceipt(receipt, log.identity, &checkers,
                      arguments.subject_path.empty() ? nullptr : &subject);
}

Lines RunFsck(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const TrustedLog log, ReadLog(arguments));
  ASSIGN_OR_RETURN(const std::string note,
                   ReadInput(arguments.checkpoint_path.empty()
                                 ? arguments.tiles + "/checkpoint"
                                 : arguments.checkpoint_path));
  PosixFileSystem files;
  return Fsck(files, arguments.tiles, note, log.json, log.identity);
}

Lines RunConsistency(const Arguments& arguments) {
  if (arguments.tiles.empty() == arguments.proof_path.empty()) {
    return absl::InvalidArgumentError(
        "consistency needs --tiles or --proof, one of them");
  }
  ASSIGN_OR_RETURN(const TrustedLog log, ReadLog(arguments));
  ASSIGN_OR_RETURN(const std::string old_note, ReadInput(arguments.old_path));
  ASSIGN_OR_RETURN(const std::string new_note, ReadInput(arguments.new_path));
  PosixFileSystem files;
  const TileFolder folder(files, arguments.tiles);
  v1::GetConsistencyProofResponse proof;
  if (!arguments.proof_path.empty()) {
    ASSIGN_OR_RETURN(const std::string bytes, ReadInput(arguments.proof_path));
    ASSIGN_OR_RETURN(proof, ParseConsistencyProof(bytes));
  }
  return CheckConsistency(
      old_note, new_note, log.identity,
      [&](const Checkpoint& first, const Checkpoint& second) {
        return arguments.tiles.empty() ? PathOfProof(proof, first, second)
                                       : PathOfTiles(folder, first, second);
      });
}

int Finish(const Arguments& arguments, absl::string_view what,
           const Lines& lines) {
  if (!lines.ok()) {
    absl::FPrintF(stderr, "prescreen-audit: %s\n",
                  Printable(lines.status().message()));
    return kUsageExit;
  }
  const std::string text =
      arguments.json ? FormatJson(what, *lines) : FormatText(what, *lines);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return ExitCode(Overall(*lines));
}

CLI::App* AddCommand(CLI::App& app, const char* name, const char* help,
                     Arguments& arguments) {
  CLI::App* command = app.add_subcommand(name, help);
  command
      ->add_option("--log", arguments.log_path,
                   "The log identity that you trust (log.json)")
      ->required();
  command->add_flag("--json", arguments.json, "Print JSON");
  return command;
}

CLI::App* AddVerify(CLI::App& app, Arguments& arguments) {
  CLI::App* command = AddCommand(
      app, "verify", "Check one receipt from record to chain", arguments);
  command
      ->add_option("RECEIPT", arguments.receipt_path,
                   "The receipt, as protobuf or JSON")
      ->required();
  command->add_option("--rpc", arguments.rpc_url,
                      "JSON-RPC URL of a node that you trust");
  command->add_option("--subject", arguments.subject_path,
                      "Opening of the record's subject: which application");
  return command;
}

CLI::App* AddFsck(CLI::App& app, Arguments& arguments) {
  CLI::App* command =
      AddCommand(app, "fsck", "Recompute a log from its tiles", arguments);
  command
      ->add_option("TILES", arguments.tiles,
                   "The folder with `checkpoint` and `tile`, or a copy")
      ->required();
  command->add_option("--checkpoint", arguments.checkpoint_path,
                      "The signed checkpoint that the tiles must lead to; "
                      "default: the folder's own");
  return command;
}

CLI::App* AddConsistency(CLI::App& app, Arguments& arguments) {
  CLI::App* command = AddCommand(
      app, "consistency",
      "Check that one signed tree is the beginning of another", arguments);
  command->add_option("OLD", arguments.old_path, "The older checkpoint")
      ->required();
  command->add_option("NEW", arguments.new_path, "The newer checkpoint")
      ->required();
  command->add_option("--tiles", arguments.tiles,
                      "Compute the proof from this folder of tiles");
  command->add_option("--proof", arguments.proof_path,
                      "The proof, as `prescreen receipt consistency --out` "
                      "writes it");
  return command;
}

int Main(int argc, char** argv) {
  CLI::App app(
      "Checks Prescreen's receipts and log, trusting only the log "
      "identity.",
      "prescreen-audit");
  app.set_version_flag("--version", "prescreen-audit " PRESCREEN_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Exit code: 0 all holds, 1 something is false, 2 something could not be\n"
      "checked, 64 wrong usage or an unreadable file.");
  Arguments arguments;
  const CLI::App* verify = AddVerify(app, arguments);
  const CLI::App* fsck = AddFsck(app, arguments);
  AddConsistency(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsageExit;
  }
  if (verify->parsed()) {
    return Finish(arguments, "The receipt", Verify(arguments));
  }
  if (fsck->parsed()) return Finish(arguments, "The log", RunFsck(arguments));
  return Finish(arguments, "The consistency", RunConsistency(arguments));
}

}  // namespace
}  // namespace prescreen::anchor

int main(int argc, char** argv) { return prescreen::anchor::Main(argc, argv); }
