// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/lost.h"

#include <algorithm>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "server/store/keys.h"

namespace prescreen {

absl::StatusOr<std::vector<LostRange>> ReadLost(const StoreReader& store) {
  std::vector<LostRange> ranges;
  const absl::StatusOr<std::string> row =
      store.Get(Family::kMeta, keys::LostLeaves());
  if (absl::IsNotFound(row.status())) return ranges;
  RETURN_IF_ERROR(row.status());
  for (const absl::string_view line :
       absl::StrSplit(*row, '\n', absl::SkipEmpty())) {
    const std::vector<absl::string_view> words = absl::StrSplit(line, ' ');
    LostRange range;
    std::int64_t seconds = 0;
    if (words.size() != 3 || !absl::SimpleAtoi(words[0], &range.first) ||
        !absl::SimpleAtoi(words[1], &range.last) ||
        !absl::SimpleAtoi(words[2], &seconds) || range.last < range.first) {
      return absl::DataLossError("store: its list of lost leaves is malformed");
    }
    range.time = absl::FromUnixSeconds(seconds);
    ranges.push_back(range);
  }
  return ranges;
}

void PutLost(const std::vector<LostRange>& ranges, WriteBatch* batch) {
  std::string text;
  for (const LostRange& range : ranges) {
    absl::StrAppend(&text, range.first, " ", range.last, " ",
                    absl::ToUnixSeconds(range.time), "\n");
  }
  batch->Put(Family::kMeta, keys::LostLeaves(), text);
}

bool IsLost(const std::vector<LostRange>& ranges, std::uint64_t leaf) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [leaf](const LostRange& range) {
                       return range.first <= leaf && leaf <= range.last;
                     });
}

}  // namespace prescreen
