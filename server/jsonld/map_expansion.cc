// SPDX-License-Identifier: Apache-2.0
// JSON-LD 1.1 API section 5.1, steps 13.7 and 13.8: values under keys of
// their own.
#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "base/status_macros.h"
#include "server/jsonld/context_processing.h"
#include "server/jsonld/expander.h"
#include "server/jsonld/iri.h"

namespace prescreen::jsonld::internal {

using json::Value;

namespace {

absl::Span<const Value> ItemsOf(const Value& value) {
  return value.is_array() ? value.items() : absl::MakeConstSpan(&value, 1);
}

}  // namespace

Expander::Result Expander::ExpandLanguageMap(const Node& node,
                                             const TermDefinition& definition,
                                             const Value& map) {
  const absl::string_view direction =
      definition.direction_setting == Setting::kUnset ? node.context->direction
                                                      : definition.direction;
  RETURN_IF_ERROR(session_.SpendKeys(map.members().size()));
  Element* const values = NewArray(arena_);
  for (const json::Member& member : map.members()) {
    const ExpandedIri language =
        Iri(*node.context, member.name, Relative::kVocab);
    const bool is_none = language.keyword == Keyword::kNone;
    if (!is_none) RETURN_IF_ERROR(CheckLanguage(member.name));
    const absl::string_view tag =
        arena_.Keep(absl::AsciiStrToLower(member.name));
    for (const Value& item : ItemsOf(member.value)) {
      if (item.is_null()) continue;
      if (!item.is_string()) return Error("invalid language map value");
      Element* const value = NewObject(arena_);
      Put(arena_, value, Keyword::kValue, NewJson(arena_, item));
      if (!is_none)
        Put(arena_, value, Keyword::kLanguage, NewString(arena_, tag));
      if (!direction.empty()) {
        Put(arena_, value, Keyword::kDirection, NewString(arena_, direction));
      }
      values->items.push_back(arena_, value);
    }
  }
  return values;
}

// 13.8.3.1 to 13.8.3.3
absl::StatusOr<ContextPtr> Expander::MapContext(
    const Node& node, const TermDefinition& definition, absl::string_view key) {
  ContextPtr context = node.context;
  const bool goes_back =
      definition.Has(kIdContainer) || definition.Has(kTypeContainer);
  if (goes_back && context->previous != nullptr) context = context->previous;
  if (!definition.Has(kTypeContainer)) return context;
  const TermDefinition* const type = context->Find(key);
  if (type == nullptr || !type->context) return context;
  return ProcessContext(session_, context, *type->context,
                        {.propagate = false});
}

Expander::Result Expander::ExpandKeyedMap(const Node& node,
                                          const ActiveProperty& property,
                                          const Value& map) {
  const TermDefinition& definition = *property.definition;
  RETURN_IF_ERROR(session_.SpendKeys(map.members().size()));
  Element* const values = NewArray(arena_);
  for (const json::Member& member : map.members()) {
    ASSIGN_OR_RETURN(const ContextPtr context,
                     MapContext(node, definition, member.name));
    ASSIGN_OR_RETURN(Element * expanded,
                     ExpandElement(context, property, member.value,
                                   /*from_map=*/true, node.depth + 1));
    if (expanded == nullptr) continue;
    for (Element* item : AsArray(arena_, expanded)->items) {
      if (definition.Has(kGraphContainer) && !item->IsGraphObject()) {
        ASSIGN_OR_RETURN(item, AsGraph(item));
      }
      RETURN_IF_ERROR(AddKey(node, definition, member.name, item));
      values->items.push_back(arena_, item);
    }
  }
  return values;
}

// 13.8.3.7.2 to 13.8.3.7.5
absl::Status Expander::AddKey(const Node& node,
                              const TermDefinition& definition,
                              absl::string_view key, Element* item) {
  const ExpandedIri index = Iri(*node.context, key, Relative::kVocab);
  if (index.keyword == Keyword::kNone || !item->is_object()) {
    return absl::OkStatus();
  }
  if (definition.Has(kIndexContainer)) {
    if (!definition.index.empty()) {
      return AddPropertyIndex(node, definition, key, item);
    }
    if (!item->Has(Keyword::kIndex)) {
      Put(arena_, item, Keyword::kIndex, NewString(arena_, key));
    }
  } else if (definition.Has(kIdContainer)) {
    if (item->Has(Keyword::kId)) return absl::OkStatus();
    const ExpandedIri id = Iri(*node.context, key, Relative::kDocument);
    if (!HasScheme(id.text) && !IsBlankNodeId(id.text)) {
      RETURN_IF_ERROR(session_.Dropped("relative @id reference"));
    }
    Put(arena_, item, Keyword::kId, NewString(arena_, id.text));
  } else {
    const ExpandedIri type = Iri(*node.context, key, Relative::kVocabDocument);
    if (!HasScheme(type.text) && !IsBlankNodeId(type.text)) {
      RETURN_IF_ERROR(session_.Dropped("relative @type reference"));
    }
    Element* const types = NewArray(arena_);
    types->items.push_back(arena_, NewString(arena_, type.text));
    for (ElementEntry& entry : item->entries) {
      if (entry.keyword != Keyword::kType) continue;
      for (Element* const own : AsArray(arena_, entry.value)->items) {
        types->items.push_back(arena_, own);
      }
      entry.value = types;
      return absl::OkStatus();
    }
    Put(arena_, item, Keyword::kType, types);
  }
  return absl::OkStatus();
}

absl::Status Expander::AddPropertyIndex(const Node& node,
                                        const TermDefinition& definition,
                                        absl::string_view key, Element* item) {
  if (item->IsValueObject()) return Error("invalid value object");
  const TermDefinition* const index = node.context->Find(definition.index);
  const json::Value* const text = session_.Own(json::Value::String(key));
  ASSIGN_OR_RETURN(Element * value, ExpandValue(*node.context, index, *text));
  const ExpandedIri iri =
      Iri(*node.context, definition.index, Relative::kVocab);
  Element* const values = NewArray(arena_);
  values->items.push_back(arena_, value);
  for (ElementEntry& entry : item->entries) {
    if (entry.key != iri.text) continue;
    for (Element* const own : entry.value->items) {
      values->items.push_back(arena_, own);
    }
    entry.value = values;
    return absl::OkStatus();
  }
  Put(arena_, item, iri.text, values);
  return absl::OkStatus();
}

}  // namespace prescreen::jsonld::internal
