// SPDX-License-Identifier: Apache-2.0
// English for people who write no policies: the words behind render. Total
// functions: every value of the language has words.
#ifndef PRESCREEN_SERVER_POLICY_PLAIN_WORDS_H_
#define PRESCREEN_SERVER_POLICY_PLAIN_WORDS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/policy/role_policy.h"

namespace prescreen {

// `a`, `a or b`, `a, b or c`; the conjunction may be `and`.
std::string JoinWords(const std::vector<std::string>& words,
                      absl::string_view conjunction);

// `1 credential`, `3 credentials`.
std::string CountOf(int count, absl::string_view noun);

// With their article: `an industry leader`.
std::string PlainClass(IssuerClass value);
std::string PlainClasses(const std::vector<IssuerClass>& values);
std::string PlainBasis(IssuerBasis value);
std::string PlainKind(AchievementKind value);
std::string PlainAssessment(AssessmentKind value);
// What at least holds: `supervised, with the candidate's identity checked`.
std::string PlainSupervision(Supervision value);
// `60 months (5 years)`, `30 days`.
std::string PlainDuration(const CalendarDuration& duration);

// The conditions of `where`, a sentence each, in the order of the language.
std::vector<std::string> PlainConditions(const PolicyWhere& where);

// `text` broken at spaces, over-long words anywhere, into lines of at most
// `columns` characters; the first starts with `first`, which must be shorter,
// the others with as many spaces. Ends with a line feed.
std::string Wrap(absl::string_view first, absl::string_view text,
                 std::size_t columns);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_PLAIN_WORDS_H_
