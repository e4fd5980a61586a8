// SPDX-License-Identifier: Apache-2.0
#include "server/jsonld/element.h"

#include <utility>

namespace prescreen::jsonld {

bool Element::IsGraphObject() const {
  if (!is_object() || !Has(Keyword::kGraph)) return false;
  for (const ElementEntry& entry : entries) {
    if (entry.keyword != Keyword::kGraph && entry.keyword != Keyword::kId &&
        entry.keyword != Keyword::kIndex) {
      return false;
    }
  }
  return true;
}

namespace internal {

Element* NewString(rdf::Arena& arena, absl::string_view text) {
  return arena.New<Element>(ElementKind::kString, text);
}

Element* NewJson(rdf::Arena& arena, const json::Value& value) {
  if (value.is_string()) return NewString(arena, value.string_value());
  return arena.New<Element>(ElementKind::kJson, absl::string_view(), &value);
}

Element* NewNull(rdf::Arena& arena) {
  static const json::Value* const kNull = new json::Value();
  return NewJson(arena, *kNull);
}

Element* NewArray(rdf::Arena& arena) {
  return arena.New<Element>(ElementKind::kArray);
}

Element* NewObject(rdf::Arena& arena) {
  return arena.New<Element>(ElementKind::kObject);
}

Element* AsArray(rdf::Arena& arena, Element* element) {
  if (element->is_array()) return element;
  Element* const array = NewArray(arena);
  array->items.push_back(arena, element);
  return array;
}

void Put(rdf::Arena& arena, Element* object, Keyword keyword, Element* value) {
  object->entries.push_back(arena, {keyword, KeywordText(keyword), value});
}

void Put(rdf::Arena& arena, Element* object, absl::string_view key,
         Element* value) {
  object->entries.push_back(arena, {Keyword::kNot, key, value});
}

void AddTo(rdf::Arena& arena, Element* object, absl::string_view key,
           Element* value) {
  Element* array = object->Find(key);
  if (array == nullptr) {
    array = NewArray(arena);
    object->entries.push_back(arena, {LookUpKeyword(key), key, array});
  }
  if (!value->is_array()) {
    array->items.push_back(arena, value);
    return;
  }
  for (Element* const item : value->items) array->items.push_back(arena, item);
}

}  // namespace internal

json::Value ToJson(const Element& element) {
  switch (element.kind) {
    case ElementKind::kString:
      return json::Value::String(element.text);
    case ElementKind::kJson:
      return *element.json;
    case ElementKind::kArray: {
      json::Value array = json::Value::Array();
      for (const Element* const item : element.items) {
        array.Append(ToJson(*item));
      }
      return array;
    }
    case ElementKind::kObject:
      break;
  }
  json::Value object = json::Value::Object();
  for (const ElementEntry& entry : element.entries) {
    object.Set(entry.key, ToJson(*entry.value));
  }
  return object;
}

}  // namespace prescreen::jsonld
