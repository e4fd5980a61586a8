// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "base/check.h"
#include "base/codec/jcs.h"
#include "base/codec/json.h"
#include "base/encoding.h"

namespace prescreen::json {
namespace {

// That a text which the parser accepts means the same after serialization, and
// that its canonical form is accepted and canonical.
void Check(absl::string_view text) {
  const absl::StatusOr<Value> value = Parse(text);
  if (!value.ok()) return;
  PRESCREEN_CHECK(IsValidUtf8(text));
  const absl::StatusOr<Value> again = Parse(Serialize(*value));
  PRESCREEN_CHECK(again.ok() && *again == *value);
  const absl::StatusOr<std::string> canonical = Canonicalize(*value);
  if (!canonical.ok()) return;
  const absl::StatusOr<Value> parsed = Parse(*canonical);
  PRESCREEN_CHECK(parsed.ok());
  PRESCREEN_CHECK(*Canonicalize(*parsed) == *canonical);
}

}  // namespace
}  // namespace prescreen::json

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  prescreen::json::Check(
      absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
