// SPDX-License-Identifier: Apache-2.0
#include "server/verify/place.h"

#include "base/codec/json.h"

namespace prescreen {

std::string Place::Pointer() const {
  if (parent_ == nullptr) return "";
  const std::string above = parent_->Pointer();
  const absl::string_view pointer(above.data(), above.size());
  return is_index_ ? json::PointerTo(pointer, index_)
                   : json::PointerTo(pointer, name_);
}

}  // namespace prescreen
