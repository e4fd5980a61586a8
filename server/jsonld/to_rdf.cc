// SPDX-License-Identifier: Apache-2.0
#include "server/jsonld/to_rdf.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/codec/jcs.h"
#include "base/status_macros.h"
#include "server/jsonld/error.h"
#include "server/jsonld/iri.h"
#include "server/jsonld/literal.h"

namespace prescreen::jsonld {
namespace {

using rdf::Quad;
using rdf::Term;

constexpr absl::string_view kI18n = "https://www.w3.org/ns/i18n#";

// A term that has no RDF form. What it is part of is left out.
constexpr Term kDropped = {};
bool IsDropped(const Term& term) {
  return term.kind == rdf::TermKind::kDefaultGraph;
}

absl::string_view TextOf(const Element* element) {
  return element == nullptr ? absl::string_view() : element->text;
}

// Emits the quads of an expanded document as it walks it: the node map of
// section 7.2 would hold the same ones.
class QuadMaker {
 public:
  QuadMaker(const Options& options, rdf::Dataset* dataset)
      : options_(options), dataset_(*dataset), arena_(*dataset->arena) {}

  // The nodes of an array, into `graph`.
  absl::Status AddNodes(const Element& array, const Term& graph) {
    for (const Element* const item : array.items) {
      if (!item->IsNodeObject()) continue;
      RETURN_IF_ERROR(AddNode(*item, graph).status());
    }
    return absl::OkStatus();
  }

 private:
  // A graph that has no RDF form; its content is left out.
  static bool IsLost(const Term& graph) { return graph.is_literal(); }

  absl::Status Drop(absl::string_view code) const {
    return options_.safe ? Error(code) : absl::OkStatus();
  }

  Term NewBlank() {
    return Term::Blank(arena_.Keep(absl::StrCat("b", next_blank_++)));
  }

  // An IRI, or a blank node under its new label.
  absl::StatusOr<Term> NameTerm(absl::string_view name,
                                absl::string_view code_if_dropped) {
    if (IsBlankNodeId(name)) {
      const auto [entry, added] = labels_.try_emplace(name);
      if (added) entry->second = NewBlank();
      return entry->second;
    }
    if (IsWellFormedIri(name)) return Term::Iri(name);
    RETURN_IF_ERROR(Drop(code_if_dropped));
    return kDropped;
  }

  absl::Status Emit(const Term& subject, const Term& predicate,
                    const Term& object, const Term& graph) {
    if (IsDropped(subject) || IsDropped(predicate) || IsDropped(object) ||
        IsLost(graph)) {
      return absl::OkStatus();
    }
    if (dataset_.quads.size() >=
        static_cast<std::size_t>(options_.limits.quads)) {
      return absl::ResourceExhaustedError("JSON-LD: too many quads");
    }
    for (const Term* const term : {&subject, &predicate, &object, &graph}) {
      text_ +=
          term->text.size() + term->datatype.size() + term->language.size();
    }
    if (text_ > static_cast<std::size_t>(options_.limits.text)) {
      return absl::ResourceExhaustedError("JSON-LD: quads too large");
    }
    dataset_.quads.push_back({subject, predicate, object, graph});
    return absl::OkStatus();
  }

  absl::StatusOr<Term> Predicate(absl::string_view key) {
    if (IsBlankNodeId(key) && !options_.produce_generalized_rdf) {
      RETURN_IF_ERROR(Drop("blank node predicate"));
      return kDropped;
    }
    return NameTerm(key, "relative predicate reference");
  }

  absl::StatusOr<Term> NodeName(const Element& node, absl::string_view code) {
    const Element* const id = node.Find(Keyword::kId);
    if (id == nullptr) return NewBlank();
    if (!id->is_string()) return kDropped;  // null: a reserved word
    return NameTerm(id->text, code);
  }

  // The node's own term.
  absl::StatusOr<Term> AddNode(
      const Element& node, const Term& graph,
      absl::string_view code_if_dropped = "relative subject reference") {
    ASSIGN_OR_RETURN(const Term subject, NodeName(node, code_if_dropped));
    for (const ElementEntry& entry : node.entries) {
      RETURN_IF_ERROR(AddEntry(subject, entry, graph));
    }
    return subject;
  }

  absl::Status AddEntry(const Term& subject, const ElementEntry& entry,
                        const Term& graph) {
    switch (entry.keyword) {
      case Keyword::kNot:
        return WithTerm(AddProperty(subject, entry, graph), entry.key);
      case Keyword::kType:
        return WithTerm(AddTypes(subject, *entry.value, graph), entry.key);
      case Keyword::kGraph:
        return AddGraph(subject, *entry.value);
      case Keyword::kIncluded:
        return AddNodes(*entry.value, graph);
      case Keyword::kReverse:
        return AddReverse(subject, *entry.value, graph);
      default:
        return absl::OkStatus();
    }
  }

  absl::Status AddTypes(const Term& subject, const Element& types,
                        const Term& graph) {
    for (const Element* const type : types.items) {
      ASSIGN_OR_RETURN(const Term object,
                       NameTerm(type->text, "relative @type reference"));
      RETURN_IF_ERROR(Emit(subject, Term::Iri(rdf::kRdfType), object, graph));
    }
    return absl::OkStatus();
  }

  absl::Status AddGraph(const Term& name, const Element& content) {
    if (!IsDropped(name)) return AddNodes(content, name);
    RETURN_IF_ERROR(Drop("relative graph reference"));
    return AddNodes(content, Term::Literal({}, {}));
  }

  absl::Status AddReverse(const Term& object, const Element& properties,
                          const Term& graph) {
    for (const ElementEntry& entry : properties.entries) {
      ASSIGN_OR_RETURN(const Term predicate, Predicate(entry.key));
      for (const Element* const item : entry.value->items) {
        ASSIGN_OR_RETURN(const Term subject, AddNode(*item, graph));
        RETURN_IF_ERROR(Emit(subject, predicate, object, graph));
      }
    }
    return absl::OkStatus();
  }

  absl::Status AddProperty(const Term& subject, const ElementEntry& entry,
                           const Term& graph) {
    ASSIGN_OR_RETURN(const Term predicate, Predicate(entry.key));
    for (const Element* const item : entry.value->items) {
      ASSIGN_OR_RETURN(const Term object, Object(*item, graph));
      RETURN_IF_ERROR(Emit(subject, predicate, object, graph));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Term> Object(const Element& item, const Term& graph) {
    if (item.IsValueObject()) return ValueTerm(item, graph);
    if (const Element* const list = item.Find(Keyword::kList)) {
      return AddList(*list, graph);
    }
    return AddNode(item, graph, "relative object reference");
  }

  absl::StatusOr<Term> AddList(const Element& list, const Term& graph) {
    Term head = Term::Iri(rdf::kRdfNil);
    Term last = kDropped;
    for (const Element* const item : list.items) {
      const Term cell = NewBlank();
      if (IsDropped(last)) {
        head = cell;
      } else {
        RETURN_IF_ERROR(Emit(last, Term::Iri(rdf::kRdfRest), cell, graph));
      }
      ASSIGN_OR_RETURN(const Term object, Object(*item, graph));
      RETURN_IF_ERROR(Emit(cell, Term::Iri(rdf::kRdfFirst), object, graph));
      last = cell;
    }
    if (IsDropped(last)) return head;
    RETURN_IF_ERROR(
        Emit(last, Term::Iri(rdf::kRdfRest), Term::Iri(rdf::kRdfNil), graph));
    return head;
  }

  // Section 8.6.
  absl::StatusOr<Term> ValueTerm(const Element& object, const Term& graph) {
    const Element& value = *object.Find(Keyword::kValue);
    const absl::string_view type = TextOf(object.Find(Keyword::kType));
    if (type == "@json") return JsonTerm(value);
    if (!type.empty() && !IsWellFormedIri(type)) {
      RETURN_IF_ERROR(Drop("relative @type reference"));
      return kDropped;
    }
    if (value.is_string()) return StringTerm(object, value.text, type, graph);
    if (value.json->is_bool()) {
      return Term::Literal(value.json->bool_value() ? "true" : "false",
                           type.empty() ? rdf::kXsdBoolean : type);
    }
    return NumberTerm(*value.json, type);
  }

  absl::StatusOr<Term> JsonTerm(const Element& value) {
    std::string text;
    if (value.is_string()) {
      json::AppendQuoted(value.text, &text);
    } else {
      auto canonical = json::Canonicalize(*value.json);
      if (!canonical.ok()) return Error("invalid JSON literal");
      text = *std::move(canonical);
    }
    return Term::Literal(arena_.Keep(text), rdf::kRdfJson);
  }

  absl::StatusOr<Term> NumberTerm(const json::Value& value,
                                  absl::string_view type) {
    const auto number = value.AsDouble();
    if (!number.ok()) return Error("invalid value object value");
    if (internal::IsWrittenAsInteger(*number) && type != rdf::kXsdDouble) {
      return Term::Literal(arena_.Keep(internal::IntegerText(*number)),
                           type.empty() ? rdf::kXsdInteger : type);
    }
    return Term::Literal(arena_.Keep(internal::DoubleText(*number)),
                         type.empty() ? rdf::kXsdDouble : type);
  }

  absl::StatusOr<Term> StringTerm(const Element& object, absl::string_view text,
                                  absl::string_view type, const Term& graph) {
    const absl::string_view language = TextOf(object.Find(Keyword::kLanguage));
    const absl::string_view direction =
        TextOf(object.Find(Keyword::kDirection));
    if (!language.empty() && !IsLanguageTag(language)) {
      RETURN_IF_ERROR(Drop("invalid @language value"));
      return kDropped;
    }
    if (!direction.empty()) {
      switch (options_.rdf_direction) {
        case RdfDirection::kI18nDatatype:
          return Term::Literal(
              text, arena_.Keep(absl::StrCat(kI18n, language, "_", direction)));
        case RdfDirection::kCompoundLiteral:
          return AddCompound(text, language, direction, graph);
        case RdfDirection::kNone:
          RETURN_IF_ERROR(Drop("rdfDirection not set"));
      }
    }
    if (!language.empty()) return Term::LanguageString(text, language);
    return Term::Literal(text, type.empty() ? rdf::kXsdString : type);
  }

  absl::StatusOr<Term> AddCompound(absl::string_view text,
                                   absl::string_view language,
                                   absl::string_view direction,
                                   const Term& graph) {
    const auto plain = [](absl::string_view lexical) {
      return Term::Literal(lexical, rdf::kXsdString);
    };
    const Term node = NewBlank();
    RETURN_IF_ERROR(Emit(node, Term::Iri(rdf::kRdfValue), plain(text), graph));
    if (!language.empty()) {
      RETURN_IF_ERROR(
          Emit(node, Term::Iri(rdf::kRdfLanguage), plain(language), graph));
    }
    RETURN_IF_ERROR(
        Emit(node, Term::Iri(rdf::kRdfDirection), plain(direction), graph));
    return node;
  }

  const Options& options_;
  rdf::Dataset& dataset_;
  rdf::Arena& arena_;
  int next_blank_ = 0;
  std::size_t text_ = 0;
  absl::flat_hash_map<absl::string_view, Term> labels_;
};

}  // namespace

absl::StatusOr<rdf::Dataset> ToRdf(const json::Value& document,
                                   const ContextLoader& loader,
                                   const Options& options) {
  ASSIGN_OR_RETURN(const Expanded expanded, Expand(document, loader, options));
  return ToRdf(expanded, options);
}

absl::StatusOr<rdf::Dataset> ToRdf(const Expanded& expanded,
                                   const Options& options) {
  rdf::Dataset dataset;
  dataset.arena = expanded.arena;
  dataset.owners = expanded.owners;
  QuadMaker maker(options, &dataset);
  RETURN_IF_ERROR(maker.AddNodes(*expanded.array, Term{}));
  return dataset;
}

}  // namespace prescreen::jsonld
