// SPDX-License-Identifier: Apache-2.0
#include "server/jsonld/term_definition.h"

#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/codec/jcs.h"
#include "base/status_macros.h"
#include "server/jsonld/iri.h"

namespace prescreen::jsonld::internal {
namespace {

using json::Value;

// Terms that need one another, over all the contexts they are nested in: real
// ones need 4. Keeps the recursion far from the stack's end.
constexpr int kMaxTermDepth = 64;

// The members of a context that are no terms.
bool IsContextKeyword(absl::string_view name) {
  switch (LookUpKeyword(name)) {
    case Keyword::kBase:
    case Keyword::kDirection:
    case Keyword::kImport:
    case Keyword::kLanguage:
    case Keyword::kPropagate:
    case Keyword::kProtected:
    case Keyword::kVersion:
    case Keyword::kVocab:
      return true;
    default:
      return false;
  }
}

bool IsDefinitionMember(absl::string_view name) {
  switch (LookUpKeyword(name)) {
    case Keyword::kId:
    case Keyword::kReverse:
    case Keyword::kContainer:
    case Keyword::kContext:
    case Keyword::kDirection:
    case Keyword::kIndex:
    case Keyword::kLanguage:
    case Keyword::kNest:
    case Keyword::kPrefix:
    case Keyword::kProtected:
    case Keyword::kType:
      return true;
    default:
      return false;
  }
}

// What the term @type may say: {"@container": "@set", "@protected": …}.
bool IsTypeDefinition(const Value& value) {
  if (!value.is_object() || value.members().empty()) return false;
  for (const json::Member& member : value.members()) {
    const bool is_set =
        member.name == "@container" && member.value.string_value() == "@set";
    if (!is_set && member.name != "@protected") return false;
  }
  return true;
}

bool SameContext(const std::optional<LocalContext>& a,
                 const std::optional<LocalContext>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  if (a->value == b->value || *a->value == *b->value) return true;
  const auto text = json::Canonicalize(*a->value);
  const auto other = json::Canonicalize(*b->value);
  return text.ok() && other.ok() && *text == *other;
}

// All but whether they are protected.
bool SameDefinition(const TermDefinition& a, const TermDefinition& b) {
  const auto key = [](const TermDefinition& d) {
    return std::tie(d.iri, d.has_iri, d.is_prefix, d.is_reverse, d.container,
                    d.type_keyword, d.type, d.language_setting, d.language,
                    d.direction_setting, d.direction, d.index, d.nest);
  };
  return key(a) == key(b) && SameContext(a.context, b.context);
}

}  // namespace

TermDefiner::TermDefiner(Session& session, ActiveContext* active,
                         const LocalContext& local,
                         const ProcessOptions& options)
    : session_(session), active_(*active), local_(local), options_(options) {}

absl::Status TermDefiner::DefineAll() {
  const auto members = local_.value->members();
  RETURN_IF_ERROR(session_.SpendDefinitions(members.size()));
  if (const Value* const flag = local_.value->Find("@protected")) {
    if (!flag->is_bool()) return Error("invalid @protected value");
    protected_ = flag->bool_value();
  }
  entries_.reserve(members.size());
  for (const json::Member& member : members) {
    if (IsContextKeyword(member.name)) continue;
    entries_.emplace(member.name, Entry{&member.value});
  }
  for (const json::Member& member : members) {
    if (!IsContextKeyword(member.name)) RETURN_IF_ERROR(Define(member.name));
  }
  active_.type_aliases.clear();
  for (const auto& [term, definition] : active_.terms) {
    if (definition->keyword == Keyword::kType && term != "@type") {
      active_.type_aliases.push_back(term);
    }
  }
  return absl::OkStatus();
}

absl::Status TermDefiner::Define(absl::string_view term) {
  if (session_.term_depth >= kMaxTermDepth) {
    return absl::ResourceExhaustedError("JSON-LD: too deep");
  }
  ++session_.term_depth;
  const absl::Status status = WithTerm(DefineNow(term), term);
  --session_.term_depth;
  return status;
}

absl::Status TermDefiner::DefineNow(absl::string_view term) {
  Entry& entry = entries_.find(term)->second;
  if (entry.state == State::kDefined) return absl::OkStatus();
  if (entry.state == State::kDefining) return Error("cyclic IRI mapping");
  if (term.empty()) return Error("invalid term definition");
  entry.state = State::kDefining;
  ASSIGN_OR_RETURN(Draft draft, Begin(term, *entry.value));
  if (draft.is_ignored) {
    entry.state = State::kDefined;
    return absl::OkStatus();
  }
  std::shared_ptr<const TermDefinition> previous;
  if (auto found = active_.terms.find(term); found != active_.terms.end()) {
    previous = std::move(found->second);
    active_.terms.erase(found);
  }
  RETURN_IF_ERROR(SetProtected(&draft));
  RETURN_IF_ERROR(SetType(&draft));
  if (draft.Find("@reverse") != nullptr) {
    RETURN_IF_ERROR(SetReverse(&draft));
  } else {
    RETURN_IF_ERROR(SetIri(&draft));
  }
  if (draft.is_ignored) {
    entry.state = State::kDefined;
    return absl::OkStatus();
  }
  return Finish(std::move(draft), std::move(previous));
}

absl::Status TermDefiner::DefineIfHere(absl::string_view term) {
  const auto found = entries_.find(term);
  if (found == entries_.end() || found->second.state == State::kDefined) {
    return absl::OkStatus();
  }
  return Define(term);
}

absl::Status TermDefiner::CheckTerm(absl::string_view term, const Value& value,
                                    bool* is_ignored) const {
  if (term == "@type") {
    if (session_.options.processing_mode_1_0 || !IsTypeDefinition(value)) {
      return Error("keyword redefinition");
    }
    return absl::OkStatus();
  }
  if (LookUpKeyword(term) != Keyword::kNot) {
    return Error("keyword redefinition");
  }
  *is_ignored = HasKeywordForm(term);
  return *is_ignored ? session_.Dropped("reserved term") : absl::OkStatus();
}

absl::StatusOr<TermDefiner::Draft> TermDefiner::Begin(
    absl::string_view term, const Value& value) const {
  Draft draft{term};
  RETURN_IF_ERROR(CheckTerm(term, value, &draft.is_ignored));
  draft.result.term = std::string(term);
  if (value.is_null() || value.is_string()) {
    draft.is_simple = value.is_string();
    draft.id = &value;
    return draft;
  }
  if (!value.is_object()) return Error("invalid term definition");
  for (const json::Member& member : value.members()) {
    if (!IsDefinitionMember(member.name)) {
      return Error("invalid term definition");
    }
  }
  draft.map = &value;
  draft.id = value.Find("@id");
  return draft;
}

absl::Status TermDefiner::SetProtected(Draft* draft) const {  // 11
  draft->result.is_protected = protected_;
  const Value* const flag = draft->Find("@protected");
  if (flag == nullptr) return absl::OkStatus();
  if (session_.options.processing_mode_1_0) {
    return Error("invalid term definition");
  }
  if (!flag->is_bool()) return Error("invalid @protected value");
  draft->result.is_protected = flag->bool_value();
  return absl::OkStatus();
}

absl::Status TermDefiner::SetType(Draft* draft) {  // 12
  const Value* const type = draft->Find("@type");
  if (type == nullptr) return absl::OkStatus();
  if (!type->is_string()) return Error("invalid type mapping");
  ASSIGN_OR_RETURN(const ExpandedIri iri, Expand(type->string_value()));
  switch (iri.keyword) {
    case Keyword::kNot:
      if (iri.is_null || !HasScheme(iri.text)) {
        return Error("invalid type mapping");
      }
      draft->result.type = std::string(iri.text);
      return absl::OkStatus();
    case Keyword::kJson:
    case Keyword::kNone:
      if (session_.options.processing_mode_1_0) {
        return Error("invalid type mapping");
      }
      [[fallthrough]];
    case Keyword::kId:
    case Keyword::kVocab:
      draft->result.type_keyword = iri.keyword;
      return absl::OkStatus();
    default:
      return Error("invalid type mapping");
  }
}

absl::Status TermDefiner::SetIndex(Draft* draft) {  // 20
  const Value* const index = draft->Find("@index");
  if (index == nullptr) return absl::OkStatus();
  if (session_.options.processing_mode_1_0 || !index->is_string() ||
      !draft->result.Has(kIndexContainer)) {
    return Error("invalid term definition");
  }
  ASSIGN_OR_RETURN(const ExpandedIri iri, Expand(index->string_value()));
  if (iri.is_null || iri.is_keyword() || !HasScheme(iri.text)) {
    return Error("invalid term definition");
  }
  draft->result.index = std::string(index->string_value());
  return absl::OkStatus();
}

absl::Status TermDefiner::SetContext(Draft* draft) {  // 21
  const Value* const context = draft->Find("@context");
  if (context == nullptr) return absl::OkStatus();
  if (session_.options.processing_mode_1_0) {
    return Error("invalid term definition");
  }
  LocalContext local{std::shared_ptr<const Value>(local_.value, context),
                     local_.base_url};
  ProcessOptions options;
  options.override_protected = true;
  options.validate_scoped_context = false;
  options.remote_contexts = options_.remote_contexts;
  RETURN_IF_ERROR(SpendCopy(session_, active_));
  const auto processed = ProcessContext(
      session_, std::make_shared<ActiveContext>(active_), local, options);
  if (!processed.ok()) {
    return absl::IsInvalidArgument(processed.status())
               ? Error("invalid scoped context")
               : processed.status();
  }
  draft->result.context = std::move(local);
  return absl::OkStatus();
}

absl::Status TermDefiner::Finish(
    Draft draft, std::shared_ptr<const TermDefinition> previous) {
  RETURN_IF_ERROR(SetContainer(&draft));
  RETURN_IF_ERROR(SetIndex(&draft));
  RETURN_IF_ERROR(SetContext(&draft));
  RETURN_IF_ERROR(SetLanguage(&draft));
  RETURN_IF_ERROR(SetDirection(&draft));
  RETURN_IF_ERROR(SetNest(&draft));
  RETURN_IF_ERROR(SetPrefix(&draft));
  RETURN_IF_ERROR(
      session_.SpendText(draft.result.iri.size() + draft.result.type.size()));
  auto definition =
      std::make_shared<const TermDefinition>(std::move(draft.result));
  if (!options_.override_protected && previous != nullptr &&
      previous->is_protected) {
    if (!SameDefinition(*definition, *previous)) {
      return Error("protected term redefinition");
    }
    definition = std::move(previous);
  }
  entries_.find(draft.term)->second.state = State::kDefined;
  const absl::string_view key = definition->term;
  active_.terms.insert_or_assign(key, std::move(definition));
  return absl::OkStatus();
}

}  // namespace prescreen::jsonld::internal
