// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "anchor/evm/deploy.h"
#include "anchor/evm/keystore.h"
#include "base/codec/json.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/terminal_text.h"
#include "client/cli/verbs.h"

namespace prescreen::cli {
namespace {

using anchor::evm::Address;
using anchor::evm::ChainStatus;
using anchor::evm::ContractState;
using anchor::evm::DeployResult;
using anchor::evm::FormatAddress;

constexpr std::uint64_t kWeiPerGwei = 1'000'000'000;

struct ChainOptions {
  std::string rpc;  // may hold an access token: never printed
  std::optional<std::uint64_t> chain_id;
  std::string publisher;
  anchor::evm::KeyFileOptions key;
  std::uint64_t max_fee_gwei = anchor::evm::kDefaultMaxFeePerGas / kWeiPerGwei;
};

// The chain modules' codes as exit codes and what to do about each.
absl::Status NodeError(const absl::Status& error) {
  switch (error.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return CliError(
          ExitCode::kUnavailable,
          absl::StrCat(error.message(), "; check --rpc and run this again"));
    case absl::StatusCode::kFailedPrecondition:
      return CliError(ExitCode::kRefused, error.message());
    default:
      return CliError(ExitCode::kInternal, error.message());
  }
}

absl::Status KeyError(const absl::Status& error) {
  std::string message = absl::StrCat("--key-file: ", error.message());
  if (absl::IsPermissionDenied(error)) {
    absl::StrAppend(&message, "; run 'chmod 600' on it");
  } else if (absl::IsNotFound(error)) {
    absl::StrAppend(&message, "; give an existing file");
  } else if (absl::IsFailedPrecondition(error)) {
    absl::StrAppend(&message,
                    "; use a keystore with --password-file, or "
                    "--development-key on a test chain");
  }
  return CliError(
      absl::IsNotFound(error) ? ExitCode::kNoInput : ExitCode::kBadText,
      message);
}

void PrintField(std::ostream& out, absl::string_view name,
                absl::string_view value) {
  out << name << std::string(name.size() < 12 ? 12 - name.size() : 1, ' ')
      << Printable(value) << "\n";
}

void PrintDeploy(Context& context, const DeployResult& result) {
  const std::string chain = absl::StrCat("eip155:", result.chain_id);
  const std::string contract = FormatAddress(result.contract);
  const std::string hash =
      result.already_there
          ? ""
          : absl::StrCat("0x", HexEncode(AsBytes(result.tx_hash)));
  if (context.options.json) {
    json::Value root = json::Value::Object();
    root.Set("chain", json::Value::String(chain));
    root.Set("contract", json::Value::String(contract));
    root.Set("alreadyThere", json::Value::Bool(result.already_there));
    root.Set("txHash", json::Value::String(hash));
    root.Set("blockNumber",
             json::Value::String(absl::StrCat(result.block_number)));
    root.Set("gasUsed", json::Value::String(absl::StrCat(result.gas_used)));
    context.out << json::Serialize(root) << "\n";
    return;
  }
  PrintField(context.out, "chain", chain);
  PrintField(context.out, "contract", contract);
  if (result.already_there) {
    PrintField(context.out, "deployed", "was there already, nothing was sent");
    return;
  }
  PrintField(context.out, "transaction", hash);
  PrintField(context.out, "deployed",
             absl::StrCat("in block ", result.block_number, ", gas ",
                          result.gas_used));
}

absl::string_view ContractWord(ContractState state) {
  switch (state) {
    case ContractState::kMissing:
      return "missing: run 'prescreen chain deploy'";
    case ContractState::kOther:
      return "other code: this chain cannot be used";
    case ContractState::kPresent:
      return "present";
  }
  return "unknown";
}

std::string BlockText(const std::optional<std::uint64_t>& number) {
  return number ? absl::StrCat(*number) : "not known to this node";
}

void PrintStatus(Context& context, const ChainStatus& status) {
  std::vector<std::pair<std::string, std::string>> fields = {
      {"chain", absl::StrCat("eip155:", status.chain_id)},
      {"head", absl::StrCat(status.head)},
      {"safe", BlockText(status.safe)},
      {"finalized", BlockText(status.finalized)},
      {"contract", FormatAddress(status.contract)},
      {"code", std::string(ContractWord(status.contract_state))},
      {"baseFee", absl::StrCat(status.base_fee.ToDecimal(), " wei per gas")}};
  if (status.publisher) {
    fields.emplace_back("publisher", FormatAddress(status.publisher->address));
    fields.emplace_back(
        "balance", absl::StrCat(status.publisher->balance.ToDecimal(), " wei"));
    fields.emplace_back("nonce", absl::StrCat(status.publisher->nonce));
  }
  if (!context.options.json) {
    for (const auto& [name, value] : fields) {
      PrintField(context.out, name, value);
    }
    return;
  }
  json::Value root = json::Value::Object();
  for (const auto& [name, value] : fields) {
    root.Set(name, json::Value::String(value));
  }
  context.out << json::Serialize(root) << "\n";
}

absl::StatusOr<ExitCode> Deploy(Context& context, const ChainOptions& options) {
  anchor::evm::DeployOptions deploy;
  ASSIGN_OR_RETURN(deploy.wait, CallTimeout(context, deploy.wait));
  deploy.chain_id = options.chain_id;
  deploy.max_fee_per_gas = options.max_fee_gwei * kWeiPerGwei;
  const auto key = anchor::evm::LoadPrivateKey(context.files, options.key);
  if (!key.ok()) return KeyError(key.status());
  const auto result =
      anchor::evm::DeployContract(options.rpc, *key, context.http, deploy);
  if (!result.ok()) return NodeError(result.status());
  PrintDeploy(context, *result);
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> Status(Context& context, const ChainOptions& options) {
  std::optional<Address> publisher;
  if (!options.publisher.empty()) {
    auto address = anchor::evm::ParseAddress(options.publisher);
    if (!address.ok()) {
      return CliError(ExitCode::kUsage,
                      "--publisher must be an address: 0x and 40 hexadecimal "
                      "digits");
    }
    publisher = *address;
  }
  ASSIGN_OR_RETURN(const absl::Duration timeout,
                   CallTimeout(context, absl::Seconds(10)));
  const auto status = anchor::evm::GetChainStatus(options.rpc, publisher,
                                                  context.http, timeout);
  if (!status.ok()) return NodeError(status.status());
  PrintStatus(context, *status);
  return ExitCode::kOk;
}

void AddDeploy(CLI::App& group, Context& context,
               const std::shared_ptr<ChainOptions>& options, Action* action) {
  CLI::App* command = group.add_subcommand(
      "deploy", "Put the AnchorLog contract on a chain, once");
  command->add_option("--rpc", options->rpc, "URL of a JSON-RPC node")
      ->required();
  command
      ->add_option("--key-file", options->key.path,
                   "Keystore of the account that pays (mode 0600); not a "
                   "publisher's")
      ->required();
  command->add_option("--password-file", options->key.password_path,
                      "Its password (mode 0600)");
  command->add_flag("--development-key", options->key.development,
                    "The key file holds a raw key, for test chains");
  command->add_option("--chain-id", options->chain_id,
                      "Refuse a node of another chain");
  command
      ->add_option("--max-fee-gwei", options->max_fee_gwei,
                   "The most to pay per gas")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000}))
      ->capture_default_str();
  command->callback([=, &context] {
    *action = [=, &context] { return Deploy(context, *options); };
  });
}

}  // namespace

void AddChainVerbs(CLI::App& app, Context& context, Action* action) {
  CLI::App* group = app.add_subcommand(
      "chain", "EVM chains that checkpoints are anchored on");
  group->require_subcommand(1);
  // Shared by parser and actions.
  auto options = std::make_shared<ChainOptions>();
  AddDeploy(*group, context, options, action);
  CLI::App* status =
      group->add_subcommand("status", "Node, contract, fees and publisher");
  status->add_option("--rpc", options->rpc, "URL of a JSON-RPC node")
      ->required();
  status->add_option("--publisher", options->publisher,
                     "Show this account's balance and nonce");
  status->callback([=, &context] {
    *action = [=, &context] { return Status(context, *options); };
  });
}

}  // namespace prescreen::cli
