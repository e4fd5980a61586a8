// SPDX-License-Identifier: Apache-2.0
// Expansion (JSON-LD 1.1 API section 5.1).
#ifndef PRESCREEN_SERVER_JSONLD_EXPANSION_H_
#define PRESCREEN_SERVER_JSONLD_EXPANSION_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "base/codec/json.h"
#include "server/jsonld/element.h"
#include "server/jsonld/loader.h"
#include "server/jsonld/options.h"
#include "server/rdf/arena.h"

namespace prescreen::jsonld {

// Borrows the document.
struct Expanded {
  const Element* array = nullptr;
  std::shared_ptr<rdf::Arena> arena = nullptr;
  // The contexts whose text it borrows.
  std::vector<std::shared_ptr<const void>> owners = {};
};

// Thread-safe.
// InvalidArgument: an error of the specification, or of safe mode; Unavailable:
// a context that `loader` does not have (see error.h for both);
// ResourceExhausted: beyond a limit.
absl::StatusOr<Expanded> Expand(const json::Value& document,
                                const ContextLoader& loader,
                                const Options& options = {});

}  // namespace prescreen::jsonld

#endif  // PRESCREEN_SERVER_JSONLD_EXPANSION_H_
