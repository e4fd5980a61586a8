// SPDX-License-Identifier: Apache-2.0
// How a document is processed (JSON-LD 1.1 API section 9.3), and its limits.
#ifndef PRESCREEN_SERVER_JSONLD_OPTIONS_H_
#define PRESCREEN_SERVER_JSONLD_OPTIONS_H_

#include <string>

#include "base/codec/json.h"
#include "base/limits.h"

namespace prescreen::jsonld {

class ContextCache;

// Beyond each: ResourceExhausted.
struct Limits {
  int depth = kMaxJsonDepth;  // of the document and of contexts in contexts
  // Local contexts processed, those of terms included, where no cache has them:
  // 72 at most for the credentials of all test vectors.
  int contexts = 1'000;
  // Term definitions copied or made, likewise: 7,000 at most. Bounds memory and
  // time together.
  int definitions = 200'000;
  // Members of the document's objects; a 4 KB badge has about 100.
  int keys = 100'000;
  // Of one node, properties are looked up one after the other.
  int properties = 2'000;
  int quads = 100'000;
  // Bytes: of IRIs made from prefixes, and again of the terms of all quads. A
  // long IRI of a context would else be copied for each use.
  int text = 32 << 20;
};

enum class RdfDirection { kNone, kI18nDatatype, kCompoundLiteral };

struct Options {
  // What would be dropped silently is an error. Off in conformance tests alone.
  bool safe = true;
  // The document's IRI; empty for none, so that relative references are errors.
  std::string base = {};
  // Processed before the document's own context. Borrowed.
  const json::Value* expand_context = nullptr;
  // `json-ld-1.0`, of which nothing but the refusal of 1.1 contexts is done.
  bool processing_mode_1_0 = false;
  // As signers have it: nothing of a string is left out. With kNone a direction
  // is an error in safe mode.
  RdfDirection rdf_direction = RdfDirection::kI18nDatatype;
  bool produce_generalized_rdf = false;
  Limits limits = {};
  // Of contexts of one loader, for any number of documents and threads; used
  // in safe mode of 1.1 without a base. Borrowed; none without.
  ContextCache* cache = nullptr;
};

}  // namespace prescreen::jsonld

#endif  // PRESCREEN_SERVER_JSONLD_OPTIONS_H_
