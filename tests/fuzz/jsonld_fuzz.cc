// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "base/check.h"
#include "base/codec/json.h"
#include "server/jsonld/context_cache.h"
#include "server/jsonld/context_table.h"
#include "server/jsonld/to_rdf.h"
#include "server/rdf/nquads.h"
#include "server/rdf/rdfc10.h"

namespace prescreen::jsonld {
namespace {

constexpr int kWork = 500;

const ContextTable& Contexts() {
  static const ContextTable* const table = [] {
    auto* const made = new ContextTable();
    PRESCREEN_CHECK(made->AddBundled().ok());
    return made;
  }();
  return *table;
}

Options FuzzOptions(bool is_safe) {
  Options options;
  options.safe = is_safe;
  options.limits.contexts = 500;
  options.limits.definitions = 20'000;
  options.limits.keys = 2'000;
  options.limits.quads = 2'000;
  return options;
}

// That the canonical form of any JSON is N-Quads, and that the cache of
// contexts changes nothing.
void Check(absl::string_view text, bool is_safe) {
  const auto document = json::Parse(text);
  if (!document.ok()) return;
  static ContextCache* const cache = new ContextCache();
  Options options = FuzzOptions(is_safe);
  const auto dataset = ToRdf(*document, Contexts(), options);
  options.cache = cache;
  const auto cached = ToRdf(*document, Contexts(), options);
  if (!dataset.ok() || !cached.ok()) {
    // With the cache there is less work to run out of.
    PRESCREEN_CHECK(dataset.status() == cached.status() ||
                    absl::IsResourceExhausted(dataset.status()));
    return;
  }
  PRESCREEN_CHECK(cached->quads == dataset->quads);
  const auto canonical = rdf::Canonicalize(*dataset, {.max_work = kWork});
  if (!canonical.ok()) return;
  PRESCREEN_CHECK(rdf::ParseNQuads(canonical->nquads).ok());
}

}  // namespace
}  // namespace prescreen::jsonld

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  prescreen::jsonld::Check(text, /*is_safe=*/true);
  prescreen::jsonld::Check(text, /*is_safe=*/false);
  return 0;
}
