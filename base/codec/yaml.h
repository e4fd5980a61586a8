// SPDX-License-Identifier: Apache-2.0
// YAML as people write it, strings only: no type inference, no anchors,
// aliases, tags, duplicate keys or second document. Every node knows its place.
#ifndef PRESCREEN_BASE_CODEC_YAML_H_
#define PRESCREEN_BASE_CODEC_YAML_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace prescreen::yaml {

// What is wrong where. `line` and `column` count from 1; `field` is a path such
// as `requirements[1].where.kind`.
struct Fault {
  int line = 0;
  int column = 0;
  std::string field;
  std::string description;
};
// `line 12, column 5: requirements[1].pathway: is not supported`
std::string ToString(const Fault& fault);

struct Member;

// A value type.
struct Node {
  enum class Kind { kScalar, kSequence, kMap };
  Kind kind = Kind::kScalar;
  int line = 0;
  int column = 0;
  std::string text;    // scalar; `null`, `~` and empty are "" with plain = true
  bool plain = false;  // written without quotes
  std::vector<Node> items;
  std::vector<Member> members;  // keys are unique

  // The member's value; nullptr if there is none.
  const Node* Find(absl::string_view key) const;
};
struct Member {
  Node key;  // a scalar
  Node value;
};

struct Options {
  std::size_t max_bytes = 256u << 10;
  int max_depth = 32;
  std::size_t max_nodes = 200000;
};

// Exactly one document. On error returns one Fault that says what is refused
// (anchor, alias, tag, duplicate key, second document, not UTF-8, too long …).
struct ParseResult {
  Node root;
  std::vector<Fault> faults;
  bool ok() const { return faults.empty(); }
};
ParseResult Parse(absl::string_view text, const Options& options = {});

}  // namespace prescreen::yaml

#endif  // PRESCREEN_BASE_CODEC_YAML_H_
