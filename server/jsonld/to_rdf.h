// SPDX-License-Identifier: Apache-2.0
// Deserialization of JSON-LD to RDF (JSON-LD 1.1 API section 8).
#ifndef PRESCREEN_SERVER_JSONLD_TO_RDF_H_
#define PRESCREEN_SERVER_JSONLD_TO_RDF_H_

#include "absl/status/statusor.h"
#include "base/codec/json.h"
#include "server/jsonld/expansion.h"
#include "server/jsonld/loader.h"
#include "server/jsonld/options.h"
#include "server/rdf/dataset.h"

namespace prescreen::jsonld {

// The quads of the document. The dataset borrows it. Blank nodes get labels
// `b0`, `b1`, …, whatever they were called. Thread-safe. Errors as of Expand.
absl::StatusOr<rdf::Dataset> ToRdf(const json::Value& document,
                                   const ContextLoader& loader,
                                   const Options& options = {});

// The same of an expanded document, which the dataset keeps.
absl::StatusOr<rdf::Dataset> ToRdf(const Expanded& expanded,
                                   const Options& options);

}  // namespace prescreen::jsonld

#endif  // PRESCREEN_SERVER_JSONLD_TO_RDF_H_
