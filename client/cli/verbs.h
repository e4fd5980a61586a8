// SPDX-License-Identifier: Apache-2.0
// The verbs of `prescreen`. Each function adds subcommands to `app`; parsing
// one of them sets `*action`. `context` and `action` must outlive the action.
#ifndef PRESCREEN_CLIENT_CLI_VERBS_H_
#define PRESCREEN_CLIENT_CLI_VERBS_H_

#include "client/cli/context.h"

namespace CLI {
class App;
}  // namespace CLI

namespace prescreen::cli {

// policy check | apply | submit | approve | activate | show | list
void AddPolicyVerbs(CLI::App& app, Context& context, Action* action);
// catalogue import | list
void AddCatalogueVerbs(CLI::App& app, Context& context, Action* action);
// screen
void AddScreenVerb(CLI::App& app, Context& context, Action* action);
// verify
void AddVerifyVerb(CLI::App& app, Context& context, Action* action);
// list
void AddListVerb(CLI::App& app, Context& context, Action* action);
// watch
void AddWatchVerb(CLI::App& app, Context& context, Action* action);
// receipt get | wait | inclusion | consistency
void AddReceiptVerbs(CLI::App& app, Context& context, Action* action);
// sandbox
void AddSandboxVerb(CLI::App& app, Context& context, Action* action);
// chain deploy | status
void AddChainVerbs(CLI::App& app, Context& context, Action* action);
// tenant create | list, key create | list | revoke, access list, server info
void AddAdminVerbs(CLI::App& app, Context& context, Action* action);

}  // namespace prescreen::cli

#endif  // PRESCREEN_CLIENT_CLI_VERBS_H_
