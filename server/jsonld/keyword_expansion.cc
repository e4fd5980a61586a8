// SPDX-License-Identifier: Apache-2.0
// JSON-LD 1.1 API section 5.1, step 13.4: the entries that are keywords.
#include <utility>

#include "absl/strings/ascii.h"
#include "base/status_macros.h"
#include "server/jsonld/expander.h"
#include "server/jsonld/iri.h"

namespace prescreen::jsonld::internal {

using json::Value;

absl::Status Expander::ExpandKeyword(Node& node, Keyword keyword,
                                     const Value& value) {
  if (node.property.key == "@reverse") {
    return Error("invalid reverse property map");
  }
  if (keyword != Keyword::kIncluded && keyword != Keyword::kType &&
      keyword != Keyword::kReverse && node.result->Has(keyword)) {
    return Error("colliding keywords");
  }
  switch (keyword) {
    case Keyword::kId:
      return ExpandId(node, value);
    case Keyword::kType:
      return ExpandType(node, value);
    case Keyword::kGraph:
      return ExpandGraph(node, value);
    case Keyword::kIncluded:
      return ExpandIncluded(node, value);
    case Keyword::kValue:
      return ExpandValueEntry(node, value);
    case Keyword::kLanguage:
      return ExpandLanguage(node, value);
    case Keyword::kDirection:
      return ExpandDirection(node, value);
    case Keyword::kIndex:
      return ExpandIndex(node, value);
    case Keyword::kList:
      return ExpandList(node, value);
    case Keyword::kSet:
      return ExpandSet(node, value);
    case Keyword::kReverse:
      return ExpandReverse(node, value);
    default:  // has no meaning here
      return session_.Dropped("invalid property");
  }
}

absl::Status Expander::ExpandId(Node& node, const Value& value) {  // 13.4.3
  if (!value.is_string()) return Error("invalid @id value");
  const ExpandedIri iri =
      Iri(*node.context, value.string_value(), Relative::kDocument);
  if (iri.is_null) {
    RETURN_IF_ERROR(session_.Dropped("reserved @id value"));
    Put(arena_, node.result, Keyword::kId, NewNull(arena_));
    return absl::OkStatus();
  }
  if (!HasScheme(iri.text) && !IsBlankNodeId(iri.text)) {
    RETURN_IF_ERROR(session_.Dropped("relative @id reference"));
  }
  Put(arena_, node.result, Keyword::kId, NewString(arena_, iri.text));
  return absl::OkStatus();
}

absl::Status Expander::ExpandType(Node& node, const Value& value) {  // 13.4.4
  const auto expand_one = [&](const Value& name) -> Result {
    if (!name.is_string()) return Error("invalid type value");
    const ExpandedIri iri =
        Iri(*node.type_scoped, name.string_value(), Relative::kVocabDocument);
    if (iri.keyword != Keyword::kJson && !HasScheme(iri.text) &&
        !IsBlankNodeId(iri.text)) {
      RETURN_IF_ERROR(session_.Dropped("relative @type reference"));
    }
    return iri.is_null ? nullptr : NewString(arena_, iri.text);
  };
  Element* types = nullptr;
  if (value.is_array()) {
    types = NewArray(arena_);
    for (const Value& item : value.items()) {
      ASSIGN_OR_RETURN(Element * type, expand_one(item));
      if (type != nullptr) types->items.push_back(arena_, type);
    }
  } else {
    ASSIGN_OR_RETURN(types, expand_one(value));
  }
  if (types == nullptr) return absl::OkStatus();
  for (ElementEntry& entry : node.result->entries) {
    if (entry.keyword != Keyword::kType) continue;
    entry.value = AsArray(arena_, entry.value);
    AddTo(arena_, node.result, entry.key, types);
    return absl::OkStatus();
  }
  Put(arena_, node.result, Keyword::kType, types);
  return absl::OkStatus();
}

absl::Status Expander::ExpandGraph(Node& node, const Value& value) {  // 13.4.5
  ASSIGN_OR_RETURN(
      Element * graph,
      ExpandElement(node.context, {"@graph"}, value, false, node.depth + 1));
  if (graph == nullptr) graph = NewArray(arena_);
  Put(arena_, node.result, Keyword::kGraph, AsArray(arena_, graph));
  return absl::OkStatus();
}

absl::Status Expander::ExpandIncluded(Node& node,
                                      const Value& value) {  // 13.4.6
  ASSIGN_OR_RETURN(Element * included, ExpandElement(node.context, {}, value,
                                                     false, node.depth + 1));
  if (included == nullptr) return Error("invalid @included value");
  const Element* const items = AsArray(arena_, included);
  for (const Element* const item : items->items) {
    if (!item->IsNodeObject()) return Error("invalid @included value");
  }
  AddTo(arena_, node.result, KeywordText(Keyword::kIncluded), included);
  return absl::OkStatus();
}

absl::Status Expander::ExpandValueEntry(Node& node,
                                        const Value& value) {  // 13.4.7
  if (!node.is_json_literal && (value.is_object() || value.is_array())) {
    return Error("invalid value object value");
  }
  Put(arena_, node.result, Keyword::kValue, NewJson(arena_, value));
  return absl::OkStatus();
}

absl::Status Expander::CheckLanguage(absl::string_view language) const {
  return IsLanguageTag(language) ? absl::OkStatus()
                                 : session_.Dropped("invalid @language value");
}

absl::Status Expander::ExpandLanguage(Node& node,
                                      const Value& value) {  // 13.4.8
  if (!value.is_string()) return Error("invalid language-tagged string");
  RETURN_IF_ERROR(CheckLanguage(value.string_value()));
  const std::string lower = absl::AsciiStrToLower(value.string_value());
  Put(arena_, node.result, Keyword::kLanguage,
      NewString(arena_, arena_.Keep(lower)));
  return absl::OkStatus();
}

absl::Status Expander::ExpandDirection(Node& node,
                                       const Value& value) {  // 13.4.9
  const absl::string_view text = value.string_value();
  if (text != "ltr" && text != "rtl") return Error("invalid base direction");
  Put(arena_, node.result, Keyword::kDirection, NewString(arena_, text));
  return absl::OkStatus();
}

absl::Status Expander::ExpandIndex(Node& node, const Value& value) {  // 13.4.10
  if (!value.is_string()) return Error("invalid @index value");
  Put(arena_, node.result, Keyword::kIndex, NewJson(arena_, value));
  return absl::OkStatus();
}

absl::Status Expander::ExpandList(Node& node, const Value& value) {  // 13.4.11
  if (node.property.is_free) return session_.Dropped("object with only @list");
  ASSIGN_OR_RETURN(Element * list, ExpandElement(node.context, node.property,
                                                 value, false, node.depth + 1));
  if (list == nullptr) list = NewArray(arena_);
  Put(arena_, node.result, Keyword::kList, AsArray(arena_, list));
  return absl::OkStatus();
}

absl::Status Expander::ExpandSet(Node& node, const Value& value) {  // 13.4.12
  ASSIGN_OR_RETURN(Element * set, ExpandElement(node.context, node.property,
                                                value, false, node.depth + 1));
  if (set == nullptr) set = NewArray(arena_);
  Put(arena_, node.result, Keyword::kSet, AsArray(arena_, set));
  return absl::OkStatus();
}

absl::Status Expander::ExpandReverse(Node& node,
                                     const Value& value) {  // 13.4.13
  if (!value.is_object()) return Error("invalid @reverse value");
  ASSIGN_OR_RETURN(Element * expanded,
                   ExpandElement(node.context, {"@reverse", nullptr, false},
                                 value, false, node.depth + 1));
  if (expanded == nullptr) return absl::OkStatus();
  Element* reverse = node.result->Find(Keyword::kReverse);
  for (const ElementEntry& entry : expanded->entries) {
    if (entry.keyword == Keyword::kReverse) {
      for (const ElementEntry& twice : entry.value->entries) {
        RETURN_IF_ERROR(AddProperty(node.result, twice.key, twice.value));
      }
      continue;
    }
    if (reverse == nullptr) {
      reverse = NewObject(arena_);
      Put(arena_, node.result, Keyword::kReverse, reverse);
    }
    RETURN_IF_ERROR(AddReverse(reverse, entry.key, entry.value));
  }
  return absl::OkStatus();
}

}  // namespace prescreen::jsonld::internal
