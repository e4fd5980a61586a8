// SPDX-License-Identifier: Apache-2.0
// JSON (RFC 8259) as a tree of values. The one JSON parser of this project:
// simdjson On-Demand underneath, with depth, size, duplicate names (after
// unescaping), lone surrogates and trailing content refused. Numbers keep their
// text.
#ifndef PRESCREEN_BASE_CODEC_JSON_H_
#define PRESCREEN_BASE_CODEC_JSON_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/limits.h"

namespace prescreen::json {

enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };

struct Member;

// A value type. Thread-compatible.
class Value {
 public:
  Value();  // null
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();
  static Value Bool(bool value);
  static Value Int(std::int64_t value);
  // `text` must match the JSON number grammar; kept as it is.
  static Value NumberText(absl::string_view text);
  static Value String(absl::string_view value);  // must be valid UTF-8
  static Value Array();
  static Value Array(std::vector<Value> items);
  static Value Object();
  static Value Object(std::vector<Member> members);

  Kind kind() const { return static_cast<Kind>(content_.index()); }
  bool is_null() const { return kind() == Kind::kNull; }
  bool is_bool() const { return kind() == Kind::kBool; }
  bool is_number() const { return kind() == Kind::kNumber; }
  bool is_string() const { return kind() == Kind::kString; }
  bool is_array() const { return kind() == Kind::kArray; }
  bool is_object() const { return kind() == Kind::kObject; }

  // Each needs the matching kind; otherwise false, "", or empty.
  bool bool_value() const;
  absl::string_view string_value() const;
  absl::string_view number_text() const;
  absl::Span<const Value> items() const;
  absl::Span<const Member> members() const;

  // The integer that the number's text stands for (12, -3; not 1.0, not 1e2).
  // InvalidArgument: not such a number, or out of range.
  absl::StatusOr<std::int64_t> AsInt64() const;
  // The nearest IEEE 754 double. InvalidArgument: not a number, or infinite.
  absl::StatusOr<double> AsDouble() const;

  // The member's value, or nullptr if absent or this is no object. Valid until
  // this value is changed or destroyed.
  const Value* Find(absl::string_view name) const;
  // The string member's text; "" if absent or no string.
  absl::string_view FindString(absl::string_view name) const;

  // Adds a member, or replaces the one of that name. Makes null an object.
  void Set(absl::string_view name, Value value);
  // Adds an item. Makes null an array.
  void Append(Value value);
  // Removes the member if present.
  void Erase(absl::string_view name);

  // The same content in the same order; numbers by their text.
  friend bool operator==(const Value& a, const Value& b);

 private:
  struct Number {
    std::string text;
    friend bool operator==(const Number& a, const Number& b) {
      return a.text == b.text;
    }
  };
  // In the order of Kind.
  using Content = std::variant<std::monostate, bool, Number, std::string,
                               std::vector<Value>, std::vector<Member>>;

  explicit Value(Content content);

  Content content_;
};

// Object members keep the order of the text.
struct Member {
  std::string name;
  Value value;

  friend bool operator==(const Member& a, const Member& b) {
    return a.name == b.name && a.value == b.value;
  }
};

// Here, because they need Member to be complete.
inline Value::Value() = default;
inline Value::Value(const Value& other) = default;
inline Value::Value(Value&& other) noexcept = default;
inline Value& Value::operator=(const Value& other) = default;
inline Value& Value::operator=(Value&& other) noexcept = default;
inline Value::~Value() = default;

struct ParseOptions {
  int max_depth = kMaxJsonDepth;
  std::size_t max_bytes = kMaxJsonBytes;
};

// Parses exactly one JSON text.
// InvalidArgument: not JSON as above, naming the byte offset or the RFC 6901
// pointer of the fault, never a value; ResourceExhausted: too long or deep.
absl::StatusOr<Value> Parse(absl::string_view text,
                            const ParseOptions& options = {});

// Compact text, members in their order, numbers as kept.
std::string Serialize(const Value& value);

// Appends the string literal for `text`, escaping as little as RFC 8785
// section 3.2.2.2 allows.
void AppendQuoted(absl::string_view text, std::string* out);

// RFC 6901: `pointer` + "/" + escaped name, or + "/" + index.
std::string PointerTo(absl::string_view pointer, absl::string_view name);
std::string PointerTo(absl::string_view pointer, std::size_t index);

}  // namespace prescreen::json

#endif  // PRESCREEN_BASE_CODEC_JSON_H_
