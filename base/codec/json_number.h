// SPDX-License-Identifier: Apache-2.0
// The text of JSON numbers (RFC 8259 section 6).
#ifndef PRESCREEN_BASE_CODEC_JSON_NUMBER_H_
#define PRESCREEN_BASE_CODEC_JSON_NUMBER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace prescreen::json {

// True if the whole of `text` matches the number grammar.
bool IsNumberText(absl::string_view text);

// The nearest IEEE 754 double; zero where the number is too small for one.
// `text` must match the grammar. InvalidArgument: beyond the largest double.
absl::StatusOr<double> NumberToDouble(absl::string_view text);

}  // namespace prescreen::json

#endif  // PRESCREEN_BASE_CODEC_JSON_NUMBER_H_
