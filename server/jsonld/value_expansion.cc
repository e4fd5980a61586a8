// SPDX-License-Identifier: Apache-2.0
// JSON-LD 1.1 API section 5.3.
#include "base/status_macros.h"
#include "server/jsonld/expander.h"

namespace prescreen::jsonld::internal {

Expander::Result Expander::ExpandValue(const ActiveContext& context,
                                       const TermDefinition* definition,
                                       const json::Value& value) {
  Element* const object = NewObject(arena_);
  const Keyword type =
      definition == nullptr ? Keyword::kNot : definition->type_keyword;
  if (value.is_string() && (type == Keyword::kId || type == Keyword::kVocab)) {
    const ExpandedIri iri = Iri(
        context, value.string_value(),
        type == Keyword::kId ? Relative::kDocument : Relative::kVocabDocument);
    if (iri.is_null) {
      RETURN_IF_ERROR(session_.Dropped("reserved @id value"));
    }
    Put(arena_, object, Keyword::kId,
        iri.is_null ? NewNull(arena_) : NewString(arena_, iri.text));
    return object;
  }
  Put(arena_, object, Keyword::kValue, NewJson(arena_, value));
  if (definition != nullptr && !definition->type.empty()) {
    Put(arena_, object, Keyword::kType, NewString(arena_, definition->type));
  } else if (value.is_string()) {
    AddLanguage(context, definition, object);
  }
  return object;
}

void Expander::AddLanguage(const ActiveContext& context,
                           const TermDefinition* definition, Element* object) {
  const bool own_language =
      definition != nullptr && definition->language_setting != Setting::kUnset;
  const absl::string_view language =
      own_language ? definition->language : context.language;
  if (!language.empty()) {
    Put(arena_, object, Keyword::kLanguage, NewString(arena_, language));
  }
  const bool own_direction =
      definition != nullptr && definition->direction_setting != Setting::kUnset;
  const absl::string_view direction =
      own_direction ? definition->direction : context.direction;
  if (!direction.empty()) {
    Put(arena_, object, Keyword::kDirection, NewString(arena_, direction));
  }
}

}  // namespace prescreen::jsonld::internal
