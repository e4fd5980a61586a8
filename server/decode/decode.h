// SPDX-License-Identifier: Apache-2.0
// From the bytes of one document to a secured document: what it is, and its
// parts. Nothing in it has been verified.
#ifndef PRESCREEN_SERVER_DECODE_DECODE_H_
#define PRESCREEN_SERVER_DECODE_DECODE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/codec/json.h"
#include "prescreen/v1/reasons.pb.h"
#include "server/decode/bundle.h"
#include "server/decode/compact_jws.h"

namespace prescreen {

// Why a document cannot go on to verification.
struct DecodeFault {
  v1::ReasonCode code = v1::REASON_CODE_UNSPECIFIED;
  std::string detail;  // English, without content of the document
};

struct SecuredDocument {
  int document = 0;         // index into the bundle
  std::string pointer;      // of the credential within the document
  std::string format;       // media type it was taken for
  absl::string_view bytes;  // the credential's, borrowed from the bundle
  // Unless there is a fault, one of these two: a credential in a JWS, or
  // one with a `proof` member, as an object; otherwise null.
  std::optional<CompactJws> jws;
  json::Value embedded;
  std::optional<DecodeFault> fault;
  // With a fault: the credential as far as it can be read, or null. It may
  // only ever be treated as unverified.
  json::Value readable;
};

// Never fails: what cannot be decoded says so in `fault`, with UNSUPPORTED_*
// or WORK_LIMIT (could not be checked), SCHEMA_INVALID (malformed),
// PROOF_TOO_WEAK (a credential without any proof) or NOT_A_CREDENTIAL. White
// space around a document is ignored. `raw` must outlive the result.
// Thread-safe.
SecuredDocument Decode(const RawDocument& raw, int document);

// How many proofs the credential has: its JWS, and those it embeds. 0 with a
// fault.
std::size_t CountProofs(const SecuredDocument& document);

// True if `value` is the string `word`, or an array that holds it.
bool HasWord(const json::Value* value, absl::string_view word);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_DECODE_DECODE_H_
