// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/random.h"
#include "base/status_macros.h"
#include "client/cli/input.h"
#include "client/cli/report.h"
#include "client/cli/verbs.h"

namespace prescreen::cli {
namespace {

struct ScreenOptions {
  std::string policy;
  std::string application;
  std::vector<std::string> identifiers;
  bool identifiers_from_stdin = false;
  std::string candidate_ref;
  std::string requisition_ref;
  std::string as_of;
  std::string request_id;
  std::vector<std::string> files;
};

absl::Status AddDocuments(Context& context,
                          const std::vector<std::string>& files,
                          v1::CreateScreeningRequest* request) {
  if (files.size() > kMaxBundleDocuments) {
    return CliError(ExitCode::kBadText,
                    absl::StrCat("at most ", kMaxBundleDocuments,
                                 " documents can be screened at once; give "
                                 "fewer files"));
  }
  std::size_t left = kMaxBundleBytes;
  for (const std::string& file : files) {
    v1::Document* document = request->add_documents();
    auto content = ReadInputFile(context.files, file, left);
    if (!content.ok() && ExitCodeOf(content.status()) == ExitCode::kBadText) {
      return CliError(
          ExitCode::kBadText,
          absl::StrCat("the documents are longer than ", kMaxBundleBytes,
                       " bytes together; give fewer or smaller "
                       "files"));
    }
    RETURN_IF_ERROR(content.status());
    left -= content->size();
    document->set_content(*std::move(content));
    document->set_label(file.substr(file.rfind('/') + 1));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::CreateScreeningRequest> MakeRequest(
    Context& context, const ScreenOptions& options) {
  v1::CreateScreeningRequest request;
  request.set_parent(TenantName(context.options.tenant));
  request.set_policy(PolicyName(context.options.tenant, options.policy));
  request.set_application_ref(options.application);
  request.set_candidate_ref(options.candidate_ref);
  request.set_requisition_ref(options.requisition_ref);
  if (!options.request_id.empty()) {
    if (!ParseUuid(options.request_id).ok()) {
      return CliError(ExitCode::kUsage,
                      "--request-id must be a UUID; 'uuidgen' makes one");
    }
    request.set_request_id(options.request_id);
  }
  if (!options.as_of.empty()) {
    ASSIGN_OR_RETURN(const absl::Time as_of, ParseAsOf(options.as_of));
    *request.mutable_as_of() = TimestampOf(as_of);
  }
  ASSIGN_OR_RETURN(const auto identifiers,
                   ReadIdentifiers(options.identifiers,
                                   options.identifiers_from_stdin, context.in));
  for (const v1::KnownIdentifier& identifier : identifiers) {
    *request.add_known_identifiers() = identifier;
  }
  RETURN_IF_ERROR(AddDocuments(context, options.files, &request));
  return request;
}

absl::StatusOr<ExitCode> Screen(Context& context,
                                const ScreenOptions& options) {
  ASSIGN_OR_RETURN(const v1::CreateScreeningRequest request,
                   MakeRequest(context, options));
  ASSIGN_OR_RETURN(auto client, Connect(context));
  ASSIGN_OR_RETURN(const v1::CreateScreeningResponse reply,
                   client->CreateScreening(request));
  const v1::ScreeningRecord& record = reply.screening();
  if (context.options.json) {
    RETURN_IF_ERROR(PrintJson(reply, context.out));
    return ExitCodeOf(record.decision().outcome());
  }
  v1::GetReceiptRequest receipt_request;
  receipt_request.set_name(record.receipt());
  // The decision stands whether or not its receipt can be read now.
  const auto receipt = client->GetReceipt(receipt_request);
  context.out << FormatReport(record,
                              receipt.ok() ? &receipt->receipt() : nullptr,
                              {.colour = context.colour, .utf8 = context.utf8});
  return ExitCodeOf(record.decision().outcome());
}

void AddIdentifierOptions(CLI::App& command, ScreenOptions& options) {
  // One value for each --identifier: what follows may be a FILE.
  command
      .add_option("--identifier", options.identifiers,
                  "TYPE=VALUE: what is known of the candidate; email=... is "
                  "emailAddress=...; TYPE=- reads the value from standard "
                  "input, where other users cannot see it")
      ->allow_extra_args(false);
  command.add_flag("--identifier-stdin", options.identifiers_from_stdin,
                   "Read lines of TYPE=VALUE from standard input");
}

}  // namespace

void AddScreenVerb(CLI::App& app, Context& context, Action* action) {
  CLI::App* command = app.add_subcommand(
      "screen", "Judge a candidate's documents against a policy");
  // Shared by parser and action.
  auto options = std::make_shared<ScreenOptions>();
  command
      ->add_option("--policy", options->policy,
                   "NAME: its active version; or NAME@VERSION")
      ->required();
  command
      ->add_option("--application", options->application,
                   "Your id of the application")
      ->required();
  AddIdentifierOptions(*command, *options);
  command->add_option("--candidate-ref", options->candidate_ref,
                      "A pseudonym of the candidate");
  command->add_option("--requisition-ref", options->requisition_ref,
                      "Your id of the opening");
  command->add_option("--as-of", options->as_of,
                      "Judge as of this day or time (2026-11-23, or RFC 3339); "
                      "default: now");
  command->add_option("--request-id", options->request_id,
                      "UUID: a retry with it gets the stored answer");
  command->add_option("FILE", options->files, "The candidate's documents");
  command->callback([=, &context] {
    *action = [=, &context] { return Screen(context, *options); };
  });
}

}  // namespace prescreen::cli
