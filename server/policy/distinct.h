// SPDX-License-Identifier: Apache-2.0
// Counting credentials that differ.
#ifndef PRESCREEN_SERVER_POLICY_DISTINCT_H_
#define PRESCREEN_SERVER_POLICY_DISTINCT_H_

#include <vector>

namespace prescreen {

// Each item offers some keys (from 0); the largest number of items that can
// have a key each, all different. An item with two versions counts once, under
// whichever key serves better, so that a further version never lowers a count.
int CountDistinct(const std::vector<std::vector<int>>& keys_of_items);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_DISTINCT_H_
