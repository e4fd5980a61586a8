// SPDX-License-Identifier: Apache-2.0
#include "server/jsonld/expansion.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "server/jsonld/context_processing.h"
#include "server/jsonld/expander.h"
#include "server/jsonld/iri.h"

namespace prescreen::jsonld {
namespace internal {

using json::Value;

ActiveProperty Expander::PropertyOf(const ActiveContext& context,
                                    absl::string_view key) {
  const TermDefinition* const definition = context.Find(key);
  const bool is_graph = definition == nullptr
                            ? key == "@graph"
                            : definition->keyword == Keyword::kGraph;
  return {key, definition, is_graph};
}

absl::StatusOr<ContextPtr> Expander::PropertyScoped(
    const ContextPtr& context, const ActiveProperty& property) {
  if (property.definition == nullptr || !property.definition->context) {
    return context;
  }
  return ProcessContext(session_, context, *property.definition->context,
                        {.override_protected = true});
}

Expander::Result Expander::ExpandElement(const ContextPtr& context,
                                         const ActiveProperty& property,
                                         const Value& element, bool from_map,
                                         int depth) {
  if (depth > session_.options.limits.depth) {
    return absl::ResourceExhaustedError("JSON-LD: too deep");
  }
  RETURN_IF_ERROR(session_.CheckText());
  if (element.is_null()) return nullptr;
  if (element.is_array()) {
    return ExpandArray(context, property, element, from_map, depth);
  }
  if (element.is_object()) {
    return ExpandObject(context, property, element, from_map, depth);
  }
  return ExpandScalar(context, property, element);
}

Expander::Result Expander::ExpandScalar(const ContextPtr& context,
                                        const ActiveProperty& property,
                                        const Value& element) {
  if (property.is_free) {
    RETURN_IF_ERROR(session_.Dropped("free-floating scalar"));
    return nullptr;
  }
  ASSIGN_OR_RETURN(const ContextPtr scoped, PropertyScoped(context, property));
  return ExpandValue(
      *scoped,
      scoped == context ? property.definition : scoped->Find(property.key),
      element);
}

Expander::Result Expander::ExpandArray(const ContextPtr& context,
                                       const ActiveProperty& property,
                                       const Value& element, bool from_map,
                                       int depth) {
  const bool is_list = property.definition != nullptr &&
                       property.definition->Has(kListContainer);
  Element* const array = NewArray(arena_);
  for (const Value& item : element.items()) {
    ASSIGN_OR_RETURN(Element * expanded, ExpandElement(context, property, item,
                                                       from_map, depth + 1));
    if (expanded == nullptr) continue;
    if (!expanded->is_array()) {
      array->items.push_back(arena_, expanded);
    } else if (is_list) {
      Element* const list = NewObject(arena_);
      Put(arena_, list, Keyword::kList, expanded);
      array->items.push_back(arena_, list);
    } else {
      for (Element* const inner : expanded->items) {
        array->items.push_back(arena_, inner);
      }
    }
  }
  return array;
}

// Step 7: no reason to go back to the context before a type-scoped one.
bool Expander::KeepsPropagation(const ActiveContext& context,
                                const Value& element) {
  const auto members = element.members();
  for (const json::Member& member : members) {
    const Keyword keyword = Iri(context, member.name, Relative::kVocab).keyword;
    if (keyword == Keyword::kValue) return true;
    if (keyword == Keyword::kId && members.size() == 1) return true;
  }
  return false;
}

Expander::Result Expander::ExpandObject(ContextPtr context,
                                        const ActiveProperty& property,
                                        const Value& element, bool from_map,
                                        int depth) {
  RETURN_IF_ERROR(session_.SpendKeys(element.members().size()));
  if (context->previous != nullptr && !from_map &&
      !KeepsPropagation(*context, element)) {
    context = context->previous;
  }
  ASSIGN_OR_RETURN(context, PropertyScoped(context, property));
  if (const Value* const local = element.Find("@context")) {
    const LocalContext own{
        std::shared_ptr<const Value>(std::shared_ptr<void>(), local),
        session_.options.base};
    ASSIGN_OR_RETURN(context, ProcessContext(session_, context, own));
  }
  Node node{context, context, property, NewObject(arena_)};
  node.depth = depth;
  RETURN_IF_ERROR(ApplyTypes(element, &node));
  RETURN_IF_ERROR(ExpandEntries(node, element));
  return Finish(node);
}

// Steps 11 and 12.
absl::Status Expander::ApplyTypes(const Value& element, Node* node) {
  std::vector<const json::Member*> types;
  for (const json::Member& member : element.members()) {
    if (node->type_scoped->StandsForType(member.name)) types.push_back(&member);
  }
  if (types.empty()) return absl::OkStatus();
  std::sort(types.begin(), types.end(),
            [](const auto* a, const auto* b) { return a->name < b->name; });
  for (const json::Member* const member : types) {
    std::vector<absl::string_view> names;
    if (member->value.is_string()) names = {member->value.string_value()};
    for (const Value& item : member->value.items()) {
      if (item.is_string()) names.push_back(item.string_value());
    }
    std::sort(names.begin(), names.end());
    for (const absl::string_view name : names) {
      const TermDefinition* const definition = node->type_scoped->Find(name);
      if (definition == nullptr || !definition->context) continue;
      ASSIGN_OR_RETURN(node->context, ProcessContext(session_, node->context,
                                                     *definition->context,
                                                     {.propagate = false}));
    }
  }
  const Value& first = types.front()->value;
  const Value& last =
      first.items().empty() ? first : first.items()[first.items().size() - 1];
  node->is_json_literal =
      last.is_string() &&
      Iri(*node->context, last.string_value(), Relative::kVocab).keyword ==
          Keyword::kJson;
  return absl::OkStatus();
}

Expander::Result Expander::Finish(Node& node) {
  Element* result = node.result;
  if (result->Has(Keyword::kValue)) {
    ASSIGN_OR_RETURN(result, FinishValueObject(result));
  } else if (result->Has(Keyword::kSet) || result->Has(Keyword::kList)) {
    ASSIGN_OR_RETURN(result, FinishSetOrList(result));
  } else {
    for (ElementEntry& entry : result->entries) {
      if (entry.keyword != Keyword::kType) continue;
      entry.value = AsArray(arena_, entry.value);
    }
  }
  if (result == nullptr || !result->is_object()) return result;
  if (result->entries.size() == 1 && result->Has(Keyword::kLanguage)) {
    RETURN_IF_ERROR(session_.Dropped("object with only @language"));
    return nullptr;
  }
  return node.property.is_free ? DropFree(result) : Result(result);
}

Expander::Result Expander::FinishValueObject(Element* result) {  // 15
  for (const ElementEntry& entry : result->entries) {
    switch (entry.keyword) {
      case Keyword::kDirection:
      case Keyword::kIndex:
      case Keyword::kLanguage:
      case Keyword::kType:
      case Keyword::kValue:
        break;
      default:
        return Error("invalid value object");
    }
  }
  const Element* const type = result->Find(Keyword::kType);
  const bool has_language = result->Has(Keyword::kLanguage);
  if (type != nullptr && (has_language || result->Has(Keyword::kDirection))) {
    return Error("invalid value object");
  }
  if (type != nullptr && type->text == "@json") return result;
  const Element& value = *result->Find(Keyword::kValue);
  if (value.kind == ElementKind::kJson && value.json->is_null()) {
    RETURN_IF_ERROR(session_.Dropped("null @value value"));
    return nullptr;
  }
  if (has_language && !value.is_string()) {
    return Error("invalid language-tagged value");
  }
  if (type != nullptr && (!type->is_string() || !IsWellFormedIri(type->text))) {
    return Error("invalid typed value");
  }
  return result;
}

Expander::Result Expander::FinishSetOrList(Element* result) {  // 17
  const std::size_t most = result->Has(Keyword::kIndex) ? 2 : 1;
  if (result->entries.size() > most) {
    return Error("invalid set or list object");
  }
  Element* const set = result->Find(Keyword::kSet);
  return set != nullptr ? set : result;
}

absl::Status Expander::CheckFree(const Element& element) const {  // 19
  const char* code = nullptr;
  if (element.entries.empty()) {
    code = "empty object";
  } else if (element.Has(Keyword::kValue)) {
    code = "object with only @value";
  } else if (element.Has(Keyword::kList)) {
    code = "object with only @list";
  } else if (element.entries.size() == 1 && element.Has(Keyword::kId)) {
    code = "object with only @id";
  }
  return code == nullptr ? absl::OkStatus() : Error(code);
}

Expander::Result Expander::DropFree(Element* result) {
  const absl::Status free = CheckFree(*result);
  if (free.ok()) return result;
  if (session_.options.safe) return free;
  return nullptr;
}

namespace {

// `{"@context": …}` or its value alone, as an option brings it.
absl::StatusOr<ContextPtr> FirstContext(Session& session) {
  const ContextPtr initial = InitialContext(session);
  const Value* context = session.options.expand_context;
  if (context == nullptr) return initial;
  if (const Value* const inner = context->Find("@context")) context = inner;
  const LocalContext local{
      std::shared_ptr<const Value>(std::shared_ptr<void>(), context),
      session.options.base};
  return ProcessContext(session, initial, local);
}

// A lone @graph is its content; anything becomes an array.
Element* TopLevel(rdf::Arena& arena, Element* element) {
  if (element == nullptr) return NewArray(arena);
  if (element->is_object() && element->entries.size() == 1 &&
      element->Has(Keyword::kGraph)) {
    element = element->Find(Keyword::kGraph);
  }
  return AsArray(arena, element);
}

}  // namespace
}  // namespace internal

absl::StatusOr<Expanded> Expand(const json::Value& document,
                                const ContextLoader& loader,
                                const Options& options) {
  Expanded expanded;
  expanded.arena = std::make_shared<rdf::Arena>();
  internal::Session session(loader, options, expanded.arena.get());
  ASSIGN_OR_RETURN(const internal::ContextPtr context,
                   internal::FirstContext(session));
  const auto element =
      internal::Expander(session).ExpandElement(context, {}, document);
  RETURN_IF_ERROR(session.CheckText());
  RETURN_IF_ERROR(element.status());
  expanded.array = internal::TopLevel(*expanded.arena, *element);
  expanded.owners.push_back(context);
  for (auto& [step, ends] : session.steps) expanded.owners.push_back(ends.to);
  for (auto& value : session.made) expanded.owners.push_back(std::move(value));
  return expanded;
}

}  // namespace prescreen::jsonld
