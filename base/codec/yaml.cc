// SPDX-License-Identifier: Apache-2.0
#include "base/codec/yaml.h"

#include <exception>
#include <sstream>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "yaml-cpp/eventhandler.h"
#include "yaml-cpp/exceptions.h"
#include "yaml-cpp/mark.h"
#include "yaml-cpp/parser.h"

namespace prescreen::yaml {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Line feed and tab are text; a carriage return only belongs to a line end.
bool IsControl(char c, bool allow_return) {
  const auto byte = static_cast<unsigned char>(c);
  if (c == '\n' || c == '\t' || (c == '\r' && allow_return)) return false;
  return byte < 0x20 || byte == 0x7F;
}

// Turns yaml-cpp's events into a tree, or into the first fault; after a fault
// it ignores what follows.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(absl::string_view text, const Options& options)
      : text_(text), options_(options) {}

  ParseResult Take() && { return std::move(result_); }
  bool failed() const { return !result_.ok(); }
  int documents() const { return documents_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) {
      Fail(mark, "content after the end of the document; one is allowed");
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Scalar(mark, "?", anchor, "");
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Fail(mark, "aliases (*name) are not allowed");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag,
                YAML::anchor_t anchor, const std::string& value) override {
    Scalar(mark, tag, anchor, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                       YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, Node::Kind::kSequence);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag,
                  YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, Node::Kind::kMap);
  }
  void OnMapEnd() override { Close(); }

  void Fail(const YAML::Mark& mark, absl::string_view description) {
    if (failed()) return;
    const bool placed = !mark.is_null();
    result_.root = Node();
    result_.faults.push_back({placed ? mark.line + 1 : 0,
                              placed ? mark.column + 1 : 0, Path(),
                              std::string(description)});
  }

 private:
  // A map or sequence whose end has not come yet.
  struct Frame {
    Node node;
    bool key_pending = false;  // a map's key has come, its value has not
    Node key;
    absl::flat_hash_set<std::string> keys;
  };

  std::string Path() const {
    std::string path;
    for (const Frame& frame : stack_) {
      if (frame.node.kind == Node::Kind::kSequence) {
        absl::StrAppend(&path, "[", frame.node.items.size(), "]");
      } else if (frame.key_pending) {
        absl::StrAppend(&path, path.empty() ? "" : ".", frame.key.text);
      }
    }
    return path;
  }

  // Checks what holds for every node; false after a fault.
  bool Begin(const YAML::Mark& mark, const std::string& tag,
             YAML::anchor_t anchor) {
    if (failed()) return false;
    if (++nodes_ > options_.max_nodes) {
      Fail(mark, absl::StrCat("more than ", options_.max_nodes, " values"));
    } else if (anchor != 0) {
      Fail(mark, "anchors (&name) are not allowed");
    } else if ((tag != "?" && tag != "!" && !tag.empty()) || TagWritten(mark)) {
      Fail(mark, "tags (!name) are not allowed");
    }
    return !failed();
  }

  // yaml-cpp gives quoted scalars the tag `!` too; a written one starts the
  // node.
  bool TagWritten(const YAML::Mark& mark) const {
    const auto at = static_cast<std::size_t>(mark.pos);
    return mark.pos >= 0 && at < text_.size() && text_[at] == '!';
  }

  void Scalar(const YAML::Mark& mark, const std::string& tag,
              YAML::anchor_t anchor, const std::string& value) {
    if (!Begin(mark, tag, anchor)) return;
    for (char c : value) {
      if (IsControl(c, false)) return Fail(mark, "a control character");
    }
    if (!IsValidUtf8(value)) return Fail(mark, "text that is not UTF-8");
    Node node;
    node.line = mark.line + 1;
    node.column = mark.column + 1;
    node.text = value;
    node.plain = tag != "!";
    Place(mark, std::move(node));
  }

  void Open(const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor, Node::Kind kind) {
    if (!Begin(mark, tag, anchor)) return;
    if (!stack_.empty() && stack_.back().node.kind == Node::Kind::kMap &&
        !stack_.back().key_pending) {
      return Fail(mark, "a field name must be text");
    }
    if (static_cast<int>(stack_.size()) >= options_.max_depth) {
      return Fail(mark, absl::StrCat("nested more than ", options_.max_depth,
                                     " levels deep"));
    }
    Frame frame;
    frame.node.kind = kind;
    frame.node.line = mark.line + 1;
    frame.node.column = mark.column + 1;
    stack_.push_back(std::move(frame));
  }

  void Close() {
    if (failed()) return;
    Node node = std::move(stack_.back().node);
    stack_.pop_back();
    Place(YAML::Mark::null_mark(), std::move(node));
  }

  // Puts a finished node where it belongs.
  void Place(const YAML::Mark& mark, Node node) {
    if (stack_.empty()) {
      result_.root = std::move(node);
      return;
    }
    Frame& parent = stack_.back();
    if (parent.node.kind == Node::Kind::kSequence) {
      parent.node.items.push_back(std::move(node));
    } else if (parent.key_pending) {
      parent.node.members.push_back({std::move(parent.key), std::move(node)});
      parent.key = Node();
      parent.key_pending = false;
    } else {
      PlaceKey(mark, std::move(node), parent);
    }
  }

  void PlaceKey(const YAML::Mark& mark, Node key, Frame& parent) {
    if (key.text.empty()) return Fail(mark, "an empty field name");
    if (key.text == "<<" && key.plain) {
      return Fail(mark, "merge keys (<<) are not allowed");
    }
    const bool is_new = parent.keys.insert(key.text).second;
    parent.key = std::move(key);
    parent.key_pending = true;
    if (!is_new) Fail(mark, "this field is given twice");
  }

  const absl::string_view text_;
  const Options options_;
  std::vector<Frame> stack_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
  ParseResult result_;
};

// What can be told before parsing; empty if nothing. yaml-cpp takes the byte 04
// for the end of its input, so control characters must never reach it.
std::vector<Fault> CheckBytes(absl::string_view text, const Options& options) {
  if (text.size() > options.max_bytes) {
    return {
        {0, 0, "", absl::StrCat("longer than ", options.max_bytes, " bytes")}};
  }
  if (!IsValidUtf8(text)) return {{0, 0, "", "the text is not UTF-8"}};
  int line = 1;
  int column = 1;
  for (char c : text) {
    if (IsControl(c, true)) return {{line, column, "", "a control character"}};
    ++column;
    if (c == '\n') {
      ++line;
      column = 1;
    }
  }
  return {};
}

}  // namespace

std::string ToString(const Fault& fault) {
  std::string text;
  if (fault.line > 0) {
    absl::StrAppend(&text, "line ", fault.line, ", column ", fault.column,
                    ": ");
  }
  if (!fault.field.empty()) absl::StrAppend(&text, fault.field, ": ");
  return absl::StrCat(text, fault.description);
}

const Node* Node::Find(absl::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name.text == key) return &value;
  }
  return nullptr;
}

ParseResult Parse(absl::string_view text, const Options& options) {
  ParseResult result;
  result.faults = CheckBytes(text, options);
  if (!result.ok()) return result;
  if (absl::StartsWith(text, kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }

  TreeBuilder builder(text, options);
  std::istringstream stream{std::string(text)};
  // The one place that meets yaml-cpp's exceptions.
  try {
    YAML::Parser parser(stream);
    while (!builder.failed() && parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& e) {
    builder.Fail(e.mark, e.msg);
  } catch (const std::exception&) {
    builder.Fail(YAML::Mark::null_mark(), "not YAML");
  }
  if (!builder.failed() && builder.documents() == 0) {
    builder.Fail(YAML::Mark::null_mark(), "the text is empty");
  }
  return std::move(builder).Take();
}

}  // namespace prescreen::yaml
