// SPDX-License-Identifier: Apache-2.0
// Processed contexts (JSON-LD 1.1 API sections 4.1 and 4.2).
#ifndef PRESCREEN_SERVER_JSONLD_CONTEXT_H_
#define PRESCREEN_SERVER_JSONLD_CONTEXT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "base/codec/json.h"
#include "server/jsonld/keywords.h"

namespace prescreen::jsonld::internal {

// What a context or term says of the language or direction of strings.
enum class Setting : std::uint8_t { kUnset, kNull, kSet };

// A local context and where it stands.
struct LocalContext {
  // Owned where it is part of a loaded document; borrowed from the document
  // that is being processed otherwise (use_count() is 0 then).
  std::shared_ptr<const json::Value> value = nullptr;
  std::string base_url = {};

  bool is_loaded() const { return value.use_count() > 0; }
};

// The container mappings, as bits.
enum Container : std::uint8_t {
  kListContainer = 1,
  kSetContainer = 2,
  kIndexContainer = 4,
  kLanguageContainer = 8,
  kIdContainer = 16,
  kTypeContainer = 32,
  kGraphContainer = 64,
};

// Immutable once it is in a context.
struct TermDefinition {
  std::string term = {};
  std::string iri = {};  // or a keyword, whose code is in `keyword`
  bool has_iri = false;  // false: the term is to be ignored
  Keyword keyword = Keyword::kNot;
  bool is_prefix = false;
  bool is_protected = false;
  bool is_reverse = false;
  std::uint8_t container = 0;
  // Of type mappings: @id, @vocab, @json, @none, or kNot with an IRI in `type`
  // or with none.
  Keyword type_keyword = Keyword::kNot;
  std::string type = {};
  Setting language_setting = Setting::kUnset;
  std::string language = {};
  Setting direction_setting = Setting::kUnset;
  std::string direction = {};
  std::string index = {};  // empty: @index
  std::string nest = {};
  std::optional<LocalContext> context = {};

  bool Has(Container bit) const { return (container & bit) != 0; }
};

// Immutable and shared once processing has ended.
struct ActiveContext {
  // Keys are the definitions' own `term`.
  absl::flat_hash_map<absl::string_view, std::shared_ptr<const TermDefinition>>
      terms = {};
  std::optional<std::string> base = {};
  std::optional<std::string> vocab = {};
  std::string language = {};   // empty: none
  std::string direction = {};  // empty: none
  // To go back to where this one is not propagated.
  std::shared_ptr<const ActiveContext> previous = nullptr;
  // The terms that stand for @type.
  std::vector<absl::string_view> type_aliases = {};
  // Made of the loader's documents alone: the same for every document.
  bool is_shared = false;

  // nullptr if there is none.
  const TermDefinition* Find(absl::string_view term) const {
    const auto found = terms.find(term);
    return found == terms.end() ? nullptr : found->second.get();
  }
  bool StandsForType(absl::string_view key) const {
    if (key == "@type") return true;
    if (type_aliases.size() > kFewAliases) {
      const TermDefinition* const definition = Find(key);
      return definition != nullptr && definition->keyword == Keyword::kType;
    }
    for (const absl::string_view alias : type_aliases) {
      if (key == alias) return true;
    }
    return false;
  }

  // As many are compared faster than one is looked up.
  static constexpr std::size_t kFewAliases = 4;
};

using ContextPtr = std::shared_ptr<const ActiveContext>;

}  // namespace prescreen::jsonld::internal

#endif  // PRESCREEN_SERVER_JSONLD_CONTEXT_H_
