// SPDX-License-Identifier: Apache-2.0
#include "server/claims/results.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "server/catalogue/catalogue.h"
#include "server/claims/decimal.h"

namespace prescreen {
namespace {

absl::string_view View(const std::string& text) {
  return absl::string_view(text.data(), text.size());
}
absl::string_view Trimmed(const std::string& text) {
  return absl::StripAsciiWhitespace(View(text));
}

bool AreSameId(const std::string& a, const std::string& b) {
  return !a.empty() &&
         NormaliseIdentifier(View(a)) == NormaliseIdentifier(View(b));
}

// Where `value` stands in `scale`; absent if it does not.
std::optional<std::size_t> RankOf(const std::vector<std::string>& scale,
                                  absl::string_view value) {
  const auto found = std::find_if(
      scale.begin(), scale.end(),
      [&](const std::string& allowed) { return View(allowed) == value; });
  if (found == scale.end()) return std::nullopt;
  return static_cast<std::size_t>(found - scale.begin());
}

// An order needs at least one value, and each but once.
bool IsScale(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  return !values.empty() && !values.front().empty() &&
         std::adjacent_find(values.begin(), values.end()) == values.end();
}

std::vector<std::string> ScaleOfValues(const StatedResultDescription& stated) {
  std::vector<std::string> scale;
  if (stated.allowed_values.size() > kMaxScaleValues) return scale;
  for (const std::string& value : stated.allowed_values) {
    scale.emplace_back(Trimmed(value));
  }
  return IsScale(scale) ? scale : std::vector<std::string>();
}

// The levels must ascend by the specification; where they have points, those
// must say so too (the published example has it the other way round).
bool PointsAscend(const std::vector<StatedLevel>& levels) {
  std::optional<Decimal> last;
  for (const StatedLevel& level : levels) {
    const std::optional<Decimal> points = ParseDecimal(View(level.points));
    if (!points.has_value()) continue;
    if (last.has_value() && points->millionths <= last->millionths) {
      return false;
    }
    last = points;
  }
  return true;
}

std::vector<std::string> ScaleOfLevels(const StatedResultDescription& stated) {
  std::vector<std::string> scale;
  if (!PointsAscend(stated.levels)) return scale;
  for (const StatedLevel& level : stated.levels) {
    scale.emplace_back(Trimmed(level.level.empty() ? level.name : level.level));
  }
  return IsScale(scale) ? scale : std::vector<std::string>();
}

// The description that `result` links to; the only one if it links to none.
const StatedResultDescription* DescriptionOf(
    const StatedResult& result,
    const std::vector<StatedResultDescription>& descriptions) {
  if (result.result_description.empty()) {
    return descriptions.size() == 1 ? &descriptions.front() : nullptr;
  }
  for (const StatedResultDescription& description : descriptions) {
    if (AreSameId(description.id, result.result_description)) {
      return &description;
    }
  }
  return nullptr;
}

std::optional<std::size_t> LevelIndex(
    const StatedResultDescription& description, const std::string& id) {
  if (description.levels.size() > kMaxScaleValues) return std::nullopt;
  for (std::size_t i = 0; i < description.levels.size(); ++i) {
    if (AreSameId(description.levels[i].id, id)) return i;
  }
  return std::nullopt;
}

// Compares the value of a result with the description it links to.
class ValueReading {
 public:
  ValueReading(const StatedResult& result,
               const StatedResultDescription& description)
      : description_(description),
        scale_(ScaleOfValues(description)),
        value_(Trimmed(result.value)),
        low_(ParseDecimal(View(description.value_min))),
        high_(ParseDecimal(View(description.value_max))),
        number_(NumberInRange()) {}

  // Absent: not comparable.
  std::optional<bool> ReachesRequired() const {
    const absl::string_view required = Trimmed(description_.required_value);
    if (required.empty() || value_.empty()) return std::nullopt;
    // Numbers may ascend or descend on a scale of their own.
    if (!description_.allowed_values.empty()) {
      const auto actual_rank = RankOf(scale_, value_);
      const auto required_rank = RankOf(scale_, required);
      if (!actual_rank || !required_rank) return std::nullopt;
      return *actual_rank >= *required_rank;
    }
    const std::optional<Decimal> least = ParseDecimal(required);
    if (!number_ || !least) return std::nullopt;
    if (number_->percent != least->percent && !IsPercent()) return std::nullopt;
    return number_->millionths >= least->millionths;
  }

  std::optional<int> BasisPoints() const {
    if (!number_) return std::nullopt;
    const bool part_of_one = IsPercent() && high_ == kOne && !number_->percent;
    if ((IsPercent() && !part_of_one) || (number_->percent && low_ && high_)) {
      return BasisPointsBetween(*number_, kNone, kHundred);
    }
    if (!low_ || !high_) return std::nullopt;
    return BasisPointsBetween(*number_, *low_, *high_);
  }

  bool IsOnScale() const { return RankOf(scale_, value_).has_value(); }
  GradeClaim Grade(const std::string& pointer) const {
    return {std::string(value_), scale_, pointer};
  }

 private:
  static constexpr Decimal kNone = {0, false};
  static constexpr Decimal kOne = {1000000, false};
  static constexpr Decimal kHundred = {100000000, false};

  bool IsPercent() const { return description_.result_type == "Percent"; }

  std::optional<Decimal> NumberInRange() const {
    const std::optional<Decimal> number = ParseDecimal(value_);
    if (!number || (low_ && number->millionths < low_->millionths) ||
        (high_ && number->millionths > high_->millionths) ||
        (low_ && high_ && low_->millionths >= high_->millionths)) {
      return std::nullopt;
    }
    return number;
  }

  const StatedResultDescription& description_;
  std::vector<std::string> scale_;  // empty: none
  absl::string_view value_;
  std::optional<Decimal> low_;
  std::optional<Decimal> high_;
  std::optional<Decimal> number_;  // absent: no number, or out of range
};

// Takes the worse of what results say.
void Worsen(std::optional<bool> passed, const std::string& pointer,
            Claim* claim) {
  if (!passed.has_value()) return;
  if (claim->passed.known() && (*passed || !*claim->passed.value)) return;
  claim->passed = {passed, Provenance::kStated, pointer};
}

void ReadStatusWord(const StatedResult& result, Claim* claim) {
  constexpr absl::string_view kOthers[] = {
      "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew"};
  const std::string pointer = absl::StrCat(result.pointer, "/status");
  const absl::string_view status = View(result.status);
  if (status == "Completed") Worsen(true, pointer, claim);
  if (std::find(std::begin(kOthers), std::end(kOthers), status) !=
      std::end(kOthers)) {
    Worsen(false, pointer, claim);
  }
}

void ReadValue(const StatedResult& result,
               const StatedResultDescription& description, Claim* claim) {
  const ValueReading reading(result, description);
  const std::string pointer = absl::StrCat(result.pointer, "/value");
  Worsen(reading.ReachesRequired(), pointer, claim);
  const std::optional<int> percent = reading.BasisPoints();
  if (percent.has_value() &&
      (!claim->percent.known() || *percent < *claim->percent.value)) {
    claim->percent = {percent, Provenance::kStated, pointer};
  }
  if (reading.IsOnScale()) claim->grades.push_back(reading.Grade(pointer));
}

void ReadLevel(const StatedResult& result,
               const StatedResultDescription& description, std::size_t level,
               Claim* claim) {
  const std::string pointer = absl::StrCat(result.pointer, "/achievedLevel");
  const std::vector<std::string> scale = ScaleOfLevels(description);
  const auto required = LevelIndex(description, description.required_level);
  if (required.has_value() && (*required == level || !scale.empty())) {
    Worsen(level >= *required, pointer, claim);
  }
  if (!scale.empty()) claim->grades.push_back({scale[level], scale, pointer});
}

// The level may stand in another description than the one linked to.
void FindLevel(const StatedResult& result, const StatedAchievement& achievement,
               Claim* claim) {
  for (const StatedResultDescription& description :
       achievement.result_descriptions) {
    const auto level = LevelIndex(description, result.achieved_level);
    if (!level.has_value()) continue;
    ReadLevel(result, description, *level, claim);
    return;
  }
}

}  // namespace

void ReadResults(const StatedSubject& subject, Claim* claim) {
  if (!subject.achievement.has_value() ||
      subject.results.size() > kMaxComparedResults ||
      subject.achievement->result_descriptions.size() > kMaxComparedResults) {
    return;
  }
  for (const StatedResult& result : subject.results) {
    ReadStatusWord(result, claim);
    const StatedResultDescription* description =
        DescriptionOf(result, subject.achievement->result_descriptions);
    if (description != nullptr) ReadValue(result, *description, claim);
    FindLevel(result, *subject.achievement, claim);
  }
}

}  // namespace prescreen
