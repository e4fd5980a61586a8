// SPDX-License-Identifier: Apache-2.0
// The server's settings: a YAML file, `--set key=value` on top. An unknown key
// is an error. deploy/prescreend.yaml explains each one.
#ifndef PRESCREEN_SERVER_CONFIG_H_
#define PRESCREEN_SERVER_CONFIG_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/access/access_control.h"
#include "server/service/call_log.h"

namespace prescreen {

struct EvmChainConfig {
  std::uint64_t chain_id = 0;
  std::string rpc;            // http or https URL
  std::string key_file;       // V3 keystore, or raw hex where development
  std::string password_file;  // of the keystore
  bool development = false;   // a raw key is allowed
  std::uint64_t min_confirmations = 0;
  std::uint64_t max_fee_gwei = 100;
};

struct ChainConfig {
  enum class Kind { kFile, kEvm };
  Kind kind = Kind::kFile;
  bool required = false;
  absl::Duration cadence = absl::Hours(1);
  absl::Duration poll_interval = absl::Seconds(12);
  std::string path;    // file: the journal
  EvmChainConfig evm;  // evm
};

// Documents fetched from the network: status lists.
struct FetchConfig {
  bool allow_loopback = false;
  std::vector<std::string> http_hosts;  // lower-case
  std::string ca_file;                  // PEM; empty: the system's
  absl::Duration timeout = absl::Seconds(5);
  absl::Duration fresh = absl::Minutes(5);
  absl::Duration max_stale = absl::Hours(24);
  std::uint64_t status_minimum_bits = 0;
  // After a failure nothing is asked of that URL for this long.
  absl::Duration pause = absl::Seconds(30);
  // First automatic re-evaluation of what could not be checked; then doubled.
  absl::Duration recheck = absl::Minutes(1);
};

// TLS on the listening port.
struct TlsConfig {
  std::string folder;     // with cert.pem (chain) and key.pem; empty: no TLS
  std::string client_ca;  // PEM file of those who certify clients; may be empty
  std::vector<CertificateGrant> client_certificates;
};

struct Config {
  std::string listen = "127.0.0.1:8643";
  std::string data;         // folder
  std::string lock_path;    // outside `data`
  std::string tiles_path;   // outside `data`
  std::string backup_path;  // folder of backups, outside `data`; empty: none
  std::string origin;
  std::string log_key;     // default: data/log.key
  std::string tenant_key;  // default: data/tenant.key
  bool demo_tenant = true;
  absl::Duration grace = absl::Seconds(10);
  int workers = 0;           // 0: one for each processor
  int max_in_flight = 1024;  // screenings
  int max_in_flight_per_key = kDefaultMaxInFlightPerKey;  // calls
  TlsConfig tls;
  // A proxy on the way speaks TLS; nobody is trusted for being near.
  bool plaintext_behind_proxy = false;
  int skew_seconds = 60;
  std::string metrics_listen;  // loopback; empty: metrics are not served
  LoggedCalls log_requests = LoggedCalls::kErrors;
  int min_free_percent = 5;  // of the disks; below, no new screenings
  FetchConfig fetch;
  std::vector<ChainConfig> chains;
};

// `overrides` are `key=value`; items of lists by number: `chains.0.rpc=…`; a
// list of words as one value: `fetch.http_hosts=a.example,b.example`.
// InvalidArgument: every fault, a line each, with file line and key.
absl::StatusOr<Config> ParseConfig(absl::string_view text,
                                   const std::vector<std::string>& overrides);

// True if only this machine can reach the listening port.
bool ListensOnLoopback(const Config& config);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CONFIG_H_
