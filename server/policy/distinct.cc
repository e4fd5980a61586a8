// SPDX-License-Identifier: Apache-2.0
#include "server/policy/distinct.h"

#include <algorithm>

namespace prescreen {
namespace {

// Augmenting paths (Kuhn). The depth is at most the number of items.
class Matching {
 public:
  explicit Matching(const std::vector<std::vector<int>>& keys_of_items)
      : keys_of_items_(keys_of_items) {
    int keys = 0;
    for (const std::vector<int>& item : keys_of_items) {
      for (int key : item) keys = std::max(keys, key + 1);
    }
    owner_.assign(static_cast<std::size_t>(keys), -1);
  }

  int Size() {
    int size = 0;
    for (std::size_t item = 0; item < keys_of_items_.size(); ++item) {
      tried_.assign(owner_.size(), false);
      size += Place(static_cast<int>(item));
    }
    return size;
  }

 private:
  bool Place(int item) {
    for (int key : keys_of_items_[static_cast<std::size_t>(item)]) {
      const auto k = static_cast<std::size_t>(key);
      if (tried_[k]) continue;
      tried_[k] = true;
      if (owner_[k] < 0 || Place(owner_[k])) {
        owner_[k] = item;
        return true;
      }
    }
    return false;
  }

  const std::vector<std::vector<int>>& keys_of_items_;
  std::vector<int> owner_;  // by key; -1: free
  std::vector<bool> tried_;
};

}  // namespace

int CountDistinct(const std::vector<std::vector<int>>& keys_of_items) {
  return Matching(keys_of_items).Size();
}

}  // namespace prescreen
