// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "anchor/receipt.h"
#include "base/status_macros.h"
#include "client/cli/input.h"
#include "client/cli/report.h"
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
  for (const std::string& line : FormatReceipt(reply.receipt())) {
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
  CLI::App* group = app.add_subcommand("receipt", "Receipts of decisions");
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
}

}  // namespace prescreen::cli
