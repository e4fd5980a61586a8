// SPDX-License-Identifier: Apache-2.0
#include "server/verify/place.h"

#include "absl/strings/str_cat.h"

namespace prescreen {

std::string Place::Pointer() const {
  std::string pointer;
  AppendTo(&pointer);
  return pointer;
}

void Place::AppendTo(std::string* pointer) const {
  if (parent_ == nullptr) return;
  parent_->AppendTo(pointer);
  if (is_index_) {
    absl::StrAppend(pointer, "/", index_);
    return;
  }
  pointer->push_back('/');
  // RFC 6901 section 3.
  for (const char c : name_) {
    if (c == '~') {
      pointer->append("~0");
    } else if (c == '/') {
      pointer->append("~1");
    } else {
      pointer->push_back(c);
    }
  }
}

}  // namespace prescreen
