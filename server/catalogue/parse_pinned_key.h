// SPDX-License-Identifier: Apache-2.0
// Reads `keys` of an issuer: which keys are its, since when, until when.
#ifndef PRESCREEN_SERVER_CATALOGUE_PARSE_PINNED_KEY_H_
#define PRESCREEN_SERVER_CATALOGUE_PARSE_PINNED_KEY_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/codec/json.h"
#include "server/catalogue/catalogue.h"
#include "server/catalogue/yaml_reader.h"

namespace prescreen {

// Reads the lists of one catalogue. Faults go to each reader's list.
class PinnedKeyParser {
 public:
  // `canonical` becomes a list, as the canonical form of the catalogue has it.
  std::vector<PinnedKey> Read(const YamlReader& keys, json::Value* canonical);

 private:
  void CheckSameMaterial(const YamlReader& entry, const PinnedKey& key);

  struct Stated {
    int line = 0;
    std::string material;
  };
  absl::flat_hash_map<std::string, Stated> material_by_id_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CATALOGUE_PARSE_PINNED_KEY_H_
