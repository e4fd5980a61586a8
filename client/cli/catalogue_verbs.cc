// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "client/cli/input.h"
#include "client/cli/terminal_text.h"
#include "client/cli/verbs.h"
#include "client/error_details.h"

namespace prescreen::cli {
namespace {

absl::Status ExplainFaults(Context& context, const std::string& file,
                           const absl::Status& error) {
  const ErrorDetails details = ErrorDetailsOf(error);
  if (details.reason != "INVALID_CATALOGUE" || details.violations.empty() ||
      context.options.json) {
    return error;
  }
  for (const FieldViolation& fault : details.violations) {
    context.out << Printable(absl::StrCat(file, ":", fault.line, ":",
                                          fault.column, ": ", fault.field, ": ",
                                          fault.description))
                << "\n";
  }
  return CliError(ExitCode::kBadText,
                  absl::StrCat(file,
                               " is not a valid catalogue; correct the lines "
                               "named above and import it again"));
}

absl::StatusOr<ExitCode> Import(Context& context,
                                const std::vector<std::string>& files) {
  std::vector<v1::ImportCatalogueRequest> requests;
  for (const std::string& file : files) {
    v1::ImportCatalogueRequest& request = requests.emplace_back();
    request.set_parent(TenantName(context.options.tenant));
    ASSIGN_OR_RETURN(*request.mutable_text(),
                     ReadInputFile(context.files, file, kMaxCatalogueBytes));
  }
  ASSIGN_OR_RETURN(auto client, Connect(context));
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto catalogue = client->ImportCatalogue(requests[i]);
    if (!catalogue.ok()) {
      return ExplainFaults(context, files[i], catalogue.status());
    }
    if (context.options.json) {
      RETURN_IF_ERROR(PrintJson(*catalogue, context.out));
      continue;
    }
    context.out << Printable(catalogue->name()) << ", " << catalogue->entries()
                << " entries, sha256:" << Printable(catalogue->digest())
                << "\n";
  }
  return ExitCode::kOk;
}

// Every page.
absl::StatusOr<ExitCode> List(Context& context) {
  ASSIGN_OR_RETURN(auto client, Connect(context));
  v1::ListCataloguesRequest request;
  request.set_parent(TenantName(context.options.tenant));
  int shown = 0;
  do {
    ASSIGN_OR_RETURN(const v1::ListCataloguesResponse page,
                     client->ListCatalogues(request));
    if (context.options.json) RETURN_IF_ERROR(PrintJson(page, context.out));
    for (const v1::Catalogue& catalogue : page.catalogues()) {
      ++shown;
      if (context.options.json) continue;
      context.out << Printable(catalogue.name()) << ", " << catalogue.entries()
                  << (catalogue.entries() == 1 ? " entry" : " entries")
                  << ", sha256:" << Printable(catalogue.digest()) << "\n";
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (shown == 0 && !context.options.json) context.out << "No catalogues.\n";
  return ExitCode::kOk;
}

}  // namespace

void AddCatalogueVerbs(CLI::App& app, Context& context, Action* action) {
  CLI::App* group = app.add_subcommand(
      "catalogue", "Catalogues of issuers, achievements and skills");
  group->require_subcommand(1);
  CLI::App* command = group->add_subcommand(
      "import", "Store each file as a new snapshot of its catalogue");
  // Shared by parser and action.
  auto files = std::make_shared<std::vector<std::string>>();
  command
      ->add_option("FILE", *files,
                   "YAML texts; with --json one line is printed for each")
      ->required();
  command->callback([=, &context] {
    *action = [=, &context] { return Import(context, *files); };
  });
  group->add_subcommand("list", "Every snapshot of each catalogue")
      ->callback([&context, action] {
        *action = [&context] { return List(context); };
      });
}

}  // namespace prescreen::cli
