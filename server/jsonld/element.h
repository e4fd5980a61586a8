// SPDX-License-Identifier: Apache-2.0
// Expanded JSON-LD (JSON-LD 1.1 API section 5.1): a tree in an arena that
// borrows the text of the document and of the contexts.
#ifndef PRESCREEN_SERVER_JSONLD_ELEMENT_H_
#define PRESCREEN_SERVER_JSONLD_ELEMENT_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "base/codec/json.h"
#include "server/jsonld/keywords.h"
#include "server/rdf/arena.h"

namespace prescreen::jsonld {

enum class ElementKind : std::uint8_t {
  kString,
  kJson,  // any other scalar, or a JSON literal as it stood
  kArray,
  kObject,
};

struct Element;

struct ElementEntry {
  Keyword keyword = Keyword::kNot;
  absl::string_view key = {};  // an IRI, or the keyword
  Element* value = nullptr;
};

// Trivially destructible. Thread-compatible.
struct Element {
  ElementKind kind = ElementKind::kObject;
  absl::string_view text = {};                  // kString
  const json::Value* json = nullptr;            // kJson
  rdf::ArenaVector<Element*> items = {};        // kArray
  rdf::ArenaVector<ElementEntry> entries = {};  // kObject, no key twice

  bool is_string() const { return kind == ElementKind::kString; }
  bool is_array() const { return kind == ElementKind::kArray; }
  bool is_object() const { return kind == ElementKind::kObject; }

  // nullptr if there is none.
  Element* Find(Keyword keyword) const {
    for (const ElementEntry& entry : entries) {
      if (entry.keyword == keyword) return entry.value;
    }
    return nullptr;
  }
  Element* Find(absl::string_view key) const {
    for (const ElementEntry& entry : entries) {
      if (entry.key == key) return entry.value;
    }
    return nullptr;
  }
  bool Has(Keyword keyword) const { return Find(keyword) != nullptr; }

  bool IsValueObject() const { return is_object() && Has(Keyword::kValue); }
  bool IsListObject() const { return is_object() && Has(Keyword::kList); }
  // An object that is neither of these nor a set.
  bool IsNodeObject() const {
    return is_object() && !Has(Keyword::kValue) && !Has(Keyword::kList) &&
           !Has(Keyword::kSet);
  }
  // An object with @graph, and nothing else but @id and @index.
  bool IsGraphObject() const;
};

namespace internal {

Element* NewString(rdf::Arena& arena, absl::string_view text);
// A string where it is one.
Element* NewJson(rdf::Arena& arena, const json::Value& value);
Element* NewNull(rdf::Arena& arena);
Element* NewArray(rdf::Arena& arena);
Element* NewObject(rdf::Arena& arena);
// An array of `element`, or `element` if it is one.
Element* AsArray(rdf::Arena& arena, Element* element);

// Adds an entry whose key is new.
void Put(rdf::Arena& arena, Element* object, Keyword keyword, Element* value);
void Put(rdf::Arena& arena, Element* object, absl::string_view key,
         Element* value);
// Adds `value`, or each of its items, to the array under `key`.
void AddTo(rdf::Arena& arena, Element* object, absl::string_view key,
           Element* value);

}  // namespace internal

// The tree as JSON.
json::Value ToJson(const Element& element);

}  // namespace prescreen::jsonld

#endif  // PRESCREEN_SERVER_JSONLD_ELEMENT_H_
