// SPDX-License-Identifier: Apache-2.0
#include "server/chains.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "anchor/evm/evm_chain.h"
#include "anchor/evm/keystore.h"
#include "anchor/file/file_chain.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

constexpr std::uint64_t kWeiPerGwei = 1'000'000'000;

absl::StatusOr<std::unique_ptr<anchor::Chain>> CreateEvm(
    const Config& config, const ChainConfig& chain, FileSystem& files,
    HttpClient& http, const Clock& clock) {
  anchor::evm::KeyFileOptions key_options;
  key_options.path = chain.evm.key_file;
  key_options.password_path = chain.evm.password_file;
  key_options.development = chain.evm.development;
  anchor::evm::EvmChainOptions options;
  ASSIGN_OR_RETURN(options.private_key,
                   anchor::evm::LoadPrivateKey(files, key_options));
  options.rpc_url = chain.evm.rpc;
  options.chain_id = chain.evm.chain_id;
  options.origin = config.origin;
  options.min_confirmations = chain.evm.min_confirmations;
  options.max_fee_per_gas = chain.evm.max_fee_gwei * kWeiPerGwei;
  return anchor::evm::EvmChain::New(std::move(options), http, clock);
}

// The entry of `identity` for a chain; nullptr if it has none.
const anchor::AnchorIdentity* FindAnchor(const anchor::LogIdentity& identity,
                                         const std::string& caip2) {
  for (const anchor::AnchorIdentity& anchor : identity.anchors) {
    if (anchor.caip2 == caip2) return &anchor;
  }
  return nullptr;
}

absl::Status ChangedChain(absl::string_view id, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(
      "chain ", id, ": ", what,
      "; the chains of a log are fixed by its first leaf, and changing them "
      "later needs an operator notice (leaf 05), which this version cannot "
      "write"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Chains>> Chains::Create(
    const Config& config, const Ed25519PrivateKey& log_key, FileSystem& files,
    HttpClient& http, const Clock& clock) {
  auto chains = std::make_unique<Chains>();
  for (const ChainConfig& chain : config.chains) {
    Entry entry;
    entry.config = chain;
    if (chain.kind == ChainConfig::Kind::kEvm) {
      ASSIGN_OR_RETURN(entry.chain,
                       CreateEvm(config, chain, files, http, clock));
    } else {
      anchor::file::FileChainOptions options;
      options.path = chain.path;
      options.origin = config.origin;
      entry.chain = std::make_unique<anchor::file::FileChain>(
          std::move(options), log_key, files, clock);
    }
    for (const Entry& other : chains->entries_) {
      if (other.chain->id() == entry.chain->id()) {
        return absl::InvalidArgumentError(
            absl::StrCat("chain ", entry.chain->id(), ": is configured twice"));
      }
    }
    chains->entries_.push_back(std::move(entry));
  }
  return chains;
}

absl::StatusOr<std::vector<anchor::AnchorIdentity>> Chains::Describe() {
  std::vector<anchor::AnchorIdentity> anchors;
  for (Entry& entry : entries_) {
    if (!entry.chain->is_public()) continue;
    ASSIGN_OR_RETURN(auto anchor, entry.chain->Describe());
    anchors.push_back(std::move(anchor));
  }
  return anchors;
}

absl::Status Chains::CheckAgainst(const anchor::LogIdentity& identity,
                                  EventLog& events) {
  std::size_t found = 0;
  for (Entry& entry : entries_) {
    if (!entry.chain->is_public()) continue;
    const std::string id = entry.chain->id();
    const anchor::AnchorIdentity* stated = FindAnchor(identity, id);
    if (stated == nullptr) {
      return ChangedChain(id, "is configured but not part of this log");
    }
    ++found;
    const auto actual = entry.chain->Describe();
    if (absl::IsUnavailable(actual.status()) ||
        absl::IsDeadlineExceeded(actual.status())) {
      events.Error("chain_unreachable", {{"chain", id}});
      continue;
    }
    RETURN_IF_ERROR(actual.status());
    if (actual->contract != stated->contract ||
        actual->publisher != stated->publisher) {
      return ChangedChain(id,
                          "has another contract or publisher account than "
                          "this log's first leaf names");
    }
  }
  if (found != identity.anchors.size()) {
    return ChangedChain("of the log's first leaf", "is no longer configured");
  }
  return absl::OkStatus();
}

std::vector<PublishedChain> Chains::Published() const {
  std::vector<PublishedChain> published;
  for (const Entry& entry : entries_) {
    PublishedChain chain;
    chain.chain = entry.chain.get();
    chain.required = entry.config.required;
    chain.cadence = entry.config.cadence;
    chain.poll_interval = entry.config.poll_interval;
    published.push_back(chain);
  }
  return published;
}

std::vector<ChainSetting> Chains::Settings() const {
  std::vector<ChainSetting> settings;
  for (const Entry& entry : entries_) {
    settings.push_back(
        {entry.chain->id(), entry.config.required, entry.chain->is_public()});
  }
  return settings;
}

std::int64_t Chains::cadence_seconds() const {
  for (const Entry& entry : entries_) {
    if (entry.chain->is_public()) {
      return absl::ToInt64Seconds(entry.config.cadence);
    }
  }
  return 0;
}

}  // namespace prescreen
