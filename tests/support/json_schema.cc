// SPDX-License-Identifier: Apache-2.0
#include "tests/support/json_schema.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <regex>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace prescreen {
namespace {

using json::Value;

const Value* Resolve(const Value& root, absl::string_view reference) {
  const Value* found = &root;
  for (const absl::string_view name :
       absl::StrSplit(reference.substr(1), '/', absl::SkipEmpty())) {
    found = found == nullptr ? nullptr : found->Find(name);
  }
  return found;
}

bool HasType(const Value& value, absl::string_view type) {
  switch (value.kind()) {
    case json::Kind::kNull:
      return type == "null";
    case json::Kind::kBool:
      return type == "boolean";
    case json::Kind::kNumber:
      return type == "number" || (type == "integer" && value.AsInt64().ok());
    case json::Kind::kString:
      return type == "string";
    case json::Kind::kArray:
      return type == "array";
    case json::Kind::kObject:
      return type == "object";
  }
  return false;
}

class Checker {
 public:
  explicit Checker(const Value& root) : root_(root) {}

  void Check(const Value& schema, const Value& value,
             const std::string& pointer) {
    for (const json::Member& member : schema.members()) {
      CheckKeyword(schema, member.name, member.value, value, pointer);
    }
  }

  std::vector<std::string> faults;

 private:
  void Fault(absl::string_view pointer, absl::string_view why) {
    faults.push_back(absl::StrCat("'", pointer, "': ", why));
  }

  void CheckKeyword(const Value& schema, absl::string_view keyword,
                    const Value& rule, const Value& value,
                    const std::string& pointer) {
    if (keyword == "$ref") {
      const Value* target = Resolve(root_, rule.string_value());
      if (target == nullptr) return Fault(pointer, "dangling $ref");
      return Check(*target, value, pointer);
    }
    if (keyword == "type") {
      if (!HasType(value, rule.string_value())) Fault(pointer, "wrong type");
    } else if (keyword == "const") {
      if (!(value == rule)) Fault(pointer, "is not the constant");
    } else if (keyword == "enum") {
      const auto items = rule.items();
      if (std::find(items.begin(), items.end(), value) == items.end()) {
        Fault(pointer, "is not one of the words");
      }
    } else if (keyword == "required") {
      CheckRequired(rule, value, pointer);
    } else if (keyword == "properties") {
      CheckProperties(rule, value, pointer);
    } else if (keyword == "additionalProperties") {
      CheckClosed(schema, value, pointer);
    } else if (keyword == "items") {
      for (std::size_t i = 0; i < value.items().size(); ++i) {
        Check(rule, value.items()[i], json::PointerTo(pointer, i));
      }
    } else {
      CheckBound(keyword, rule, value, pointer);
    }
  }

  void CheckRequired(const Value& names, const Value& value,
                     const std::string& pointer) {
    for (const Value& name : names.items()) {
      if (value.Find(name.string_value()) == nullptr) {
        Fault(pointer, absl::StrCat("lacks ", name.string_value()));
      }
    }
  }

  void CheckProperties(const Value& properties, const Value& value,
                       const std::string& pointer) {
    for (const json::Member& member : value.members()) {
      if (const Value* schema = properties.Find(member.name)) {
        Check(*schema, member.value, json::PointerTo(pointer, member.name));
      }
    }
  }

  void CheckClosed(const Value& schema, const Value& value,
                   const std::string& pointer) {
    const Value* properties = schema.Find("properties");
    for (const json::Member& member : value.members()) {
      if (properties == nullptr || properties->Find(member.name) == nullptr) {
        Fault(pointer, absl::StrCat("has ", member.name));
      }
    }
  }

  void CheckBound(absl::string_view keyword, const Value& rule,
                  const Value& value, const std::string& pointer) {
    if (keyword == "pattern") {
      const std::regex pattern{std::string(rule.string_value())};
      if (!std::regex_search(std::string(value.string_value()), pattern)) {
        Fault(pointer, "does not match the pattern");
      }
    } else if (keyword == "minLength" || keyword == "maxLength") {
      // Bytes; the same as characters for all that these schemas bound.
      const auto length =
          static_cast<std::int64_t>(value.string_value().size());
      const std::int64_t bound = rule.AsInt64().value_or(-1);
      if (keyword == "minLength" ? length < bound : length > bound) {
        Fault(pointer, "has the wrong length");
      }
    } else if (keyword == "minimum") {
      if (value.AsInt64().value_or(0) < rule.AsInt64().value_or(0)) {
        Fault(pointer, "is too small");
      }
    } else if (keyword != "$schema" && keyword != "$id" &&
               keyword != "$comment" && keyword != "$defs" &&
               keyword != "title" && keyword != "description") {
      Fault(pointer, absl::StrCat("unknown keyword ", keyword));
    }
  }

  const Value& root_;
};

bool IsDescribed(const Value& root, const Value& schema) {
  if (!schema.FindString("description").empty()) return true;
  const absl::string_view reference = schema.FindString("$ref");
  const Value* target = reference.empty() ? nullptr : Resolve(root, reference);
  return target != nullptr && IsDescribed(root, *target);
}

void CheckStyle(const Value& root, const Value& schema,
                const std::string& pointer, std::vector<std::string>& faults) {
  if (!IsDescribed(root, schema)) {
    faults.push_back(absl::StrCat(pointer, ": not described"));
  }
  if (schema.FindString("type") == "object") {
    const Value* more = schema.Find("additionalProperties");
    if (more == nullptr || !more->is_bool() || more->bool_value() ||
        schema.Find("required") == nullptr) {
      faults.push_back(absl::StrCat(pointer, ": does not close"));
    }
  }
  for (const absl::string_view group : {"properties", "$defs"}) {
    const Value* members = schema.Find(group);
    if (members == nullptr) continue;
    for (const json::Member& member : members->members()) {
      CheckStyle(root, member.value,
                 absl::StrCat(pointer, "/", group, "/", member.name), faults);
    }
  }
  if (const Value* items = schema.Find("items")) {
    CheckStyle(root, *items, absl::StrCat(pointer, "/items"), faults);
  }
}

}  // namespace

std::vector<std::string> SchemaFaults(const Value& root, absl::string_view at,
                                      const Value& value) {
  const Value* schema = absl::StartsWith(at, "#") ? Resolve(root, at) : nullptr;
  if (schema == nullptr) return {absl::StrCat("no schema ", at)};
  Checker checker(root);
  checker.Check(*schema, value, "");
  return checker.faults;
}

std::vector<std::string> SchemaStyleFaults(const Value& root) {
  std::vector<std::string> faults;
  CheckStyle(root, root, "#", faults);
  return faults;
}

}  // namespace prescreen
