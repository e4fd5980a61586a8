// SPDX-License-Identifier: Apache-2.0
// Where contexts come from: a table, never a network.
#ifndef PRESCREEN_SERVER_JSONLD_LOADER_H_
#define PRESCREEN_SERVER_JSONLD_LOADER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/codec/json.h"

namespace prescreen::jsonld {

// Thread-safe.
class ContextLoader {
 public:
  virtual ~ContextLoader() = default;

  // The whole document that `iri` names: an object with `@context`. The same
  // pointer each time, which lives as long as the loader.
  // Unavailable (UnknownContext in error.h): not in the table.
  virtual absl::StatusOr<std::shared_ptr<const json::Value>> Load(
      absl::string_view iri) const = 0;
};

}  // namespace prescreen::jsonld

#endif  // PRESCREEN_SERVER_JSONLD_LOADER_H_
