// SPDX-License-Identifier: Apache-2.0
// An RDF dataset (RDF 1.1 Concepts section 4): quads, and what their text
// stands in.
#ifndef PRESCREEN_SERVER_RDF_DATASET_H_
#define PRESCREEN_SERVER_RDF_DATASET_H_

#include <memory>
#include <vector>

#include "server/rdf/arena.h"
#include "server/rdf/term.h"

namespace prescreen::rdf {

// A quad may stand here twice; it counts once. Thread-compatible.
struct Dataset {
  std::vector<Quad> quads = {};
  // Holds text of the quads; other text is borrowed as its maker says.
  std::shared_ptr<Arena> arena = std::make_shared<Arena>();
  // Other owners of text.
  std::vector<std::shared_ptr<const void>> owners = {};
};

}  // namespace prescreen::rdf

#endif  // PRESCREEN_SERVER_RDF_DATASET_H_
