// SPDX-License-Identifier: Apache-2.0
// Who a caller is, from what it shows: an API key, a client certificate, or
// its being on this machine.
#ifndef PRESCREEN_SERVER_ACCESS_ACCESS_CONTROL_H_
#define PRESCREEN_SERVER_ACCESS_ACCESS_CONTROL_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/random.h"
#include "server/access/api_keys.h"
#include "server/access/bootstrap_key.h"
#include "server/access/principal.h"
#include "server/access/roles.h"
#include "server/store/store.h"

namespace prescreen {

// The tenant of callers on this machine, while no key exists.
inline constexpr char kLoopbackTenant[] = "demo";

// What the holder of a client certificate may do.
struct CertificateGrant {
  std::string name;  // principal `certificates/{name}`
  std::string san;   // exact subject alternative name
  Roles roles;
  std::vector<std::string> tenants;  // names; empty: every tenant
};

struct AccessOptions {
  std::string bootstrap_path;
  // Callers on this machine need no key while none exists.
  bool trust_loopback = false;
  int max_in_flight_per_key = kDefaultMaxInFlightPerKey;
  std::vector<CertificateGrant> certificates;
};

// What a call shows. Views into the call's own.
struct ShownByCaller {
  // Values of `authorization`.
  std::vector<absl::string_view> authorization = {};
  // Subject alternative names of a verified client certificate.
  std::vector<absl::string_view> names = {};
  bool is_loopback = false;
};

struct Identification {
  enum class Result { kKnown, kNothingShown, kRefused };
  Result result = Result::kNothingShown;
  // Set where kKnown; where kRefused, if it is sure who it is.
  std::shared_ptr<Principal> principal;
};

// Thread-safe. The references must outlive it.
class AccessControl {
 public:
  // Errors of ApiKeys::Open and BootstrapKey::Open.
  static absl::StatusOr<std::unique_ptr<AccessControl>> Open(
      AccessOptions options, Store& store, FileSystem& files, Random& random,
      const Clock& clock);

  // A key, where shown, decides alone.
  Identification Identify(const ShownByCaller& shown) const;

  // As ApiKeys::Create. The first key ends the trust in callers on this
  // machine, the first admin key of every tenant the bootstrap key.
  absl::StatusOr<MadeApiKey> CreateKey(const NewApiKey& key);

  ApiKeys& keys() { return *keys_; }

 private:
  AccessControl(const AccessOptions& options, std::unique_ptr<ApiKeys> keys,
                std::unique_ptr<BootstrapKey> bootstrap);

  Identification IdentifyKey(
      const std::vector<absl::string_view>& authorization) const;

  const std::unique_ptr<ApiKeys> keys_;
  const std::unique_ptr<BootstrapKey> bootstrap_;
  // By subject alternative name, in the order of the configuration.
  std::vector<std::pair<std::string, std::shared_ptr<Principal>>> certificates_;
  const std::shared_ptr<Principal> loopback_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_ACCESS_ACCESS_CONTROL_H_
