// SPDX-License-Identifier: Apache-2.0
// JSON-LD 1.1 API section 5.1, steps 13 and 14.
#include <algorithm>

#include "base/status_macros.h"
#include "server/jsonld/context_processing.h"
#include "server/jsonld/expander.h"
#include "server/jsonld/iri.h"

namespace prescreen::jsonld::internal {

using json::Value;

namespace {

Element* Wrap(rdf::Arena& arena, Keyword keyword, Element* content) {
  Element* const object = NewObject(arena);
  Put(arena, object, keyword, AsArray(arena, content));
  return object;
}

Element* JsonLiteral(rdf::Arena& arena, const Value& value) {
  Element* const object = NewObject(arena);
  Put(arena, object, Keyword::kValue, NewJson(arena, value));
  Put(arena, object, Keyword::kType, NewString(arena, "@json"));
  return object;
}

}  // namespace

Expander::Result Expander::AsGraph(Element* content) {
  if (session_.options.safe && content->is_object()) {
    RETURN_IF_ERROR(CheckFree(*content));
  }
  return Wrap(arena_, Keyword::kGraph, content);
}

Expander::Result Expander::AsGraphs(Element* values) {  // 13.12
  Element* const graphs = NewArray(arena_);
  for (Element* const value : AsArray(arena_, values)->items) {
    ASSIGN_OR_RETURN(Element * graph, AsGraph(value));
    graphs->items.push_back(arena_, graph);
  }
  return graphs;
}

absl::Status Expander::ExpandEntries(Node& node, const Value& element) {
  std::vector<const json::Member*> nests;
  for (const json::Member& member : element.members()) {
    RETURN_IF_ERROR(WithTerm(ExpandEntry(node, member, &nests), member.name));
  }
  for (const json::Member* const nest : nests) {
    RETURN_IF_ERROR(WithTerm(ExpandNest(node, *nest), nest->name));
  }
  return absl::OkStatus();
}

absl::Status Expander::ExpandEntry(Node& node, const json::Member& member,
                                   std::vector<const json::Member*>* nests) {
  if (member.name == "@context") return absl::OkStatus();
  const ExpandedIri iri = Iri(*node.context, member.name, Relative::kVocab);
  if (iri.is_keyword()) {
    if (iri.keyword != Keyword::kNest) {
      return ExpandKeyword(node, iri.keyword, member.value);
    }
    nests->push_back(&member);
    return absl::OkStatus();
  }
  if (iri.is_null || iri.text.find(':') == absl::string_view::npos) {
    return session_.Dropped("invalid property");
  }
  return ExpandProperty(node, member, iri.text);
}

absl::Status Expander::ExpandProperty(Node& node, const json::Member& member,
                                      absl::string_view iri) {
  const ActiveProperty property = PropertyOf(*node.context, member.name);
  const TermDefinition* const definition = property.definition;
  const auto has = [definition](Container container) {
    return definition != nullptr && definition->Has(container);
  };
  const bool is_map = member.value.is_object();
  Element* values = nullptr;
  if (definition != nullptr && definition->type_keyword == Keyword::kJson) {
    values = JsonLiteral(arena_, member.value);
  } else if (is_map && has(kLanguageContainer)) {
    ASSIGN_OR_RETURN(values,
                     ExpandLanguageMap(node, *definition, member.value));
  } else if (is_map && (has(kIndexContainer) || has(kTypeContainer) ||
                        has(kIdContainer))) {
    ASSIGN_OR_RETURN(values, ExpandKeyedMap(node, property, member.value));
  } else {
    ASSIGN_OR_RETURN(values, ExpandElement(node.context, property, member.value,
                                           false, node.depth + 1));
  }
  if (values == nullptr) return absl::OkStatus();
  if (has(kListContainer) && !values->IsListObject()) {
    values = Wrap(arena_, Keyword::kList, values);
  }
  if (has(kGraphContainer) && !has(kIdContainer) && !has(kIndexContainer)) {
    ASSIGN_OR_RETURN(values, AsGraphs(values));
  }
  if (definition == nullptr || !definition->is_reverse) {
    return AddProperty(node.result, iri, values);
  }
  Element* reverse = node.result->Find(Keyword::kReverse);
  if (reverse == nullptr) {
    reverse = NewObject(arena_);
    Put(arena_, node.result, Keyword::kReverse, reverse);
  }
  return AddReverse(reverse, iri, values);
}

absl::Status Expander::AddProperty(Element* object, absl::string_view iri,
                                   Element* values) {
  const int most = session_.options.limits.properties;
  if (object->entries.size() > static_cast<std::size_t>(most)) {
    return absl::ResourceExhaustedError("JSON-LD: too many properties");
  }
  AddTo(arena_, object, iri, values);
  return absl::OkStatus();
}

absl::Status Expander::AddReverse(Element* reverse_map, absl::string_view iri,
                                  Element* values) {
  for (Element* const item : AsArray(arena_, values)->items) {
    if (item->IsValueObject() || item->IsListObject()) {
      return Error("invalid reverse property value");
    }
    RETURN_IF_ERROR(AddProperty(reverse_map, iri, item));
  }
  return absl::OkStatus();
}

absl::Status Expander::ExpandNest(Node& node, const json::Member& member) {
  const ActiveProperty property = PropertyOf(*node.context, member.name);
  const ContextPtr outer = node.context;
  ASSIGN_OR_RETURN(node.context, PropertyScoped(outer, property));
  const absl::Span<const Value> values =
      member.value.is_array() ? member.value.items()
                              : absl::MakeConstSpan(&member.value, 1);
  if (++node.depth > session_.options.limits.depth) {
    return absl::ResourceExhaustedError("JSON-LD: too deep");
  }
  for (const Value& value : values) {
    const bool has_value = std::any_of(
        value.members().begin(), value.members().end(), [&](const auto& inner) {
          return Iri(*node.context, inner.name, Relative::kVocab).keyword ==
                 Keyword::kValue;
        });
    if (!value.is_object() || has_value) return Error("invalid @nest value");
    RETURN_IF_ERROR(session_.SpendKeys(value.members().size()));
    RETURN_IF_ERROR(ExpandEntries(node, value));
  }
  --node.depth;
  node.context = outer;
  return absl::OkStatus();
}

}  // namespace prescreen::jsonld::internal
