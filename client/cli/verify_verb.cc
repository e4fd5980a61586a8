// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "base/status_macros.h"
#include "client/cli/input.h"
#include "client/cli/verbs.h"
#include "client/cli/verify_input.h"
#include "client/cli/verify_report.h"

namespace prescreen::cli {
namespace {

struct VerifyOptions {
  std::vector<std::string> paths;
  std::string challenge;
  std::string domain;
  std::string nonce;
  std::string audience;
  std::string as_of;
  std::vector<std::string> identifiers;
  bool require_binding = false;
};

absl::Status CheckStandardInput(const VerifyOptions& options) {
  bool document = false;
  for (const std::string& path : options.paths) {
    document = document || path == kStandardInput;
  }
  for (const std::string& identifier : options.identifiers) {
    if (document && absl::EndsWith(identifier, "=-")) {
      return CliError(ExitCode::kUsage,
                      "standard input cannot be both a document and an "
                      "identifier; name a file for one of them");
    }
  }
  return absl::OkStatus();
}

// All but the documents.
absl::StatusOr<v1::VerifyBundleRequest> MakeRequest(
    Context& context, const VerifyOptions& options) {
  RETURN_IF_ERROR(CheckStandardInput(options));
  v1::VerifyBundleRequest request;
  request.set_parent(TenantName(context.options.tenant));
  request.set_challenge(options.challenge);
  request.set_domain(options.domain);
  request.set_nonce(options.nonce);
  request.set_audience(options.audience);
  request.set_require_binding(options.require_binding);
  if (!options.as_of.empty()) {
    ASSIGN_OR_RETURN(const absl::Time as_of, ParseAsOf(options.as_of));
    *request.mutable_as_of() = TimestampOf(as_of);
  }
  ASSIGN_OR_RETURN(
      const auto identifiers,
      ReadIdentifiers(options.identifiers, /*from_stdin=*/false, context.in));
  for (const v1::KnownIdentifier& identifier : identifiers) {
    *request.add_known_identifiers() = identifier;
  }
  return request;
}

// Nobody said that the document is a credential.
bool HoldsNone(const v1::VerifiedObject& object) {
  return std::any_of(object.findings().begin(), object.findings().end(),
                     [](const v1::Finding& finding) {
                       return finding.code() == v1::NOT_A_CREDENTIAL;
                     });
}

struct Summary {
  VerdictCounts counts;
  bool any_credential = false;
};

absl::Status Print(Context& context, const v1::VerifyBundleResponse& reply,
                   const std::vector<InputDocument>& bundle, Summary* summary) {
  for (const v1::VerifiedObject& object : reply.objects()) {
    const auto index = static_cast<std::size_t>(object.document());
    if (object.document() < 0 || index >= bundle.size() ||
        !summary->counts.Add(object.verdict())) {
      return CliError(ExitCode::kInternal,
                      "the server's reply cannot be understood; use a client "
                      "and a server of the same release");
    }
    summary->any_credential |= !HoldsNone(object);
    const std::string& path = bundle[index].path;
    if (context.options.json) {
      context.out << VerifiedToJson(object, path) << "\n";
    } else {
      context.out << FormatVerified(object, path, context.colour);
    }
  }
  context.out.flush();
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Verify(Context& context,
                                const VerifyOptions& options) {
  ASSIGN_OR_RETURN(v1::VerifyBundleRequest request,
                   MakeRequest(context, options));
  ASSIGN_OR_RETURN(std::vector<std::string> documents,
                   ListDocuments(context.files, options.paths));
  BundleReader reader(context.files, context.in, std::move(documents));
  ASSIGN_OR_RETURN(auto client, Connect(context));
  Summary summary;
  for (;;) {
    ASSIGN_OR_RETURN(const std::vector<InputDocument> bundle, reader.Next());
    if (bundle.empty()) break;
    request.clear_documents();
    for (const InputDocument& document : bundle) {
      v1::Document* added = request.add_documents();
      added->set_content(document.content);
      added->set_label(document.path.substr(document.path.rfind('/') + 1));
    }
    ASSIGN_OR_RETURN(const v1::VerifyBundleResponse reply,
                     client->VerifyBundle(request));
    RETURN_IF_ERROR(Print(context, reply, bundle, &summary));
  }
  if (!context.options.json) context.out << summary.counts.ToString() << "\n";
  if (summary.any_credential) return summary.counts.exit_code();
  return CliError(ExitCode::kBadText,
                  "no credential was found; name files that hold credentials");
}

void AddExpectations(CLI::App& command, VerifyOptions& options) {
  command.add_option("--challenge", options.challenge,
                     "What a proof that carries a challenge must carry");
  command.add_option("--domain", options.domain,
                     "What a proof that carries a domain must carry");
  command.add_option("--nonce", options.nonce,
                     "What a holder's signed presentation must carry");
  command.add_option("--audience", options.audience,
                     "Whom a holder's signed presentation must address");
}

}  // namespace

void AddVerifyVerb(CLI::App& app, Context& context, Action* action) {
  CLI::App* command = app.add_subcommand(
      "verify", "Check credentials; nothing is judged or stored");
  // Shared by parser and action.
  auto options = std::make_shared<VerifyOptions>();
  AddExpectations(*command, *options);
  command->add_option("--as-of", options->as_of,
                      "Verify as of this day or time (2026-11-23, or RFC "
                      "3339); default: now");
  // One value for each --identifier: what follows may be a PATH.
  command
      ->add_option("--identifier", options->identifiers,
                   "TYPE=VALUE: what is known of the holder; email=... is "
                   "emailAddress=...; TYPE=- reads the value from standard "
                   "input, where other users cannot see it")
      ->allow_extra_args(false);
  command->add_flag("--require-binding", options->require_binding,
                    "A credential that is not shown to be the holder's is not "
                    "valid");
  command
      ->add_option("PATH", options->paths,
                   "A document, a folder of documents, or - for standard "
                   "input; together they are one bundle")
      ->required();
  command->callback([=, &context] {
    *action = [=, &context] { return Verify(context, *options); };
  });
}

}  // namespace prescreen::cli
