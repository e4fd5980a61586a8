// SPDX-License-Identifier: Apache-2.0
// Text of others made fit for a terminal. Thread-safe.
#ifndef PRESCREEN_CLIENT_CLI_TERMINAL_TEXT_H_
#define PRESCREEN_CLIENT_CLI_TERMINAL_TEXT_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace prescreen::cli {

// One line of valid UTF-8 that cannot move the cursor, change colours, reorder
// or hide text: tabs and line breaks become spaces; other control characters,
// bidirectional and invisible format characters and bytes that are not UTF-8
// become visible escapes such as `\x1B` and `\u{202E}`.
std::string Printable(absl::string_view text);

// The same, but keeping line breaks (LF) and tabs.
std::string PrintableLines(absl::string_view text);

// Printable(text), cut to `max_characters` code points with `...` at the end.
std::string Shorten(absl::string_view text, std::size_t max_characters);

// Code points of valid UTF-8: columns, for text without wide characters.
std::size_t CountCharacters(absl::string_view text);

}  // namespace prescreen::cli

#endif  // PRESCREEN_CLIENT_CLI_TERMINAL_TEXT_H_
