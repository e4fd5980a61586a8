// SPDX-License-Identifier: Apache-2.0
#include "server/config.h"

#include <functional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "anchor/checkpoint.h"
#include "base/codec/yaml.h"

namespace prescreen {
namespace {

// Reads one value into its setting; an error is what is wrong with the value.
using Reader = std::function<absl::Status(const yaml::Node&)>;
using Readers = absl::flat_hash_map<std::string, Reader>;

absl::Status Wrong(absl::string_view what) {
  return absl::InvalidArgumentError(what);
}

Reader Text(std::string* value) {
  return [value](const yaml::Node& node) {
    if (node.kind != yaml::Node::Kind::kScalar) return Wrong("must be a text");
    *value = node.text;
    return absl::OkStatus();
  };
}

Reader Bool(bool* value) {
  return [value](const yaml::Node& node) {
    if (node.kind != yaml::Node::Kind::kScalar ||
        (node.text != "true" && node.text != "false")) {
      return Wrong("must be true or false");
    }
    *value = node.text == "true";
    return absl::OkStatus();
  };
}

template <typename Integer>
Reader Number(Integer* value, std::uint64_t least, std::uint64_t most) {
  return [value, least, most](const yaml::Node& node) {
    std::uint64_t number = 0;
    if (node.kind != yaml::Node::Kind::kScalar ||
        !absl::SimpleAtoi(node.text, &number) || number < least ||
        number > most) {
      return Wrong(
          absl::StrCat("must be a whole number from ", least, " to ", most));
    }
    *value = static_cast<Integer>(number);
    return absl::OkStatus();
  };
}

// Whole seconds.
Reader Seconds(absl::Duration* value, std::uint64_t least, std::uint64_t most) {
  return [value, least, most](const yaml::Node& node) {
    std::uint64_t seconds = 0;
    const absl::Status status = Number(&seconds, least, most)(node);
    if (status.ok()) {
      *value = absl::Seconds(static_cast<std::int64_t>(seconds));
    }
    return status;
  };
}

Reader OneOf(LoggedCalls* value) {
  return [value](const yaml::Node& node) {
    if (node.text == "all") {
      *value = LoggedCalls::kAll;
    } else if (node.text == "errors") {
      *value = LoggedCalls::kErrors;
    } else if (node.text == "none") {
      *value = LoggedCalls::kNone;
    } else {
      return Wrong("must be all, errors or none");
    }
    return absl::OkStatus();
  };
}

// `5%`.
Reader Percent(int* value) {
  return [value](const yaml::Node& node) {
    absl::string_view text = node.text;
    int number = 0;
    if (node.kind != yaml::Node::Kind::kScalar ||
        !absl::ConsumeSuffix(&text, "%") || !absl::SimpleAtoi(text, &number) ||
        number < 0 || number > 100) {
      return Wrong("must be a whole number from 0% to 100%");
    }
    *value = number;
    return absl::OkStatus();
  };
}

// With a port.
bool IsLoopback(absl::string_view address) {
  for (const absl::string_view host : {"127.0.0.1:", "localhost:", "[::1]:"}) {
    if (absl::StartsWith(address, host)) return address.size() > host.size();
  }
  return false;
}

// A list of host names, or one text with commas between them.
Reader Hosts(std::vector<std::string>* hosts) {
  return [hosts](const yaml::Node& node) {
    std::vector<std::string> names;
    if (node.kind == yaml::Node::Kind::kScalar) {
      names = absl::StrSplit(node.text, ',');
    }
    for (const yaml::Node& item : node.items) names.push_back(item.text);
    for (const std::string& name : names) {
      if (name.empty() || absl::StrContains(name, '/')) {
        return Wrong("must be a list of host names or addresses");
      }
      hosts->push_back(absl::AsciiStrToLower(name));
    }
    return absl::OkStatus();
  };
}

// A list of words, or one text with commas between them.
Reader Words(std::vector<std::string>* words) {
  return [words](const yaml::Node& node) {
    if (node.kind == yaml::Node::Kind::kScalar) {
      *words = absl::StrSplit(node.text, ',');
    }
    for (const yaml::Node& item : node.items) words->push_back(item.text);
    for (const std::string& word : *words) {
      if (word.empty()) return Wrong("must be a list of words");
    }
    return words->empty() ? Wrong("must not be empty") : absl::OkStatus();
  };
}

// `ats`, `policy_author` and so on.
Reader RoleNames(Roles* roles) {
  return [roles](const yaml::Node& node) {
    std::vector<std::string> words;
    const absl::Status status = Words(&words)(node);
    for (const std::string& word : words) {
      v1::Role role = v1::ROLE_UNSPECIFIED;
      if (word != absl::AsciiStrToLower(word) ||
          !v1::Role_Parse(absl::AsciiStrToUpper(word), &role) ||
          role == v1::ROLE_UNSPECIFIED) {
        return Wrong(absl::StrCat("no such role: ", word));
      }
      roles->Add(role);
    }
    return status;
  };
}

class ConfigReader {
 public:
  void Fault(const yaml::Node& node, absl::string_view key,
             absl::string_view what) {
    faults_.push_back(
        node.line > 0 ? absl::StrCat("line ", node.line, ": ", key, ": ", what)
                      : absl::StrCat("--set ", key, ": ", what));
  }

  void ReadMap(const yaml::Node& node, const std::string& prefix,
               const Readers& readers) {
    if (node.kind != yaml::Node::Kind::kMap) {
      Fault(node,
            prefix.empty() ? "configuration" : absl::StripSuffix(prefix, "."),
            "must be a map");
      return;
    }
    for (const auto& [key, value] : node.members) {
      const std::string path = prefix + key.text;
      const auto reader = readers.find(key.text);
      if (reader == readers.end()) {
        Fault(key, path, "is not a setting");
        continue;
      }
      const absl::Status status = reader->second(value);
      if (!status.ok()) Fault(value, path, status.message());
    }
  }

  ChainConfig ReadChain(const yaml::Node& node, std::size_t number) {
    ChainConfig chain;
    std::string kind;
    Readers readers = {
        {"kind", Text(&kind)},
        {"required", Bool(&chain.required)},
        {"cadence_seconds", Seconds(&chain.cadence, 1, 7 * 86400)},
        {"poll_seconds", Seconds(&chain.poll_interval, 1, 3600)},
    };
    const yaml::Node* stated = node.Find("kind");
    if (stated != nullptr && stated->text == "evm") {
      chain.kind = ChainConfig::Kind::kEvm;
      EvmChainConfig& evm = chain.evm;
      readers.insert({
          {"chain_id", Number(&evm.chain_id, 1, UINT64_MAX)},
          {"rpc", Text(&evm.rpc)},
          {"key_file", Text(&evm.key_file)},
          {"password_file", Text(&evm.password_file)},
          {"development", Bool(&evm.development)},
          {"min_confirmations", Number(&evm.min_confirmations, 0, 100000)},
          {"max_fee_gwei", Number(&evm.max_fee_gwei, 1, 1000000)},
      });
    } else {
      readers.insert({{"path", Text(&chain.path)}});
    }
    const std::string prefix = absl::StrCat("chains.", number, ".");
    ReadMap(node, prefix, readers);
    CheckChain(node, prefix, kind, chain);
    return chain;
  }

  // No value of its own is wrong: faults are those of the members.
  absl::Status ReadFetch(const yaml::Node& node, FetchConfig* fetch) {
    ReadMap(
        node, "fetch.",
        {
            {"allow_loopback", Bool(&fetch->allow_loopback)},
            {"http_hosts", Hosts(&fetch->http_hosts)},
            {"ca_file", Text(&fetch->ca_file)},
            {"timeout_seconds", Seconds(&fetch->timeout, 1, 60)},
            {"fresh_seconds", Seconds(&fetch->fresh, 0, 86400)},
            {"max_stale_seconds", Seconds(&fetch->max_stale, 0, 30 * 86400)},
            {"pause_seconds", Seconds(&fetch->pause, 1, 3600)},
            {"recheck_seconds", Seconds(&fetch->recheck, 1, 6 * 3600)},
            {"status_minimum_bits",
             Number(&fetch->status_minimum_bits, 0, 1u << 27)},
        });
    if (fetch->max_stale < fetch->fresh) {
      Fault(node, "fetch.max_stale_seconds", "is less than fresh_seconds");
    }
    return absl::OkStatus();
  }

  absl::Status ReadTls(const yaml::Node& node, TlsConfig* tls) {
    ReadMap(node, "tls.",
            {
                {"folder", Text(&tls->folder)},
                {"client_ca", Text(&tls->client_ca)},
                {"client_certificates",
                 [this, tls](const yaml::Node& list) {
                   if (list.kind != yaml::Node::Kind::kSequence) {
                     return Wrong("must be a list");
                   }
                   for (const yaml::Node& item : list.items) {
                     ReadCertificate(item, tls);
                   }
                   return absl::OkStatus();
                 }},
            });
    Demand(node, "tls.folder", !tls->folder.empty());
    if (tls->client_ca.empty() && !tls->client_certificates.empty()) {
      Fault(node, "tls.client_ca",
            "is missing: client certificates are checked against it");
    }
    return absl::OkStatus();
  }

  void ReadCertificate(const yaml::Node& node, TlsConfig* tls) {
    const std::string prefix = absl::StrCat("tls.client_certificates.",
                                            tls->client_certificates.size());
    CertificateGrant& grant = tls->client_certificates.emplace_back();
    ReadMap(node, prefix + ".",
            {
                {"name", Text(&grant.name)},
                {"san", Text(&grant.san)},
                {"roles", RoleNames(&grant.roles)},
                {"tenants", Words(&grant.tenants)},
            });
    Demand(node, prefix + ".name", !grant.name.empty());
    Demand(node, prefix + ".san", !grant.san.empty());
    Demand(node, prefix + ".roles", !grant.roles.empty());
    // Left out by mistake it would be every tenant.
    Demand(node, prefix + ".tenants", node.Find("tenants") != nullptr);
    if (grant.tenants == std::vector<std::string>{"*"}) grant.tenants.clear();
  }

  Config Read(const yaml::Node& root) {
    Config config;
    const Readers readers = {
        {"listen", Text(&config.listen)},
        {"data", Text(&config.data)},
        {"lock_path", Text(&config.lock_path)},
        {"tiles_path", Text(&config.tiles_path)},
        {"backup_path", Text(&config.backup_path)},
        {"origin", Text(&config.origin)},
        {"log_key", Text(&config.log_key)},
        {"tenant_key", Text(&config.tenant_key)},
        {"demo_tenant", Bool(&config.demo_tenant)},
        {"grace_seconds", Seconds(&config.grace, 0, 3600)},
        {"workers", Number(&config.workers, 0, 1024)},
        {"max_in_flight", Number(&config.max_in_flight, 1, 1000000)},
        {"max_in_flight_per_key",
         Number(&config.max_in_flight_per_key, 1, 1000000)},
        {"plaintext_behind_proxy", Bool(&config.plaintext_behind_proxy)},
        {"tls",
         [this, &config](const yaml::Node& node) {
           return ReadTls(node, &config.tls);
         }},
        {"skew_seconds", Number(&config.skew_seconds, 0, 600)},
        {"metrics_listen", Text(&config.metrics_listen)},
        {"log_requests", OneOf(&config.log_requests)},
        {"min_free", Percent(&config.min_free_percent)},
        {"fetch",
         [this, &config](const yaml::Node& node) {
           return ReadFetch(node, &config.fetch);
         }},
        {"chains",
         [this, &config](const yaml::Node& node) {
           if (node.kind != yaml::Node::Kind::kSequence) {
             return Wrong("must be a list");
           }
           for (const yaml::Node& item : node.items) {
             config.chains.push_back(ReadChain(item, config.chains.size()));
           }
           return absl::OkStatus();
         }},
    };
    ReadMap(root, "", readers);
    Check(root, &config);
    return config;
  }

  const std::vector<std::string>& faults() const { return faults_; }

 private:
  void Demand(const yaml::Node& node, absl::string_view key, bool there) {
    if (!there) Fault(node, key, "is missing");
  }

  void CheckChain(const yaml::Node& node, const std::string& prefix,
                  const std::string& kind, const ChainConfig& chain) {
    if (kind == "file") {
      Demand(node, prefix + "path", !chain.path.empty());
      if (chain.required) {
        Fault(node, prefix + "required",
              "a local journal cannot make a receipt ANCHORED");
      }
    } else if (kind == "evm") {
      Demand(node, prefix + "chain_id", chain.evm.chain_id != 0);
      Demand(node, prefix + "rpc", !chain.evm.rpc.empty());
      Demand(node, prefix + "key_file", !chain.evm.key_file.empty());
    } else {
      Fault(node, prefix + "kind", "must be file or evm");
    }
  }

  void Check(const yaml::Node& root, Config* config) {
    Demand(root, "data", !config->data.empty());
    Demand(root, "lock_path", !config->lock_path.empty());
    Demand(root, "origin", !config->origin.empty());
    const auto inside = [config](const std::string& path) {
      return path == config->data ||
             absl::StartsWith(path, absl::StrCat(config->data, "/"));
    };
    if (inside(config->lock_path)) {
      Fault(root, "lock_path",
            "must not lie in the data folder: it guards against a restored "
            "backup of that folder");
    }
    if (!config->tiles_path.empty() && inside(config->tiles_path)) {
      Fault(root, "tiles_path", "must not lie in the data folder");
    }
    if (!config->backup_path.empty() && inside(config->backup_path)) {
      Fault(root, "backup_path",
            "must not lie in the data folder: it would be lost together");
    }
    if (!config->origin.empty()) {
      const absl::Status status = anchor::ValidateOrigin(config->origin);
      if (!status.ok()) Fault(root, "origin", status.message());
    }
    CheckListen(root, *config);
    if (!config->metrics_listen.empty() &&
        !IsLoopback(config->metrics_listen)) {
      Fault(root, "metrics_listen",
            "must be a loopback address with a port, such as 127.0.0.1:9643");
    }
    if (config->log_key.empty()) config->log_key = config->data + "/log.key";
    if (config->tenant_key.empty()) {
      config->tenant_key = config->data + "/tenant.key";
    }
  }

  void CheckListen(const yaml::Node& root, const Config& config) {
    const std::size_t colon = config.listen.rfind(':');
    std::uint32_t port = 0;
    if (colon == std::string::npos || colon == 0 ||
        !absl::SimpleAtoi(config.listen.substr(colon + 1), &port) ||
        port > 65535) {
      Fault(root, "listen",
            "must be an address with a port, such as 127.0.0.1:8643");
      return;
    }
    const bool tls = !config.tls.folder.empty();
    if (tls && config.plaintext_behind_proxy) {
      Fault(root, "plaintext_behind_proxy",
            "contradicts tls: give one of them");
    }
    if (!ListensOnLoopback(config) && !tls && !config.plaintext_behind_proxy) {
      Fault(root, "listen",
            "is reached from other machines and therefore needs TLS: give "
            "`tls`, or `plaintext_behind_proxy` if a proxy in front of this "
            "server speaks TLS, or a loopback address");
    }
  }

  std::vector<std::string> faults_;
};

yaml::Node MakeScalar(absl::string_view text) {
  yaml::Node node;
  node.text = std::string(text);
  return node;
}

// The member `key` of `map`, made if absent.
yaml::Node* Member(yaml::Node* map, absl::string_view key) {
  for (auto& [name, value] : map->members) {
    if (name.text == key) return &value;
  }
  yaml::Member member;
  member.key = MakeScalar(key);
  map->members.push_back(std::move(member));
  return &map->members.back().value;
}

absl::Status Override(absl::string_view text, yaml::Node* root) {
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  if (halves.first.empty() || halves.first.size() == text.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--set ", text, ": must be key=value"));
  }
  yaml::Node* node = root;
  for (absl::string_view key : absl::StrSplit(halves.first, '.')) {
    std::size_t number = 0;
    if (node->kind == yaml::Node::Kind::kSequence) {
      if (!absl::SimpleAtoi(key, &number) || number >= node->items.size()) {
        return absl::InvalidArgumentError(
            absl::StrCat("--set ", halves.first, ": there is no item ", key));
      }
      node = &node->items[number];
    } else {
      node->kind = yaml::Node::Kind::kMap;
      node = Member(node, key);
    }
  }
  *node = MakeScalar(halves.second);
  return absl::OkStatus();
}

}  // namespace

bool ListensOnLoopback(const Config& config) {
  return absl::StartsWith(config.listen, "127.0.0.1:") ||
         absl::StartsWith(config.listen, "localhost:") ||
         absl::StartsWith(config.listen, "[::1]:");
}

absl::StatusOr<Config> ParseConfig(absl::string_view text,
                                   const std::vector<std::string>& overrides) {
  yaml::ParseResult parsed = yaml::Parse(text);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(yaml::ToString(parsed.faults.front()));
  }
  for (const std::string& override : overrides) {
    const absl::Status status = Override(override, &parsed.root);
    if (!status.ok()) return status;
  }
  ConfigReader reader;
  Config config = reader.Read(parsed.root);
  if (!reader.faults().empty()) {
    return absl::InvalidArgumentError(absl::StrJoin(reader.faults(), "\n"));
  }
  return config;
}

}  // namespace prescreen
