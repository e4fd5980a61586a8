// SPDX-License-Identifier: Apache-2.0
// The contents of JSON strings (RFC 8259 section 7).
#ifndef PRESCREEN_BASE_CODEC_JSON_STRING_H_
#define PRESCREEN_BASE_CODEC_JSON_STRING_H_

#include <string>

#include "absl/strings/string_view.h"

namespace prescreen::json {

// `text` starts behind a string's opening quote; its UTF-8 is valid. Sets
// `content` to what stands before the closing quote, unescaped: a part of
// `text`, or all of `buffer`. False: no closing quote, a bad escape, or an
// escaped surrogate that is not half of a pair.
bool ReadUntilQuote(absl::string_view text, std::string* buffer,
                    absl::string_view* content);

}  // namespace prescreen::json

#endif  // PRESCREEN_BASE_CODEC_JSON_STRING_H_
