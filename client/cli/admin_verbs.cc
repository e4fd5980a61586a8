// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "client/cli/input.h"
#include "client/cli/terminal_text.h"
#include "client/cli/verbs.h"

namespace prescreen::cli {
namespace {

// Rows shown at most; `--json` shows the same.
constexpr int kPage = 1000;

struct TenantOptions {
  std::string id;
  bool sandbox = false;
  int approvals = -1;  // the server's default
};

struct KeyOptions {
  std::string name;
  std::string label;
  std::vector<std::string> roles;
  std::vector<std::string> tenants;
  bool every_tenant = false;
  int max_in_flight = 0;
  std::string expires;
  std::string out;
};

struct AccessListOptions {
  std::string principal;
  bool every_tenant = false;
};

std::string FormatTime(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ",
                          absl::FromUnixSeconds(time.seconds()),
                          absl::UTCTimeZone());
}

template <typename Reply>
absl::StatusOr<ExitCode> Print(const Context& context, const Reply& reply,
                               void (*print)(const Reply&, std::ostream&)) {
  if (context.options.json) {
    RETURN_IF_ERROR(PrintJson(reply, context.out));
  } else {
    print(reply, context.out);
  }
  return ExitCode::kOk;
}

void PrintTenant(const v1::Tenant& tenant, std::ostream& out) {
  out << Printable(tenant.name())
      << (tenant.sandbox() ? "  sandbox"
                           : absl::StrCat("  approvals required: ",
                                          tenant.approvals_required()))
      << "\n";
}

void PrintTenants(const v1::ListTenantsResponse& page, std::ostream& out) {
  for (const v1::Tenant& tenant : page.tenants()) PrintTenant(tenant, out);
}

std::string StateOf(const v1::ApiKey& key) {
  if (key.has_revoke_time()) {
    return "revoked " + FormatTime(key.revoke_time());
  }
  if (key.has_expire_time()) return "until " + FormatTime(key.expire_time());
  return "no end";
}

std::string RolesOf(const google::protobuf::RepeatedField<int>& roles) {
  return absl::StrJoin(roles, ",", [](std::string* text, int role) {
    absl::StrAppend(text, absl::AsciiStrToLower(
                              v1::Role_Name(static_cast<v1::Role>(role))));
  });
}

std::string TenantsOf(
    const google::protobuf::RepeatedPtrField<std::string>& tenants) {
  return tenants.empty() ? "every tenant" : absl::StrJoin(tenants, ",");
}

void PrintKey(const v1::ApiKey& key, std::ostream& out) {
  out << Printable(absl::StrCat(
             key.name(), "  ", RolesOf(key.roles()), "  ",
             TenantsOf(key.tenants()), "  ", StateOf(key), "  ",
             key.has_last_use() ? "used " + FormatTime(key.last_use())
                                : "never used",
             "  ", key.label()))
      << "\n";
}

void PrintKeys(const v1::ListKeysResponse& page, std::ostream& out) {
  for (const v1::ApiKey& key : page.keys()) PrintKey(key, out);
}

void PrintAccess(const v1::ListAccessResponse& page, std::ostream& out) {
  for (const v1::AccessEntry& entry : page.entries()) {
    out << Printable(absl::StrCat(FormatTime(entry.time()), "  ", entry.code(),
                                  "  ", entry.principal(), "  ", entry.method(),
                                  "  ", entry.resource()))
        << "\n";
  }
}

void PrintInfo(const v1::ServerInfo& info, std::ostream& out) {
  out << "prescreend " << Printable(info.version()) << "\nlog "
      << Printable(info.origin()) << "\nyou are " << Printable(info.principal())
      << ": " << RolesOf(info.roles()) << "; "
      << Printable(TenantsOf(info.tenants())) << "\nsuites "
      << Printable(absl::StrJoin(info.suites(), " ")) << "\n";
  for (const v1::ServerInfo::Chain& chain : info.chains()) {
    out << "chain " << Printable(chain.chain())
        << (chain.required() ? " (required)" : "") << "\n";
  }
}

absl::StatusOr<ExitCode> CreateTenant(const Context& context,
                                      const TenantOptions& options) {
  ASSIGN_OR_RETURN(auto client, Connect(context));
  v1::CreateTenantRequest request;
  request.set_tenant_id(options.id);
  request.set_sandbox(options.sandbox);
  if (options.approvals >= 0) {
    request.set_approvals_required(options.approvals);
  }
  ASSIGN_OR_RETURN(const v1::Tenant tenant, client->CreateTenant(request));
  return Print(context, tenant, PrintTenant);
}

absl::StatusOr<ExitCode> ListTenants(const Context& context) {
  ASSIGN_OR_RETURN(auto client, Connect(context));
  v1::ListTenantsRequest request;
  request.set_page_size(kPage);
  for (;;) {
    ASSIGN_OR_RETURN(const auto page, client->ListTenants(request));
    RETURN_IF_ERROR(Print(context, page, PrintTenants).status());
    if (page.next_page_token().empty()) return ExitCode::kOk;
    request.set_page_token(page.next_page_token());
  }
}

absl::StatusOr<v1::CreateKeyRequest> MakeKeyRequest(const Context& context,
                                                    const KeyOptions& options) {
  v1::CreateKeyRequest request;
  request.set_label(options.label);
  request.set_max_in_flight(options.max_in_flight);
  for (const std::string& name : options.roles) {
    v1::Role role = v1::ROLE_UNSPECIFIED;
    if (!v1::Role_Parse(absl::AsciiStrToUpper(name), &role)) {
      return CliError(ExitCode::kUsage,
                      absl::StrCat("--role ", name, ": there is no such role"));
    }
    request.add_roles(role);
  }
  if (!options.every_tenant) {
    for (const std::string& tenant : options.tenants) {
      request.add_tenants(TenantName(tenant));
    }
    if (options.tenants.empty()) {
      request.add_tenants(TenantName(context.options.tenant));
    }
  }
  if (!options.expires.empty()) {
    absl::Time time;
    std::string error;
    if (!absl::ParseTime(absl::RFC3339_full, options.expires, &time, &error)) {
      return CliError(ExitCode::kUsage,
                      "--expires must be a time such as 2027-01-31T12:00:00Z");
    }
    request.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(time));
  }
  return request;
}

// A new file of mode 0600, made before the key is: a secret that cannot be
// written down is lost.
absl::StatusOr<std::unique_ptr<OpenFile>> CreateSecretFile(
    const Context& context, const std::string& path) {
  auto file = context.files.Create(path, 0600);
  if (!file.ok()) {
    return CliError(ExitCode::kCannotWrite,
                    "--out: the file cannot be made, or exists");
  }
  return file;
}

absl::StatusOr<ExitCode> CreateKey(const Context& context,
                                   const KeyOptions& options) {
  ASSIGN_OR_RETURN(const v1::CreateKeyRequest request,
                   MakeKeyRequest(context, options));
  ASSIGN_OR_RETURN(auto client, Connect(context));
  std::unique_ptr<OpenFile> file;
  if (!options.out.empty()) {
    ASSIGN_OR_RETURN(file, CreateSecretFile(context, options.out));
  }
  absl::StatusOr<v1::CreateKeyResponse> made = client->CreateKey(request);
  if (!made.ok()) {
    if (file) context.files.Remove(options.out).IgnoreError();
    return made.status();
  }
  if (file) {
    if (!file->Append(made->secret() + "\n").ok() || !file->Sync().ok()) {
      return CliError(ExitCode::kCannotWrite,
                      "--out: the file cannot be written; revoke the key");
    }
    made->clear_secret();
  }
  if (context.options.json) {
    RETURN_IF_ERROR(PrintJson(*made, context.out));
    return ExitCode::kOk;
  }
  PrintKey(made->key(), context.out);
  if (!file) {
    context.out << "Shown this once: " << Printable(made->secret()) << "\n";
  }
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> ListKeys(const Context& context) {
  ASSIGN_OR_RETURN(auto client, Connect(context));
  v1::ListKeysRequest request;
  request.set_page_size(kPage);
  for (;;) {
    ASSIGN_OR_RETURN(const auto page, client->ListKeys(request));
    RETURN_IF_ERROR(Print(context, page, PrintKeys).status());
    if (page.next_page_token().empty()) return ExitCode::kOk;
    request.set_page_token(page.next_page_token());
  }
}

absl::StatusOr<ExitCode> RevokeKey(const Context& context,
                                   const KeyOptions& options) {
  ASSIGN_OR_RETURN(auto client, Connect(context));
  v1::RevokeKeyRequest request;
  request.set_name(options.name);
  ASSIGN_OR_RETURN(const v1::ApiKey key, client->RevokeKey(request));
  return Print(context, key, PrintKey);
}

absl::StatusOr<ExitCode> ListAccess(const Context& context,
                                    const AccessListOptions& options) {
  ASSIGN_OR_RETURN(auto client, Connect(context));
  v1::ListAccessRequest request;
  if (!options.every_tenant) {
    request.set_tenant(TenantName(context.options.tenant));
  }
  request.set_principal(options.principal);
  request.set_page_size(kPage);
  ASSIGN_OR_RETURN(const auto page, client->ListAccess(request));
  return Print(context, page, PrintAccess);
}

void PrintBackup(const v1::BackupResponse& backup, std::ostream& out) {
  out << "a backup of " << backup.log_size() << " leaves, " << backup.bytes()
      << " bytes\n";
}

absl::StatusOr<ExitCode> MakeBackup(const Context& context,
                                    const std::string& folder) {
  ASSIGN_OR_RETURN(auto client, Connect(context));
  v1::BackupRequest request;
  request.set_folder(folder);
  ASSIGN_OR_RETURN(const v1::BackupResponse backup, client->Backup(request));
  return Print(context, backup, PrintBackup);
}

absl::StatusOr<ExitCode> ShowInfo(const Context& context) {
  ASSIGN_OR_RETURN(auto client, Connect(context));
  ASSIGN_OR_RETURN(const v1::ServerInfo info, client->GetServerInfo({}));
  return Print(context, info, PrintInfo);
}

void AddTenantVerbs(CLI::App& app, Context& context, Action* action) {
  CLI::App* tenant = app.add_subcommand("tenant", "Tenants of the server");
  tenant->require_subcommand(1);
  auto options = std::make_shared<TenantOptions>();
  CLI::App* create = tenant->add_subcommand("create", "Makes a tenant");
  create->add_option("ID", options->id, "1 to 63 of a-z0-9-")->required();
  create->add_flag("--sandbox", options->sandbox,
                   "For trials: no approvals, marked in every record");
  create
      ->add_option("--approvals", options->approvals,
                   "Approvals that a policy needs; default 2")
      ->check(CLI::Range(0, 10));
  create->callback([=, &context] {
    *action = [=, &context] { return CreateTenant(context, *options); };
  });
  CLI::App* list = tenant->add_subcommand("list", "Those you may act for");
  list->callback(
      [=, &context] { *action = [&context] { return ListTenants(context); }; });
}

void AddKeyVerbs(CLI::App& app, Context& context, Action* action) {
  CLI::App* key = app.add_subcommand("key", "API keys");
  key->require_subcommand(1);
  auto options = std::make_shared<KeyOptions>();
  CLI::App* create =
      key->add_subcommand("create", "Makes a key; its secret is shown once");
  create
      ->add_option("--role", options->roles,
                   "ats, recruiter, reviewer, policy_author, approver, "
                   "auditor, privacy, admin; may be repeated")
      ->required()
      ->delimiter(',');
  create
      ->add_option("--for", options->tenants,
                   "Tenant; may be repeated; default --tenant")
      ->delimiter(',');
  create->add_flag("--every-tenant", options->every_tenant,
                   "For every tenant, also those to come");
  create->add_option("--label", options->label, "What it is for");
  create->add_option("--expires", options->expires,
                     "2027-01-31T12:00:00Z; default never");
  create
      ->add_option("--max-in-flight", options->max_in_flight,
                   "Calls under way at once; default the server's")
      ->check(CLI::Range(1, 1000000));
  create->add_option("--out", options->out,
                     "Write the secret into this new file, mode 0600");
  create->callback([=, &context] {
    *action = [=, &context] { return CreateKey(context, *options); };
  });
  CLI::App* list = key->add_subcommand("list", "Keys, oldest first");
  list->callback(
      [=, &context] { *action = [&context] { return ListKeys(context); }; });
  CLI::App* revoke = key->add_subcommand("revoke", "Ends a key at once");
  revoke->add_option("NAME", options->name, "keys/…")->required();
  revoke->callback([=, &context] {
    *action = [=, &context] { return RevokeKey(context, *options); };
  });
}

}  // namespace

void AddAdminVerbs(CLI::App& app, Context& context, Action* action) {
  AddTenantVerbs(app, context, action);
  AddKeyVerbs(app, context, action);
  CLI::App* access = app.add_subcommand("access", "Who called what");
  access->require_subcommand(1);
  CLI::App* list = access->add_subcommand(
      "list", "The tenant's calls, newest first, at most 1000");
  auto options = std::make_shared<AccessListOptions>();
  list->add_option("--principal", options->principal,
                   "Of this caller alone: keys/…, certificates/…");
  list->add_flag("--every-tenant", options->every_tenant,
                 "Of every tenant that you may act for");
  list->callback([=, &context] {
    *action = [=, &context] { return ListAccess(context, *options); };
  });
  CLI::App* backup = app.add_subcommand(
      "backup", "Copies the running server's data, on the server");
  auto folder = std::make_shared<std::string>();
  backup->add_option("folder", *folder, "New folder below backup_path")
      ->required();
  backup->callback([=, &context] {
    *action = [=, &context] { return MakeBackup(context, *folder); };
  });
  CLI::App* server = app.add_subcommand("server", "The server itself");
  server->require_subcommand(1);
  CLI::App* info = server->add_subcommand("info", "What it is and can do");
  info->callback(
      [=, &context] { *action = [&context] { return ShowInfo(context); }; });
}

}  // namespace prescreen::cli
