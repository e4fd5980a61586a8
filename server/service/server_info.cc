// SPDX-License-Identifier: Apache-2.0
#include "server/service/server_info.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/limits.h"

namespace prescreen {
namespace {

constexpr absl::string_view kFormats[] = {"application/vc+jwt",
                                          "application/jwt", "application/vc",
                                          "application/vc+ld+json"};
constexpr absl::string_view kSuites[] = {
    "eddsa-jcs-2022", "ecdsa-jcs-2019", "EdDSA", "ES256", "ES384",
    "ES512",          "ES256K",         "RS256", "PS256", "Ed25519"};

struct StatedLimit {
  absl::string_view name;
  std::size_t value;
  absl::string_view unit;
};
constexpr StatedLimit kLimits[] = {
    {"documents_per_bundle", kMaxBundleDocuments, ""},
    {"bundle", kMaxBundleBytes, "bytes"},
    {"proofs_per_bundle", kMaxBundleProofs, ""},
    {"request", kMaxRequestBytes, "bytes"},
    {"policy", kMaxPolicyBytes, "bytes"},
    {"policy_requirements", kMaxPolicyRequirements, ""},
    {"catalogue", kMaxCatalogueBytes, "bytes"},
    {"reference", kMaxReferenceBytes, "bytes"},
    {"known_identifiers", kMaxKnownIdentifiers, ""},
};

void AddCaller(const Caller& caller, v1::ServerInfo* info) {
  info->set_principal(caller.principal);
  for (int role = v1::ATS; role <= v1::Role_MAX; ++role) {
    if (caller.roles.Has(static_cast<v1::Role>(role))) {
      info->add_roles(static_cast<v1::Role>(role));
    }
  }
  if (caller.every_tenant) return;
  for (const std::string& tenant : caller.tenants) {
    info->add_tenants(absl::StrCat("tenants/", tenant));
  }
}

}  // namespace

v1::ServerInfo MakeServerInfo(const Engine& engine, const Caller& caller) {
  v1::ServerInfo info;
  info.set_version(engine.engine_version);
  for (const absl::string_view format : kFormats) {
    info.add_formats(std::string(format));
  }
  for (const absl::string_view suite : kSuites) {
    info.add_suites(std::string(suite));
  }
  for (const StatedLimit& stated : kLimits) {
    auto* limit = info.add_limits();
    limit->set_name(std::string(stated.name));
    limit->set_value(static_cast<std::int64_t>(stated.value));
    limit->set_unit(std::string(stated.unit));
  }
  info.set_origin(engine.log.identity().origin);
  for (const std::string& vkey : engine.log.identity().vkeys) {
    info.add_vkeys(vkey);
  }
  for (const ChainSetting& setting : engine.chains) {
    auto* chain = info.add_chains();
    chain->set_chain(setting.id);
    chain->set_required(setting.required);
    chain->set_is_public(setting.is_public);
  }
  AddCaller(caller, &info);
  return info;
}

}  // namespace prescreen
