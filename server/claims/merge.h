// SPDX-License-Identifier: Apache-2.0
// What the issuer stated wins over the catalogue; a difference is told.
#ifndef PRESCREEN_SERVER_CLAIMS_MERGE_H_
#define PRESCREEN_SERVER_CLAIMS_MERGE_H_

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "server/claims/claim.h"

namespace prescreen {

// Adds `code` to the claim's information, once.
inline void AddInformation(v1::ReasonCode code, Claim* claim) {
  std::vector<v1::ReasonCode>& codes = claim->information;
  if (std::find(codes.begin(), codes.end(), code) == codes.end()) {
    codes.push_back(code);
  }
}

// Completes a stated (or unknown) field with what the catalogue's `entry` says.
// `agree(stated, catalogued)` tells whether they say the same.
template <typename T, typename U, typename Agree>
void MergeCatalogue(const std::optional<U>& catalogued,
                    const std::string& entry, Agree agree, Claim* claim,
                    Field<T>* field) {
  if (!catalogued.has_value()) return;
  if (!field->known()) {
    *field = {T{*catalogued}, Provenance::kCatalogue, entry};
  } else if (!agree(*field->value, *catalogued)) {
    AddInformation(v1::CATALOGUE_DIFFERS, claim);
  }
}

template <typename T>
void MergeCatalogue(const std::optional<T>& catalogued,
                    const std::string& entry, Claim* claim, Field<T>* field) {
  MergeCatalogue(
      catalogued, entry, [](const T& a, const T& b) { return a == b; }, claim,
      field);
}

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CLAIMS_MERGE_H_
