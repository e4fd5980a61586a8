// SPDX-License-Identifier: Apache-2.0
// The words of the YAML languages and the values they stand for.
#ifndef PRESCREEN_SERVER_CATALOGUE_WORDS_H_
#define PRESCREEN_SERVER_CATALOGUE_WORDS_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/catalogue/catalogue.h"

namespace prescreen {

template <typename T>
struct Word {
  absl::string_view word;
  T value;
};

// Every word of an enumeration, in the order of its values.
absl::Span<const Word<IssuerClass>> IssuerClassWords();
absl::Span<const Word<IssuerBasis>> IssuerBasisWords();
absl::Span<const Word<AchievementKind>> AchievementKindWords();
absl::Span<const Word<AssessmentKind>> AssessmentKindWords();
absl::Span<const Word<Supervision>> SupervisionWords();

// The word for `value`, which must be in the table.
template <typename T>
absl::string_view WordFor(absl::Span<const Word<T>> words, T value) {
  for (const Word<T>& entry : words) {
    if (entry.value == value) return entry.word;
  }
  return "";
}

template <typename T>
std::optional<T> ValueFor(absl::Span<const Word<T>> words,
                          absl::string_view word) {
  for (const Word<T>& entry : words) {
    if (entry.word == word) return entry.value;
  }
  return std::nullopt;
}

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CATALOGUE_WORDS_H_
