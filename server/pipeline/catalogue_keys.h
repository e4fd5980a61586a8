// SPDX-License-Identifier: Apache-2.0
// The keys that the issuer catalogue pins.
#ifndef PRESCREEN_SERVER_PIPELINE_CATALOGUE_KEYS_H_
#define PRESCREEN_SERVER_PIPELINE_CATALOGUE_KEYS_H_

#include <vector>

#include "server/catalogue/catalogue.h"
#include "server/resolve/issuer_keys.h"

namespace prescreen {

// Thread-safe. `catalogues` must outlive this object.
class CatalogueKeys final : public PinnedKeys {
 public:
  explicit CatalogueKeys(const CatalogueSet& catalogues)
      : catalogues_(catalogues) {}
  std::vector<PinnedKeyEntry> Find(absl::string_view url) const override;

 private:
  const CatalogueSet& catalogues_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_PIPELINE_CATALOGUE_KEYS_H_
