// SPDX-License-Identifier: Apache-2.0
// Where a value stands in a JSON document, written out only when asked for.
#ifndef PRESCREEN_SERVER_VERIFY_PLACE_H_
#define PRESCREEN_SERVER_VERIFY_PLACE_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace prescreen {

// A step below a parent, which must outlive it, as must the member's name.
class Place {
 public:
  // The whole document.
  Place() = default;
  Place(const Place& parent, absl::string_view name)
      : parent_(&parent), name_(name) {}
  Place(const Place& parent, std::size_t index)
      : parent_(&parent), index_(index), is_index_(true) {}

  // RFC 6901.
  std::string Pointer() const;

 private:
  void AppendTo(std::string* pointer) const;

  const Place* parent_ = nullptr;
  absl::string_view name_;
  std::size_t index_ = 0;
  bool is_index_ = false;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_PLACE_H_
