// SPDX-License-Identifier: Apache-2.0
// The parts of the expansion algorithm (JSON-LD 1.1 API sections 5.1 and 5.3).
#ifndef PRESCREEN_SERVER_JSONLD_EXPANDER_H_
#define PRESCREEN_SERVER_JSONLD_EXPANDER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/codec/json.h"
#include "server/jsonld/context.h"
#include "server/jsonld/element.h"
#include "server/jsonld/iri_expansion.h"
#include "server/jsonld/session.h"

namespace prescreen::jsonld::internal {

// The active property: a term of the document, a keyword, or none.
struct ActiveProperty {
  absl::string_view key = {};
  const TermDefinition* definition = nullptr;
  // None, or @graph: what has no subject is dropped.
  bool is_free = true;
};

// A null result is nullptr. Not thread-safe.
class Expander {
 public:
  explicit Expander(Session& session)
      : session_(session), arena_(session.arena) {}

  using Result = absl::StatusOr<Element*>;

  // Section 5.1. `from_map`: a value of an index, id or type map.
  Result ExpandElement(const ContextPtr& context,
                       const ActiveProperty& property,
                       const json::Value& element, bool from_map = false,
                       int depth = 0);

 private:
  // An object on its way: step 11 and on.
  struct Node {
    ContextPtr context;
    // As it was before types changed it.
    ContextPtr type_scoped;
    ActiveProperty property;
    Element* result = nullptr;
    bool is_json_literal = false;  // @type is @json
    int depth = 0;
  };

  // expansion.cc
  Result ExpandScalar(const ContextPtr& context, const ActiveProperty& property,
                      const json::Value& element);
  Result ExpandArray(const ContextPtr& context, const ActiveProperty& property,
                     const json::Value& element, bool from_map, int depth);
  Result ExpandObject(ContextPtr context, const ActiveProperty& property,
                      const json::Value& element, bool from_map, int depth);
  bool KeepsPropagation(const ActiveContext& context,
                        const json::Value& element);
  absl::Status ApplyTypes(const json::Value& element, Node* node);
  Result Finish(Node& node);
  Result FinishValueObject(Element* result);
  Result FinishSetOrList(Element* result);
  // The error that safe mode makes of an element which says nothing unless it
  // is the value of a property.
  absl::Status CheckFree(const Element& element) const;
  Result DropFree(Element* result);
  absl::StatusOr<ContextPtr> PropertyScoped(const ContextPtr& context,
                                            const ActiveProperty& property);
  ActiveProperty PropertyOf(const ActiveContext& context,
                            absl::string_view key);

  // node_expansion.cc: step 13.
  absl::Status ExpandEntries(Node& node, const json::Value& element);
  absl::Status ExpandEntry(Node& node, const json::Member& member,
                           std::vector<const json::Member*>* nests);
  absl::Status AddProperty(Element* object, absl::string_view iri,
                           Element* values);
  absl::Status ExpandProperty(Node& node, const json::Member& member,
                              absl::string_view iri);
  Result AsGraphs(Element* values);
  Result AsGraph(Element* content);
  absl::Status AddReverse(Element* reverse_map, absl::string_view iri,
                          Element* values);
  absl::Status ExpandNest(Node& node, const json::Member& member);

  // keyword_expansion.cc: step 13.4, a function a keyword.
  absl::Status ExpandKeyword(Node& node, Keyword keyword,
                             const json::Value& value);
  absl::Status ExpandId(Node& node, const json::Value& value);
  absl::Status ExpandType(Node& node, const json::Value& value);
  absl::Status ExpandGraph(Node& node, const json::Value& value);
  absl::Status ExpandIncluded(Node& node, const json::Value& value);
  absl::Status ExpandValueEntry(Node& node, const json::Value& value);
  absl::Status ExpandLanguage(Node& node, const json::Value& value);
  absl::Status ExpandDirection(Node& node, const json::Value& value);
  absl::Status ExpandIndex(Node& node, const json::Value& value);
  absl::Status ExpandList(Node& node, const json::Value& value);
  absl::Status ExpandSet(Node& node, const json::Value& value);
  absl::Status ExpandReverse(Node& node, const json::Value& value);
  // OK if it has the form that BCP 47 gives language tags.
  absl::Status CheckLanguage(absl::string_view language) const;

  // map_expansion.cc: steps 13.7 and 13.8.
  Result ExpandLanguageMap(const Node& node, const TermDefinition& definition,
                           const json::Value& map);
  Result ExpandKeyedMap(const Node& node, const ActiveProperty& property,
                        const json::Value& map);
  absl::StatusOr<ContextPtr> MapContext(const Node& node,
                                        const TermDefinition& definition,
                                        absl::string_view key);
  absl::Status AddKey(const Node& node, const TermDefinition& definition,
                      absl::string_view key, Element* item);
  absl::Status AddPropertyIndex(const Node& node,
                                const TermDefinition& definition,
                                absl::string_view key, Element* item);

  // value_expansion.cc: section 5.3.
  Result ExpandValue(const ActiveContext& context,
                     const TermDefinition* definition,
                     const json::Value& value);
  void AddLanguage(const ActiveContext& context,
                   const TermDefinition* definition, Element* object);
  ExpandedIri Iri(const ActiveContext& context, absl::string_view value,
                  Relative relative) {
    return ExpandIri(session_, context, value, relative);
  }

  Session& session_;
  rdf::Arena& arena_;
};

}  // namespace prescreen::jsonld::internal

#endif  // PRESCREEN_SERVER_JSONLD_EXPANDER_H_
