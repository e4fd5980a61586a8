// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/catalogue_keys.h"

#include <string>
#include <utility>

namespace prescreen {
namespace {

// That of the issuer's identifiers whose document the URL points into, or else
// its first.
std::string ControllerOf(absl::string_view url, const IssuerEntry& issuer) {
  const absl::string_view document = url.substr(0, url.find('#'));
  for (const std::string& identifier : issuer.identifiers) {
    if (document == identifier) return identifier;
  }
  // An issuer needs an identifier to be catalogued.
  return issuer.identifiers.front();
}

}  // namespace

std::vector<PinnedKeyEntry> CatalogueKeys::Find(absl::string_view url) const {
  std::vector<PinnedKeyEntry> entries;
  for (const CataloguedKey& found : catalogues_.FindKeys(url)) {
    PinnedKeyEntry entry;
    entry.controller = ControllerOf(url, *found.issuer);
    entry.key = found.key->key;
    entry.alg = found.key->alg;
    entry.period = {found.key->from, found.key->until};
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace prescreen
