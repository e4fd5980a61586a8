// SPDX-License-Identifier: Apache-2.0
// The words by which Open Badges 3.0 and its extensions say how something was
// assessed and on which level, in our own. A word that is none of a
// vocabulary's is unknown, never "no". All functions are thread-safe.
#ifndef PRESCREEN_SERVER_CLAIMS_VOCABULARY_H_
#define PRESCREEN_SERVER_CLAIMS_VOCABULARY_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "server/catalogue/catalogue.h"

namespace prescreen {

// `assessmentType` of a result description (1EdTech assessment extension).
std::optional<AssessmentKind> KindOfAssessmentExtension(absl::string_view word);

// `assessmentType` of an achievement (Edubadges): the same name, other words.
std::optional<AssessmentKind> KindOfEdubadgesAssessment(absl::string_view word);

// The TrustEd profile's `type` of a credential.
std::optional<AssessmentKind> KindOfTrustedType(absl::string_view type);

// `supervisionType` of an achievement (Edubadges). `identity_checked` decides
// where the word leaves it open.
std::optional<Supervision> SupervisionOfEdubadges(absl::string_view word,
                                                  bool identity_checked);

// The level 1 to 8 that `text` names: its digit, or the IRI of its concept in
// the vocabulary of the European Learning Model.
std::optional<int> EqfLevel(absl::string_view text);

// True if the target of an alignment of this `targetType` is an EQF level, told
// by `targetCode`.
bool IsEqfTargetType(absl::string_view target_type);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CLAIMS_VOCABULARY_H_
