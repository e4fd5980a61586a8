// SPDX-License-Identifier: Apache-2.0
// What a document is taken for: by its media type, then by its structure.
#ifndef PRESCREEN_SERVER_DECODE_MEDIA_TYPE_H_
#define PRESCREEN_SERVER_DECODE_MEDIA_TYPE_H_

#include "absl/strings/string_view.h"

namespace prescreen {

enum class DocumentForm {
  kCompactJws,     // header.payload.signature
  kSdJwt,          // with `~`
  kJson,           // a JSON text
  kBadgeImage,     // an image that holds an Open Badge
  kOtherSecured,   // a credential format known by name only
  kNotCredential,  // text, images, PDF, anything else
};

struct SniffedForm {
  DocumentForm form = DocumentForm::kNotCredential;
  // What a report says it was taken for, such as `application/pdf`.
  absl::string_view media_type;
};

// `declared` is what the caller said, with parameters, or "". The media type of
// a credential format decides; any other is a hint that the structure of
// `content` overrules. `content` is without surrounding white space.
// Thread-safe.
SniffedForm Sniff(absl::string_view declared, absl::string_view content);

// True if a JOSE `typ` or `cty` value names the media type `application/` +
// `subtype` (RFC 7515 section 4.1.9: prefix optional, case ignored).
bool NamesMediaType(absl::string_view value, absl::string_view subtype);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_DECODE_MEDIA_TYPE_H_
