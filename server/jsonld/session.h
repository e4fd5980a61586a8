// SPDX-License-Identifier: Apache-2.0
// What the processing of one document shares: options, memory, budgets.
#ifndef PRESCREEN_SERVER_JSONLD_SESSION_H_
#define PRESCREEN_SERVER_JSONLD_SESSION_H_

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "server/jsonld/context.h"
#include "server/jsonld/context_cache.h"
#include "server/jsonld/error.h"
#include "server/jsonld/loader.h"
#include "server/jsonld/options.h"
#include "server/rdf/arena.h"

namespace prescreen::jsonld::internal {

// Borrows all that it is made of. Not thread-safe.
struct Session {
  Session(const ContextLoader& the_loader, const Options& the_options,
          rdf::Arena* the_arena)
      : loader(the_loader), options(the_options), arena(*the_arena) {}

  // The error that safe mode makes of something dropped; OK otherwise.
  absl::Status Dropped(absl::string_view code) const {
    return options.safe ? Error(code) : absl::OkStatus();
  }

  absl::Status SpendContext() {
    return Spend(1, options.limits.contexts, &contexts);
  }
  absl::Status SpendDefinitions(std::size_t count) {
    return Spend(count, options.limits.definitions, &definitions);
  }
  absl::Status SpendKeys(std::size_t count) {
    return Spend(count, options.limits.keys, &keys);
  }
  absl::Status SpendText(std::size_t bytes) {
    return Spend(bytes, options.limits.text, &text);
  }

  // `a` followed by `b`; "" beyond the limit, which CheckText reports.
  absl::string_view Join(absl::string_view a, absl::string_view b) {
    return SpendText(a.size() + b.size()).ok() ? arena.Keep(a, b) : "";
  }
  absl::Status CheckText() { return SpendText(0); }

  // Keeps a value that was made, not read.
  const json::Value* Own(json::Value value) {
    made.push_back(std::make_shared<const json::Value>(std::move(value)));
    return made.back().get();
  }

  const ContextLoader& loader;
  const Options& options;
  rdf::Arena& arena;
  std::size_t contexts = 0;
  std::size_t definitions = 0;
  std::size_t keys = 0;
  std::size_t text = 0;
  int term_depth = 0;  // definitions under way, each for the sake of another
  // Steps that this document took already, and the contexts it borrows from.
  absl::flat_hash_map<ContextStep, ContextStepEnds> steps = {};
  std::vector<std::shared_ptr<const json::Value>> made = {};

 private:
  static absl::Status Spend(std::size_t count, int limit, std::size_t* spent) {
    *spent += count;
    if (*spent <= static_cast<std::size_t>(limit)) return absl::OkStatus();
    return absl::ResourceExhaustedError("JSON-LD: too large to process");
  }
};

}  // namespace prescreen::jsonld::internal

#endif  // PRESCREEN_SERVER_JSONLD_SESSION_H_
