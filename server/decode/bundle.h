// SPDX-License-Identifier: Apache-2.0
// What a candidate handed over, as bytes.
#ifndef PRESCREEN_SERVER_DECODE_BUNDLE_H_
#define PRESCREEN_SERVER_DECODE_BUNDLE_H_

#include <string>
#include <vector>

namespace prescreen {

struct RawDocument {
  std::string media_type;  // as the caller said; may be empty
  std::string content;
  std::string label;
};

using RawBundle = std::vector<RawDocument>;

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_DECODE_BUNDLE_H_
