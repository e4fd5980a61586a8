// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "anchor/receipt.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/input.h"
#include "client/cli/report.h"
#include "client/cli/terminal_text.h"
#include "client/cli/verbs.h"

namespace prescreen::cli {
namespace {

// The server waits no longer.
constexpr absl::Duration kWaitTimeout = absl::Minutes(10);

struct ReceiptOptions {
  std::string name;
  std::string out;
  std::string subject_out;
  std::string wait_for = "anchored";
};

struct ProofOptions {
  std::uint64_t index = 0;
  std::uint64_t size = 0;
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  std::string out;
};

// A screening's newest receipt, or the one that the name says.
absl::StatusOr<std::string> FindReceipt(Context& context,
                                        ScreeningClient& client,
                                        const std::string& name) {
  const std::string full = ScreeningName(context.options.tenant, name);
  if (NamesRevision(full)) return ReceiptName(full);
  v1::GetScreeningRequest request;
  request.set_name(full);
  ASSIGN_OR_RETURN(const v1::ScreeningRecord record,
                   client.GetScreening(request));
  if (record.receipt().empty()) {
    return CliError(ExitCode::kRefused,
                    "that screening has no decision yet, so there is no "
                    "receipt; try again when it is decided");
  }
  return record.receipt();
}

absl::Status Output(Context& context, const ReceiptOptions& options,
                    const v1::GetReceiptResponse& reply) {
  if (!options.out.empty()) {
    RETURN_IF_ERROR(WriteOutputFile(context.files, options.out,
                                    anchor::ReceiptToJson(reply.receipt()),
                                    0644));
  }
  if (!options.subject_out.empty()) {
    if (!reply.has_subject()) {
      return CliError(ExitCode::kRefused,
                      "the server gave no opening of the subject; it may have "
                      "been erased");
    }
    // Personal: for the owner alone.
    RETURN_IF_ERROR(WriteOutputFile(context.files, options.subject_out,
                                    anchor::OpeningToJson(reply.subject()),
                                    0600));
  }
  if (context.options.json) return PrintJson(reply, context.out);
  for (const std::string& line :
       FormatReceipt(reply.receipt(), {.utf8 = context.utf8})) {
    context.out << line << "\n";
  }
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Get(Context& context, const ReceiptOptions& options) {
  ASSIGN_OR_RETURN(auto client, Connect(context));
  v1::GetReceiptRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(),
                   FindReceipt(context, *client, options.name));
  ASSIGN_OR_RETURN(const v1::GetReceiptResponse reply,
                   client->GetReceipt(request));
  RETURN_IF_ERROR(Output(context, options, reply));
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> Wait(Context& context, const ReceiptOptions& options) {
  v1::WaitReceiptRequest request;
  request.set_wait_for(options.wait_for == "logged" ? v1::Receipt::LOGGED
                                                    : v1::Receipt::ANCHORED);
  ASSIGN_OR_RETURN(auto client, Connect(context, kWaitTimeout));
  ASSIGN_OR_RETURN(*request.mutable_name(),
                   FindReceipt(context, *client, options.name));
  ASSIGN_OR_RETURN(const v1::GetReceiptResponse reply,
                   client->WaitReceipt(request));
  RETURN_IF_ERROR(Output(context, options, reply));
  if (reply.receipt().state() >= request.wait_for()) return ExitCode::kOk;
  if (request.wait_for() == v1::Receipt::ANCHORED &&
      !reply.receipt().publicly_anchored()) {
    return CliError(ExitCode::kRefused,
                    "this server anchors on no public chain, so the receipt "
                    "will not be anchored; use --for logged, or configure a "
                    "chain");
  }
  return CliError(ExitCode::kNotYet,
                  absl::StrCat("the receipt is not ", options.wait_for,
                               " yet; wait again, or longer with --timeout"));
}

// The last lines of a proof. What is printed is not checked here: that needs
// the log identity, and is what prescreen-audit does.
template <typename Reply>
void PrintPath(const Reply& reply, std::ostream& out) {
  for (const std::string& hash : reply.path()) {
    out << "PATH        " << HexEncode(hash) << "\n";
  }
  if (reply.checkpoint().empty()) {
    out << "CHECKPOINT  none of that size was kept\n";
    return;
  }
  out << "CHECKPOINT\n" << PrintableLines(reply.checkpoint());
}

template <typename Reply>
absl::Status OutputProof(Context& context, const ProofOptions& options,
                         const Reply& reply) {
  if (options.out.empty()) return absl::OkStatus();
  std::ostringstream text;
  RETURN_IF_ERROR(PrintJson(reply, text));
  return WriteOutputFile(context.files, options.out, text.str(), 0644);
}

absl::StatusOr<ExitCode> Inclusion(Context& context,
                                   const ProofOptions& options) {
  ASSIGN_OR_RETURN(auto client, Connect(context));
  v1::GetInclusionProofRequest request;
  request.set_name(absl::StrCat("log/leaves/", options.index));
  request.set_tree_size(options.size);
  ASSIGN_OR_RETURN(const v1::GetInclusionProofResponse reply,
                   client->GetInclusionProof(request));
  RETURN_IF_ERROR(OutputProof(context, options, reply));
  if (context.options.json) {
    RETURN_IF_ERROR(PrintJson(reply, context.out));
    return ExitCode::kOk;
  }
  context.out << "LEAF        " << reply.leaf_index() << " of "
              << reply.tree_size() << "\n"
              << "LEAF HASH   " << HexEncode(reply.leaf_hash()) << "\n";
  PrintPath(reply, context.out);
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> Consistency(Context& context,
                                     const ProofOptions& options) {
  ASSIGN_OR_RETURN(auto client, Connect(context));
  v1::GetConsistencyProofRequest request;
  request.set_first_size(options.first);
  request.set_second_size(options.second);
  ASSIGN_OR_RETURN(const v1::GetConsistencyProofResponse reply,
                   client->GetConsistencyProof(request));
  RETURN_IF_ERROR(OutputProof(context, options, reply));
  if (context.options.json) {
    RETURN_IF_ERROR(PrintJson(reply, context.out));
    return ExitCode::kOk;
  }
  context.out << "FIRST       " << reply.first_size() << " leaves, root "
              << HexEncode(reply.first_root()) << "\n"
              << "SECOND      " << reply.second_size() << " leaves, root "
              << HexEncode(reply.second_root()) << "\n";
  PrintPath(reply, context.out);
  return ExitCode::kOk;
}

void AddProofVerbs(CLI::App& group, Context& context, Action* action) {
  auto options = std::make_shared<ProofOptions>();
  CLI::App* inclusion = group.add_subcommand(
      "inclusion", "Proof that a leaf of the log is in a tree");
  inclusion->add_option("INDEX", options->index, "Leaf index, from 0")
      ->required()
      ->check(CLI::NonNegativeNumber);
  inclusion
      ->add_option("--size", options->size,
                   "Of the tree; default: the newest checkpoint's")
      ->check(CLI::PositiveNumber);
  inclusion->add_option("--out", options->out, "Write the proof to this file");
  inclusion->callback([=, &context] {
    *action = [=, &context] { return Inclusion(context, *options); };
  });
  CLI::App* consistency = group.add_subcommand(
      "consistency", "Proof that one tree is the beginning of another");
  consistency->add_option("FIRST", options->first, "Size of the older tree")
      ->required()
      ->check(CLI::PositiveNumber);
  consistency
      ->add_option("SECOND", options->second,
                   "Of the newer; default: the newest checkpoint's")
      ->check(CLI::PositiveNumber);
  consistency->add_option("--out", options->out,
                          "Write the proof to this file (for prescreen-audit "
                          "consistency --proof)");
  consistency->callback([=, &context] {
    *action = [=, &context] { return Consistency(context, *options); };
  });
}

CLI::App* AddVerb(CLI::App& group, const char* name, const char* help,
                  ReceiptOptions& options) {
  CLI::App* command = group.add_subcommand(name, help);
  command
      ->add_option("NAME", options.name,
                   "A screening (its newest receipt) or a receipt, as "
                   "'prescreen screen' prints them")
      ->required();
  command->add_option("--out", options.out, "Write the receipt to this file");
  command->add_option("--subject-out", options.subject_out,
                      "Write the opening of the record's subject to this file "
                      "(personal; for prescreen-audit --subject)");
  return command;
}

}  // namespace

void AddReceiptVerbs(CLI::App& app, Context& context, Action* action) {
  CLI::App* group =
      app.add_subcommand("receipt", "Receipts of decisions, proofs of the log");
  group->require_subcommand(1);
  // Shared by parser and actions.
  auto options = std::make_shared<ReceiptOptions>();
  CLI::App* get =
      AddVerb(*group, "get", "The receipt as it stands now", *options);
  get->callback([=, &context] {
    *action = [=, &context] { return Get(context, *options); };
  });
  CLI::App* wait = AddVerb(
      *group, "wait", "Wait until it is anchored (at most 10m, or --timeout)",
      *options);
  wait->add_option("--for", options->wait_for, "logged or anchored (default)")
      ->check(CLI::IsMember({"logged", "anchored"}));
  wait->callback([=, &context] {
    *action = [=, &context] { return Wait(context, *options); };
  });
  AddProofVerbs(*group, context, action);
}

}  // namespace prescreen::cli
