// SPDX-License-Identifier: Apache-2.0
// Errors of JSON-LD processing (JSON-LD 1.1 API section 9.6).
#ifndef PRESCREEN_SERVER_JSONLD_ERROR_H_
#define PRESCREEN_SERVER_JSONLD_ERROR_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace prescreen::jsonld {

// Of a context that no table holds: "could not check".
inline constexpr absl::string_view kLoadingRemoteContextFailed =
    "loading remote context failed";

// What of a document an error may name: longer words are left out.
inline constexpr std::size_t kMaxErrorWordBytes = 512;

// InvalidArgument with `code`, which is one of the specification's, or of safe
// mode's ("relative @type reference", …), which are in the words of the widest
// spread implementation. The message names nothing of the document.
absl::Status Error(absl::string_view code);

// `status`, naming the term or property that it is about, as the document or
// context spells it: never a value. Nothing is added to OK, or if one is named.
absl::Status WithTerm(absl::Status status, absl::string_view term);

// Unavailable with kLoadingRemoteContextFailed and the context's IRI.
absl::Status UnknownContext(absl::string_view iri);

// The code in `status`; "" if it has none.
std::string ErrorCode(const absl::Status& status);
// The term that WithTerm named; "" if none.
std::string ErrorTerm(const absl::Status& status);
// The context's IRI in a status of UnknownContext; "" for any other.
std::string UnknownContextIri(const absl::Status& status);

}  // namespace prescreen::jsonld

#endif  // PRESCREEN_SERVER_JSONLD_ERROR_H_
