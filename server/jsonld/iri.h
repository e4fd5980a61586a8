// SPDX-License-Identifier: Apache-2.0
// IRI references and language tags: their form; resolution (RFC 3986
// section 5.2, applied to RFC 3987's IRIs).
#ifndef PRESCREEN_SERVER_JSONLD_IRI_H_
#define PRESCREEN_SERVER_JSONLD_IRI_H_

#include <string>

#include "absl/strings/string_view.h"

namespace prescreen::jsonld {

// True if it begins with a scheme and a colon.
bool HasScheme(absl::string_view text);
// True if it begins with "_:".
bool IsBlankNodeId(absl::string_view text);
// True if it has a scheme and none of the characters that no IRI may hold
// (RDF 1.1 N-Quads, IRIREF), so that nothing in it can end an N-Quads term, and
// one fragment at most.
bool IsWellFormedIri(absl::string_view text);

// True if it has the form that BCP 47 gives language tags.
bool IsLanguageTag(absl::string_view text);

// `reference` relative to `base`, which has a scheme.
std::string ResolveIri(absl::string_view base, absl::string_view reference);

}  // namespace prescreen::jsonld

#endif  // PRESCREEN_SERVER_JSONLD_IRI_H_
