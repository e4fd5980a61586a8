// SPDX-License-Identifier: Apache-2.0
// Parsing. simdjson On-Demand checks UTF-8 and string ends of the whole text in
// its first stage, but scalars and the text's end only where asked: here every
// token is visited in order, and each scalar is checked against its grammar.
#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/codec/json.h"
#include "base/codec/json_number.h"
#include "base/codec/json_string.h"
#include "base/status_macros.h"

namespace prescreen::json {
namespace {

namespace ondemand = simdjson::ondemand;

// Texts up to this size share a thread's buffers; longer ones use their own, so
// that no thread keeps megabytes.
constexpr std::size_t kSharedBufferBytes = 256u << 10;

// Room that most objects of credentials do not outgrow.
constexpr std::size_t kUsualMembers = 4;

// Up to so many members, comparing each with each beats sorting.
constexpr std::size_t kPairwiseMembers = 16;

bool HasRepeatedName(const std::vector<Member>& members) {
  if (members.size() <= kPairwiseMembers) {
    for (std::size_t i = 1; i < members.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (members[i].name == members[j].name) return true;
      }
    }
    return false;
  }
  std::vector<absl::string_view> names(members.size());
  std::transform(
      members.begin(), members.end(), names.begin(),
      [](const Member& member) -> absl::string_view { return member.name; });
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

absl::string_view WithoutTrailingSpace(std::string_view token) {
  while (!token.empty() && (token.back() == ' ' || token.back() == '\n' ||
                            token.back() == '\r' || token.back() == '\t')) {
    token.remove_suffix(1);
  }
  return absl::string_view(token.data(), token.size());
}

// What parsing one text needs.
struct Buffers {
  ondemand::parser parser;
  std::string padded;  // the text and the padding that simdjson reads
};

// Reads one document from its start to its end.
class Reader {
 public:
  Reader(ondemand::document& document, absl::string_view text, int max_depth)
      : document_(document), text_(text), max_depth_(max_depth) {}

  absl::Status Read(Value* out) {
    ondemand::json_type type;
    if (document_.type().get(type)) return FaultHere(kNoValue);
    if (type != ondemand::json_type::array &&
        type != ondemand::json_type::object) {
      return ReadRootScalar(out);
    }
    ondemand::value root;
    if (document_.get_value().get(root)) return FaultHere(kCutOff);
    RETURN_IF_ERROR(ReadValue(root, 1, out));
    // Only at the end is there no location.
    const char* trailing;
    if (document_.current_location().get(trailing)) return absl::OkStatus();
    return FaultAt(trailing, kTrailing);
  }

 private:
  static constexpr char kNoValue[] = "no value";
  static constexpr char kCutOff[] = "cut off";
  static constexpr char kTrailing[] = "content after the value";

  absl::Status FaultAt(const char* where, absl::string_view what) const {
    return absl::InvalidArgumentError(
        absl::StrCat("JSON: ", what, " at byte ", where - text_.data()));
  }

  absl::Status FaultHere(absl::string_view what) const {
    const char* where = nullptr;
    // Fails at the end of the text.
    if (document_.current_location().get(where)) where = End();
    return FaultAt(where, what);
  }

  const char* End() const { return text_.data() + text_.size(); }

  absl::Status ReadRootScalar(Value* out) {
    std::string_view token;
    if (document_.raw_json_token().get(token)) return FaultHere(kNoValue);
    if (token.front() == '"') {
      ASSIGN_OR_RETURN(const absl::string_view content,
                       Unescape(token.data() + 1));
      *out = Value::String(content);
    } else {
      RETURN_IF_ERROR(ReadAtom(token, out));
    }
    // A token reaches to the next one, the last to the end of the text.
    const char* const next = token.data() + token.size();
    return next == End() ? absl::OkStatus() : FaultAt(next, kTrailing);
  }

  absl::Status ReadValue(ondemand::value& value, int depth, Value* out) {
    ondemand::json_type type;
    if (value.type().get(type)) return FaultHere(kNoValue);
    switch (type) {
      case ondemand::json_type::array:
        return ReadArray(value, depth, out);
      case ondemand::json_type::object:
        return ReadObject(value, depth, out);
      case ondemand::json_type::string:
        return ReadString(value, out);
      default:
        return ReadAtom(value.raw_json_token(), out);
    }
  }

  absl::Status CheckDepth(int depth) const {
    if (depth <= max_depth_) return absl::OkStatus();
    return absl::ResourceExhaustedError(
        absl::StrCat("JSON: nested deeper than ", max_depth_, " levels"));
  }

  absl::Status ReadArray(ondemand::value& value, int depth, Value* out) {
    RETURN_IF_ERROR(CheckDepth(depth));
    ondemand::array array;
    if (value.get_array().get(array)) return FaultHere(kCutOff);
    std::vector<Value> items;
    for (auto element : array) {
      ondemand::value item;
      if (std::move(element).get(item)) return FaultHere("broken array");
      RETURN_IF_ERROR(ReadValue(item, depth + 1, &items.emplace_back()));
    }
    *out = Value::Array(std::move(items));
    return absl::OkStatus();
  }

  absl::Status ReadObject(ondemand::value& value, int depth, Value* out) {
    RETURN_IF_ERROR(CheckDepth(depth));
    const char* const start = value.raw_json_token().data();
    ondemand::object object;
    if (value.get_object().get(object)) return FaultHere(kCutOff);
    std::vector<Member> members;
    members.reserve(kUsualMembers);
    for (auto element : object) {
      ondemand::field field;
      if (std::move(element).get(field)) return FaultHere("broken object");
      Member& member = members.emplace_back();
      ASSIGN_OR_RETURN(const absl::string_view name,
                       Unescape(field.key().raw()));
      member.name.assign(name.data(), name.size());
      RETURN_IF_ERROR(ReadValue(field.value(), depth + 1, &member.value));
    }
    if (HasRepeatedName(members)) {
      return FaultAt(start, "repeated member name in the object");
    }
    *out = Value::Object(std::move(members));
    return absl::OkStatus();
  }

  // Takes the string: when simdjson skips one that a colon follows, it mistakes
  // it for a member's name.
  absl::Status ReadString(ondemand::value& value, Value* out) {
    ondemand::raw_json_string text;
    if (value.get_raw_json_string().get(text)) return FaultHere(kNoValue);
    ASSIGN_OR_RETURN(const absl::string_view content, Unescape(text.raw()));
    *out = Value::String(content);
    return absl::OkStatus();
  }

  // `text` points behind the opening quote. The result is valid until the next
  // call.
  absl::StatusOr<absl::string_view> Unescape(const char* text) {
    const auto left = static_cast<std::size_t>(End() - text);
    absl::string_view content;
    if (ReadUntilQuote(absl::string_view(text, left), &unescaped_, &content)) {
      return content;
    }
    return FaultAt(text, "bad escape in the string");
  }

  // `token` is all up to the next token: a number, true, false or null with the
  // white space behind it, or anything else that is no punctuation.
  absl::Status ReadAtom(std::string_view token, Value* out) const {
    const absl::string_view text = WithoutTrailingSpace(token);
    if (text == "true" || text == "false") {
      *out = Value::Bool(text == "true");
    } else if (IsNumberText(text)) {
      *out = Value::NumberText(text);
    } else if (text != "null") {
      return FaultAt(text.data(), kNoValue);
    }
    return absl::OkStatus();
  }

  ondemand::document& document_;
  const absl::string_view text_;
  const int max_depth_;
  std::string unescaped_;  // the latest string that had escapes
};

absl::StatusOr<Value> ParseWith(Buffers& buffers, absl::string_view text,
                                int max_depth) {
  std::string& padded = buffers.padded;
  padded.assign(text.data(), text.size());
  padded.append(simdjson::SIMDJSON_PADDING, ' ');
  ondemand::document document;
  const simdjson::error_code error =
      buffers.parser.iterate(padded.data(), text.size(), padded.size())
          .get(document);
  if (error != simdjson::SUCCESS) {
    return absl::InvalidArgumentError(
        absl::StrCat("JSON: ", simdjson::error_message(error)));
  }
  Value value;
  Reader reader(document, absl::string_view(padded.data(), text.size()),
                max_depth);
  RETURN_IF_ERROR(reader.Read(&value));
  return value;
}

}  // namespace

absl::StatusOr<Value> Parse(absl::string_view text,
                            const ParseOptions& options) {
  if (text.size() > options.max_bytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("JSON: longer than ", options.max_bytes, " bytes"));
  }
  if (text.size() > kSharedBufferBytes) {
    Buffers own;
    return ParseWith(own, text, options.max_depth);
  }
  thread_local Buffers shared;
  return ParseWith(shared, text, options.max_depth);
}

}  // namespace prescreen::json
