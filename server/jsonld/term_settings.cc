// SPDX-License-Identifier: Apache-2.0
// The members of a term definition that need no other term.
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/status_macros.h"
#include "server/jsonld/term_definition.h"

namespace prescreen::jsonld::internal {
namespace {

using json::Value;

std::optional<Container> ContainerOf(absl::string_view text) {
  switch (LookUpKeyword(text)) {
    case Keyword::kList:
      return kListContainer;
    case Keyword::kSet:
      return kSetContainer;
    case Keyword::kIndex:
      return kIndexContainer;
    case Keyword::kLanguage:
      return kLanguageContainer;
    case Keyword::kId:
      return kIdContainer;
    case Keyword::kType:
      return kTypeContainer;
    case Keyword::kGraph:
      return kGraphContainer;
    default:
      return std::nullopt;
  }
}

bool IsSingle(int bits) { return bits != 0 && (bits & (bits - 1)) == 0; }

// 19.1: one mapping; a graph by id or by index, in a set or not; one of the
// others in a set.
bool IsValidContainer(int bits) {
  const int rest = bits & ~kSetContainer;
  if (IsSingle(bits)) return true;
  if ((rest & kGraphContainer) != 0) {
    const int key = rest & ~kGraphContainer;
    return key == 0 || key == kIdContainer || key == kIndexContainer;
  }
  return IsSingle(rest) && rest != kListContainer;
}

bool IsScalarContainerOf10(const Value& container) {
  const absl::string_view text = container.string_value();
  return text == "@list" || text == "@set" || text == "@index" ||
         text == "@language";
}

}  // namespace

absl::Status TermDefiner::SetContainer(Draft* draft) const {  // 19
  const Value* const container = draft->Find("@container");
  if (container == nullptr) return absl::OkStatus();
  TermDefinition& result = draft->result;
  if (result.is_reverse && container->is_null()) return absl::OkStatus();
  if (session_.options.processing_mode_1_0 &&
      !IsScalarContainerOf10(*container)) {
    return Error("invalid container mapping");
  }
  const absl::Span<const Value> items = container->is_array()
                                            ? container->items()
                                            : absl::MakeConstSpan(container, 1);
  for (const Value& item : items) {
    const auto bit = ContainerOf(item.string_value());
    if (!bit) return Error("invalid container mapping");
    result.container = static_cast<std::uint8_t>(result.container | *bit);
  }
  if (!IsValidContainer(result.container)) {
    return Error("invalid container mapping");
  }
  if (!result.Has(kTypeContainer)) return absl::OkStatus();
  if (result.type_keyword == Keyword::kNot && result.type.empty()) {
    result.type_keyword = Keyword::kId;
  }
  const bool names_nodes = result.type_keyword == Keyword::kId ||
                           result.type_keyword == Keyword::kVocab;
  return names_nodes ? absl::OkStatus() : Error("invalid type mapping");
}

absl::Status TermDefiner::SetLanguage(Draft* draft) const {  // 22
  const Value* const language = draft->Find("@language");
  if (language == nullptr || draft->Find("@type") != nullptr) {
    return absl::OkStatus();
  }
  if (!language->is_null() && !language->is_string()) {
    return Error("invalid language mapping");
  }
  draft->result.language_setting =
      language->is_null() ? Setting::kNull : Setting::kSet;
  draft->result.language = absl::AsciiStrToLower(language->string_value());
  return absl::OkStatus();
}

absl::Status TermDefiner::SetDirection(Draft* draft) const {  // 23
  const Value* const direction = draft->Find("@direction");
  if (direction == nullptr || draft->Find("@type") != nullptr) {
    return absl::OkStatus();
  }
  const absl::string_view text = direction->string_value();
  if (!direction->is_null() && text != "ltr" && text != "rtl") {
    return Error("invalid base direction");
  }
  draft->result.direction_setting =
      direction->is_null() ? Setting::kNull : Setting::kSet;
  draft->result.direction = std::string(text);
  return absl::OkStatus();
}

absl::Status TermDefiner::SetNest(Draft* draft) const {  // 24
  const Value* const nest = draft->Find("@nest");
  if (nest == nullptr) return absl::OkStatus();
  if (session_.options.processing_mode_1_0) {
    return Error("invalid term definition");
  }
  const Keyword keyword = LookUpKeyword(nest->string_value());
  if (!nest->is_string() ||
      (keyword != Keyword::kNot && keyword != Keyword::kNest)) {
    return Error("invalid @nest value");
  }
  draft->result.nest = std::string(nest->string_value());
  return absl::OkStatus();
}

absl::Status TermDefiner::SetPrefix(Draft* draft) const {  // 25
  const Value* const prefix = draft->Find("@prefix");
  if (prefix == nullptr) return absl::OkStatus();
  if (session_.options.processing_mode_1_0 ||
      absl::StrContains(draft->term, ':') ||
      absl::StrContains(draft->term, '/')) {
    return Error("invalid term definition");
  }
  if (!prefix->is_bool()) return Error("invalid @prefix value");
  draft->result.is_prefix = prefix->bool_value();
  if (draft->result.is_prefix && draft->result.keyword != Keyword::kNot) {
    return Error("invalid term definition");
  }
  return absl::OkStatus();
}

}  // namespace prescreen::jsonld::internal
