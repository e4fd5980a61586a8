// SPDX-License-Identifier: Apache-2.0
// Term definitions (JSON-LD 1.1 API section 4.2).
#ifndef PRESCREEN_SERVER_JSONLD_TERM_DEFINITION_H_
#define PRESCREEN_SERVER_JSONLD_TERM_DEFINITION_H_

#include <cstdint>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/jsonld/context.h"
#include "server/jsonld/context_processing.h"
#include "server/jsonld/iri_expansion.h"
#include "server/jsonld/session.h"

namespace prescreen::jsonld::internal {

// Puts the terms of one local context, a map, into a context. Borrows all that
// it is made of.
class TermDefiner {
 public:
  TermDefiner(Session& session, ActiveContext* active,
              const LocalContext& local, const ProcessOptions& options);
  TermDefiner(const TermDefiner&) = delete;
  TermDefiner& operator=(const TermDefiner&) = delete;

  absl::Status DefineAll();

 private:
  enum class State : std::uint8_t { kNone, kDefining, kDefined };
  struct Entry {
    const json::Value* value = nullptr;
    State state = State::kNone;
  };
  // One definition in the making.
  struct Draft {
    absl::string_view term;
    // A map; nullptr where a string or null stood in its place.
    const json::Value* map = nullptr;
    const json::Value* id = nullptr;  // nullptr: none
    bool is_simple = false;
    // The term is to be left out, as reserved words are.
    bool is_ignored = false;
    TermDefinition result = {};

    const json::Value* Find(absl::string_view name) const {
      return map == nullptr ? nullptr : map->Find(name);
    }
  };

  absl::Status Define(absl::string_view term);
  absl::Status DefineNow(absl::string_view term);
  // Defines what `value` needs of this context, then expands it.
  absl::StatusOr<ExpandedIri> Expand(absl::string_view value);
  absl::Status DefineIfHere(absl::string_view term);

  absl::StatusOr<Draft> Begin(absl::string_view term,
                              const json::Value& value) const;
  absl::Status CheckTerm(absl::string_view term, const json::Value& value,
                         bool* is_ignored) const;
  absl::Status SetProtected(Draft* draft) const;
  absl::Status SetType(Draft* draft);
  absl::Status SetReverse(Draft* draft);
  absl::Status SetIri(Draft* draft);
  absl::Status SetIriFromId(Draft* draft);
  absl::Status CheckIriLikeTerm(const Draft& draft);
  absl::Status SetIriFromTerm(Draft* draft);
  absl::Status SetContainer(Draft* draft) const;
  absl::Status SetIndex(Draft* draft);
  absl::Status SetContext(Draft* draft);
  absl::Status SetLanguage(Draft* draft) const;
  absl::Status SetDirection(Draft* draft) const;
  absl::Status SetNest(Draft* draft) const;
  absl::Status SetPrefix(Draft* draft) const;
  absl::Status Finish(Draft draft,
                      std::shared_ptr<const TermDefinition> previous);

  Session& session_;
  ActiveContext& active_;
  const LocalContext& local_;
  const ProcessOptions& options_;
  bool protected_ = false;
  absl::flat_hash_map<absl::string_view, Entry> entries_;
};

}  // namespace prescreen::jsonld::internal

#endif  // PRESCREEN_SERVER_JSONLD_TERM_DEFINITION_H_
