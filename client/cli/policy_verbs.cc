// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "client/cli/input.h"
#include "client/cli/terminal_text.h"
#include "client/cli/verbs.h"
#include "client/error_details.h"

namespace prescreen::cli {
namespace {

// `FILE:line:column: field: text`, as editors read it.
std::string PlaceLine(absl::string_view file, int line, int column,
                      absl::string_view field, absl::string_view text) {
  std::string place(file);
  if (line > 0) absl::StrAppend(&place, ":", line, ":", column);
  return Printable(absl::StrCat(place, ": ", field.empty() ? "" : field,
                                field.empty() ? "" : ": ", text));
}

void PrintWarnings(const v1::Policy& policy, const std::string& file,
                   std::ostream& out) {
  for (const v1::PolicyWarning& warning : policy.warnings()) {
    out << PlaceLine(file, warning.line(), warning.column(), warning.field(),
                     absl::StrCat("warning: ", warning.description()))
        << "\n";
  }
}

// `x@1 ACTIVE, Senior Data Engineer, 2026-10-01 to 2027-04-01, sha256:…`.
std::string Summary(const v1::Policy& policy) {
  std::vector<std::string> parts;
  if (!policy.name().empty()) {
    parts.push_back(absl::StrCat(Printable(policy.name()), " ",
                                 v1::Policy::State_IsValid(policy.state())
                                     ? v1::Policy::State_Name(policy.state())
                                     : "in an unknown state"));
  }
  parts.push_back(Shorten(policy.title(), 60));
  parts.push_back(absl::StrCat(Printable(policy.effective_from()), " to ",
                               Printable(policy.effective_until())));
  parts.push_back(absl::StrCat("sha256:", Printable(policy.digest())));
  return absl::StrJoin(parts, ", ");
}

absl::StatusOr<v1::CreatePolicyRequest> ReadPolicy(Context& context,
                                                   const std::string& file,
                                                   bool validate_only) {
  v1::CreatePolicyRequest request;
  request.set_parent(TenantName(context.options.tenant));
  ASSIGN_OR_RETURN(*request.mutable_text(),
                   ReadInputFile(context.files, file, kMaxPolicyBytes));
  request.set_validate_only(validate_only);
  return request;
}

// Prints each fault of a refused text on standard output; what is left to say
// on standard error.
absl::Status PrintFaults(Context& context, const std::string& file,
                         const absl::Status& status) {
  const ErrorDetails details = ErrorDetailsOf(status);
  if (details.reason != "INVALID_POLICY" || details.violations.empty() ||
      context.options.json) {
    return status;
  }
  for (const FieldViolation& fault : details.violations) {
    context.out << PlaceLine(file, fault.line, fault.column, fault.field,
                             fault.description)
                << "\n";
  }
  return CliError(
      ExitCode::kBadText,
      absl::StrCat(
          file, " is not a valid policy; correct ",
          details.violations.size() == 1
              ? std::string("the line")
              : absl::StrCat("the ", details.violations.size(), " lines"),
          " named above and check it again"));
}

absl::StatusOr<v1::Policy> SendPolicy(Context& context, const std::string& file,
                                      bool validate_only) {
  ASSIGN_OR_RETURN(const v1::CreatePolicyRequest request,
                   ReadPolicy(context, file, validate_only));
  ASSIGN_OR_RETURN(auto client, Connect(context));
  auto policy = client->CreatePolicy(request);
  if (!policy.ok()) return PrintFaults(context, file, policy.status());
  return policy;
}

absl::StatusOr<ExitCode> Check(Context& context, const std::string& file) {
  ASSIGN_OR_RETURN(const v1::Policy policy,
                   SendPolicy(context, file, /*validate_only=*/true));
  if (context.options.json) {
    RETURN_IF_ERROR(PrintJson(policy, context.out));
    return ExitCode::kOk;
  }
  PrintWarnings(policy, file, context.out);
  context.out << Printable(file) << ": valid: " << Summary(policy) << "\n";
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> Apply(Context& context, const std::string& file) {
  ASSIGN_OR_RETURN(const v1::Policy policy,
                   SendPolicy(context, file, /*validate_only=*/false));
  if (context.options.json) {
    RETURN_IF_ERROR(PrintJson(policy, context.out));
    return ExitCode::kOk;
  }
  PrintWarnings(policy, file, context.out);
  context.out << Summary(policy) << "\n";
  if (policy.state() == v1::Policy::DRAFT) {
    absl::string_view name = policy.name();
    name.remove_prefix(name.rfind('/') + 1);
    context.out << "to use it: prescreen policy activate " << Printable(name)
                << "\n";
  }
  return ExitCode::kOk;
}

// With its version.
absl::StatusOr<std::string> VersionName(const Context& context,
                                        const std::string& name) {
  std::string full = PolicyName(context.options.tenant, name);
  if (full.find('@') != std::string::npos) return full;
  return CliError(ExitCode::kUsage,
                  "name the version, such as NAME@1; 'prescreen policy apply' "
                  "prints it");
}

// How far it is from being APPROVED.
void PrintApprovals(const v1::Policy& policy, std::ostream& out) {
  if (!policy.has_submit_time()) return;
  out << policy.approvals_size() << " of " << policy.approvals_required()
      << " approvals\n";
  for (const v1::Approval& approval : policy.approvals()) {
    out << "approved by " << Printable(approval.approver()) << "\n";
  }
}

absl::StatusOr<ExitCode> PrintStep(Context& context, const v1::Policy& policy) {
  if (context.options.json) {
    RETURN_IF_ERROR(PrintJson(policy, context.out));
    return ExitCode::kOk;
  }
  context.out << Summary(policy) << "\n";
  PrintApprovals(policy, context.out);
  for (const std::string& catalogue : policy.catalogues()) {
    context.out << "uses " << Printable(catalogue) << "\n";
  }
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> Submit(Context& context, const std::string& name) {
  v1::SubmitPolicyRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), VersionName(context, name));
  ASSIGN_OR_RETURN(auto client, Connect(context));
  ASSIGN_OR_RETURN(const v1::Policy policy, client->SubmitPolicy(request));
  return PrintStep(context, policy);
}

absl::StatusOr<ExitCode> Approve(Context& context, const std::string& name,
                                 const std::string& digest) {
  v1::ApprovePolicyRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), VersionName(context, name));
  request.set_digest(std::string(absl::StripPrefix(digest, "sha256:")));
  ASSIGN_OR_RETURN(auto client, Connect(context));
  ASSIGN_OR_RETURN(const v1::Policy policy, client->ApprovePolicy(request));
  return PrintStep(context, policy);
}

absl::StatusOr<ExitCode> Activate(Context& context, const std::string& name) {
  v1::ActivatePolicyRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), VersionName(context, name));
  ASSIGN_OR_RETURN(auto client, Connect(context));
  ASSIGN_OR_RETURN(const v1::Policy policy, client->ActivatePolicy(request));
  return PrintStep(context, policy);
}

// Every page.
absl::StatusOr<ExitCode> List(Context& context) {
  ASSIGN_OR_RETURN(auto client, Connect(context));
  v1::ListPoliciesRequest request;
  request.set_parent(TenantName(context.options.tenant));
  int shown = 0;
  do {
    ASSIGN_OR_RETURN(const v1::ListPoliciesResponse page,
                     client->ListPolicies(request));
    if (context.options.json) RETURN_IF_ERROR(PrintJson(page, context.out));
    for (const v1::Policy& policy : page.policies()) {
      if (!context.options.json) context.out << Summary(policy) << "\n";
      ++shown;
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (shown == 0 && !context.options.json) context.out << "No policies.\n";
  return ExitCode::kOk;
}

// Prints the text itself, so that it can be edited and applied again; what the
// server adds stands in comments.
absl::StatusOr<ExitCode> Show(Context& context, const std::string& name) {
  v1::GetPolicyRequest request;
  request.set_name(PolicyName(context.options.tenant, name));
  ASSIGN_OR_RETURN(auto client, Connect(context));
  ASSIGN_OR_RETURN(const v1::Policy policy, client->GetPolicy(request));
  if (context.options.json) {
    RETURN_IF_ERROR(PrintJson(policy, context.out));
    return ExitCode::kOk;
  }
  context.out << "# " << Summary(policy) << "\n";
  for (const std::string& catalogue : policy.catalogues()) {
    context.out << "# uses " << Printable(catalogue) << "\n";
  }
  const std::string text = PrintableLines(policy.text());
  context.out << text << (absl::EndsWith(text, "\n") ? "" : "\n");
  return ExitCode::kOk;
}

// Ids hold neither `/` nor end like this, full names begin with `tenants/`.
bool NamesFile(absl::string_view argument) {
  return !absl::StartsWith(argument, "tenants/") &&
         (absl::StrContains(argument, '/') ||
          absl::EndsWith(argument, ".yaml") ||
          absl::EndsWith(argument, ".yml"));
}

// In plain words: of a stored policy, or of a file that is not stored.
absl::StatusOr<ExitCode> ShowPlain(Context& context,
                                   const std::string& argument) {
  v1::RenderPolicyRequest request;
  if (NamesFile(argument)) {
    ASSIGN_OR_RETURN(*request.mutable_text(),
                     ReadInputFile(context.files, argument, kMaxPolicyBytes));
  } else {
    request.set_name(PolicyName(context.options.tenant, argument));
  }
  ASSIGN_OR_RETURN(auto client, Connect(context));
  const auto response = client->RenderPolicy(request);
  if (!response.ok()) return PrintFaults(context, argument, response.status());
  if (context.options.json) {
    RETURN_IF_ERROR(PrintJson(*response, context.out));
    return ExitCode::kOk;
  }
  context.out << PrintableLines(response->plain_text());
  return ExitCode::kOk;
}

using Verb = absl::StatusOr<ExitCode> (*)(Context&, const std::string&);

void AddVerb(CLI::App& group, const char* name, const char* help,
             const char* argument, const char* argument_help, Verb verb,
             Context& context, Action* action) {
  CLI::App* command = group.add_subcommand(name, help);
  auto value = std::make_shared<std::string>();  // shared by parser and action
  command->add_option(argument, *value, argument_help)->required();
  command->callback([=, &context] {
    *action = [=, &context] { return verb(context, *value); };
  });
}

void AddShow(CLI::App& group, Context& context, Action* action) {
  CLI::App* command = group.add_subcommand("show", "Print a policy");
  auto name = std::make_shared<std::string>();  // shared by parser and action
  auto plain = std::make_shared<bool>(false);   // as well
  command
      ->add_option("NAME", *name,
                   "NAME, or NAME@VERSION; with --plain also a FILE, which has "
                   "a `/` in its name or ends in .yaml or .yml")
      ->required();
  command->add_flag("--plain", *plain, "In plain words instead of its text");
  command->callback([=, &context] {
    *action = [=, &context] {
      return *plain ? ShowPlain(context, *name) : Show(context, *name);
    };
  });
}

void AddApprove(CLI::App& group, Context& context, Action* action) {
  CLI::App* command =
      group.add_subcommand("approve", "Approve a submitted version");
  auto name = std::make_shared<std::string>();    // shared by parser and action
  auto digest = std::make_shared<std::string>();  // as well
  command->add_option("NAME", *name, "NAME@VERSION")->required();
  command->add_option("--digest", *digest,
                      "Only if the version's text has this sha256");
  command->callback([=, &context] {
    *action = [=, &context] { return Approve(context, *name, *digest); };
  });
}

void AddList(CLI::App& group, Context& context, Action* action) {
  group.add_subcommand("list", "Every version of every policy")
      ->callback([&context, action] {
        *action = [&context] { return List(context); };
      });
}

}  // namespace

void AddPolicyVerbs(CLI::App& app, Context& context, Action* action) {
  CLI::App* group = app.add_subcommand("policy", "Role policies");
  group->require_subcommand(1);
  AddVerb(*group, "check", "Check a policy text; store nothing", "FILE",
          "YAML text of a role policy", Check, context, action);
  AddVerb(*group, "apply", "Store a policy text as a new draft version", "FILE",
          "YAML text of a role policy", Apply, context, action);
  AddVerb(*group, "submit", "Put a draft version up for approval", "NAME",
          "NAME@VERSION", Submit, context, action);
  AddApprove(*group, context, action);
  AddVerb(*group, "activate", "Use this version for new screenings", "NAME",
          "NAME@VERSION", Activate, context, action);
  AddShow(*group, context, action);
  AddList(*group, context, action);
}

}  // namespace prescreen::cli
