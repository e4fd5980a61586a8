// SPDX-License-Identifier: Apache-2.0
// JSON Canonicalization Scheme, RFC 8785.
#ifndef PRESCREEN_BASE_CODEC_JCS_H_
#define PRESCREEN_BASE_CODEC_JCS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/codec/json.h"

namespace prescreen::json {

// The canonical UTF-8 text. Members are ordered by UTF-16 code units, numbers
// written as ECMAScript does. InvalidArgument: a number beyond the range of a
// double.
absl::StatusOr<std::string> Canonicalize(const Value& value);

// A member of an object that exists only to be canonicalized. Borrowed.
struct MemberView {
  absl::string_view name;
  const Value* value;
};

// As Canonicalize, of the object with these members, whose names differ.
absl::StatusOr<std::string> CanonicalizeObject(std::vector<MemberView> members);

// ECMAScript Number::toString of a finite double (RFC 8785 section 3.2.2.3).
std::string FormatEcmaScriptNumber(double value);

}  // namespace prescreen::json

#endif  // PRESCREEN_BASE_CODEC_JCS_H_
