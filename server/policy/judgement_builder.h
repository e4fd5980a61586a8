// SPDX-License-Identifier: Apache-2.0
// Collects what predicates say of one credential, in words fit for a report.
// For the predicates of this folder.
#ifndef PRESCREEN_SERVER_POLICY_JUDGEMENT_BUILDER_H_
#define PRESCREEN_SERVER_POLICY_JUDGEMENT_BUILDER_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "server/policy/predicates.h"

namespace prescreen {

inline constexpr absl::string_view kNotStated = "not stated";

// `text` of a credential without control characters, of bounded length, cut at
// a character's end.
std::string FitForReport(absl::string_view text);

// `industry_leader` as `industry leader`.
std::string Words(absl::string_view word);

template <typename T>
std::string AnyOf(const std::vector<T>& values) {
  return absl::StrCat(
      values.size() > 1 ? "one of: " : "",
      absl::StrJoin(values, ", ", [](std::string* out, T value) {
        out->append(Words(ToWord(value)));
      }));
}

template <typename T>
bool Contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// A word field against a list of words.
template <typename T>
v1::Ternary IsOneOf(const Field<T>& field, const std::vector<T>& values) {
  if (!field.known()) return v1::UNCLEAR;
  return Contains(values, *field.value) ? v1::MET : v1::UNMET;
}

template <typename T>
std::string Actual(const Field<T>& field) {
  return field.known() ? Words(ToWord(*field.value)) : std::string(kNotStated);
}

// Where a field stands in the document; the credential itself otherwise.
template <typename T>
std::string PlaceOf(const Field<T>& field, const Claim& claim) {
  return field.known() && field.provenance == Provenance::kStated &&
                 !field.source.empty()
             ? field.source
             : claim.pointer;
}

// Not thread-safe. `claim` must outlive it.
class JudgementBuilder {
 public:
  explicit JudgementBuilder(const Claim& claim, Judgement judgement = {})
      : claim_(claim), judgement_(std::move(judgement)) {}

  Judgement Take() && { return std::move(judgement_); }
  const Judgement& judgement() const { return judgement_; }

  // One predicate; what is MET leaves no trace.
  void Add(absl::string_view predicate, v1::Ternary value,
           v1::ReasonCode reason, absl::string_view expected,
           absl::string_view actual, absl::string_view pointer);
  // About the credential as a whole.
  void Add(absl::string_view predicate, v1::Ternary value,
           v1::ReasonCode reason, absl::string_view expected,
           absl::string_view actual) {
    Add(predicate, value, reason, expected, actual, claim_.pointer);
  }

  // The value alone: something stronger was said already.
  void AddSilently(v1::Ternary value) {
    judgement_.value = std::min(judgement_.value, value);
  }
  // Gives the predicate with this reason, if there is one, a more exact
  // expectation.
  void Expect(v1::ReasonCode reason, absl::string_view expected);

 private:
  const Claim& claim_;
  Judgement judgement_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_JUDGEMENT_BUILDER_H_
