// SPDX-License-Identifier: Apache-2.0
#include "server/verify/object_reader.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "server/verify/date_time.h"

namespace prescreen {
namespace {

void AddFault(const Place& place, absl::string_view detail,
              std::vector<Finding>* faults) {
  if (faults == nullptr || faults->size() >= kMaxFaults) return;
  faults->push_back(
      {v1::SCHEMA_INVALID, v1::INVALID, place.Pointer(), std::string(detail)});
}

bool IsSchemeCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '+' ||
         c == '-' || c == '.';
}

bool IsUrlCharacter(char c) {
  return static_cast<unsigned char>(c) > ' ' && c != '\x7f';
}

}  // namespace

bool IsUrl(absl::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == text.npos || colon == 0 || colon + 1 == text.size()) {
    return false;
  }
  const absl::string_view scheme = text.substr(0, colon);
  return absl::ascii_isalpha(static_cast<unsigned char>(scheme.front())) &&
         std::all_of(scheme.begin(), scheme.end(), IsSchemeCharacter) &&
         std::all_of(text.begin(), text.end(), IsUrlCharacter);
}

void ObjectReader::Fault(absl::string_view name,
                         absl::string_view detail) const {
  AddFault(Place(place_, name), detail, faults_);
}

const json::Value* ObjectReader::Find(absl::string_view name,
                                      Presence presence) const {
  const json::Value* value = object_.Find(name);
  if (value == nullptr && presence == Presence::kMandatory) {
    Fault(name, "is missing");
  }
  return value;
}

std::string ObjectReader::Text(absl::string_view name,
                               Presence presence) const {
  const json::Value* value = Find(name, presence);
  if (value == nullptr) return "";
  if (!value->is_string()) Fault(name, "is not a string");
  return std::string(value->string_value());
}

std::string ObjectReader::Url(absl::string_view name, Presence presence) const {
  const json::Value* value = Find(name, presence);
  if (value == nullptr) return "";
  if (!value->is_string() || !IsUrl(value->string_value())) {
    Fault(name, "is not a URL");
    return "";
  }
  return std::string(value->string_value());
}

std::string ObjectReader::UrlOrId(absl::string_view name,
                                  Presence presence) const {
  const json::Value* value = object_.Find(name);
  if (value == nullptr || !value->is_object()) return Url(name, presence);
  const Place place(place_, name);
  return ObjectReader(*value, place, faults_).Url("id", Presence::kMandatory);
}

bool ObjectReader::Boolean(absl::string_view name, Presence presence) const {
  const json::Value* value = Find(name, presence);
  if (value == nullptr) return false;
  if (!value->is_bool()) Fault(name, "is neither true nor false");
  return value->bool_value();
}

std::optional<absl::Time> ObjectReader::DateTime(absl::string_view name,
                                                 Presence presence) const {
  const json::Value* value = Find(name, presence);
  if (value == nullptr) return std::nullopt;
  const std::optional<absl::Time> time =
      value->is_string() ? ParseDateTime(value->string_value()) : std::nullopt;
  if (!time.has_value()) Fault(name, "is no date and time with a zone");
  return time;
}

const json::Value* ObjectReader::Object(absl::string_view name,
                                        Presence presence) const {
  const json::Value* value = Find(name, presence);
  if (value == nullptr) return nullptr;
  if (!value->is_object()) {
    Fault(name, "is not an object");
    return nullptr;
  }
  return value;
}

void ObjectReader::Objects(
    absl::string_view name, Presence presence,
    absl::FunctionRef<void(const ObjectReader&)> use) const {
  const json::Value* value = Find(name, presence);
  if (value == nullptr) return;
  const Place place(place_, name);
  if (value->is_object()) {
    use(ObjectReader(*value, place, faults_));
    return;
  }
  if (!value->is_array() ||
      (value->items().empty() && presence == Presence::kMandatory)) {
    Fault(name, "is neither an object nor a list of objects");
    return;
  }
  for (std::size_t i = 0; i < value->items().size(); ++i) {
    const Place item(place, i);
    if (value->items()[i].is_object()) {
      use(ObjectReader(value->items()[i], item, faults_));
    } else {
      AddFault(item, "is not an object", faults_);
    }
  }
}

std::vector<absl::string_view> ObjectReader::Words(absl::string_view name,
                                                   Presence presence) const {
  std::vector<absl::string_view> words;
  const json::Value* value = Find(name, presence);
  if (value == nullptr) return words;
  if (value->is_string()) return {value->string_value()};
  for (const json::Value& item : value->items()) {
    if (item.is_string()) words.push_back(item.string_value());
  }
  if (words.empty() || words.size() != value->items().size()) {
    Fault(name, "is neither a string nor a list of strings");
  }
  return words;
}

}  // namespace prescreen
