// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "base/check.h"
#include "server/rdf/nquads.h"
#include "server/rdf/rdfc10.h"

namespace prescreen::rdf {
namespace {

// Little, so that a poison graph does not hold the fuzzer up.
constexpr int kWork = 500;

// That what the parser accepts means the same after serialization, and that a
// canonical form is accepted and canonical.
void Check(absl::string_view text) {
  const absl::StatusOr<Dataset> dataset = ParseNQuads(text);
  if (!dataset.ok()) return;
  const absl::StatusOr<Dataset> again = ParseNQuads(SerializeNQuads(*dataset));
  PRESCREEN_CHECK(again.ok() && again->quads == dataset->quads);
  const auto canonical = Canonicalize(*dataset, {.max_work = kWork});
  if (!canonical.ok()) return;
  const absl::StatusOr<Dataset> parsed = ParseNQuads(canonical->nquads);
  PRESCREEN_CHECK(parsed.ok());
  const auto twice = Canonicalize(*parsed, {.max_work = 4 * kWork});
  if (twice.ok()) PRESCREEN_CHECK(twice->nquads == canonical->nquads);
}

}  // namespace
}  // namespace prescreen::rdf

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  prescreen::rdf::Check(
      absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
