// SPDX-License-Identifier: Apache-2.0
// Reads a YAML tree by schema. Everything wrong becomes a fault with its place;
// reading goes on, so that one pass finds them all.
#ifndef PRESCREEN_SERVER_CATALOGUE_YAML_READER_H_
#define PRESCREEN_SERVER_CATALOGUE_YAML_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "base/codec/yaml.h"
#include "server/catalogue/words.h"

namespace prescreen {

// Longest texts, in bytes: names people read, and paragraphs.
inline constexpr std::size_t kMaxTitleBytes = 512;
inline constexpr std::size_t kMaxProseBytes = 4096;
// Ids become part of resource names.
inline constexpr std::size_t kMaxIdBytes = 128;

// One value of the tree. Refers to the tree and to the list of faults, which
// must outlive it. A function that returns nothing has noted a fault.
class YamlReader {
 public:
  YamlReader(const yaml::Node& node, std::string path,
             std::vector<yaml::Fault>* faults)
      : node_(&node), path_(std::move(path)), faults_(faults) {}

  const yaml::Node& node() const { return *node_; }
  const std::string& path() const { return path_; }
  void Refuse(absl::string_view description) const;

  // Refuses what is no map, and members that are not in `known`.
  bool IsMap(absl::Span<const absl::string_view> known) const;
  bool IsMap() const;
  // Each member as it stands, for callers that tell unknown names apart.
  std::vector<YamlReader> Members() const;
  absl::string_view NameOf(std::size_t member) const;
  // Without a fault if absent.
  std::optional<YamlReader> Find(absl::string_view name) const;
  std::optional<YamlReader> Require(absl::string_view name) const;

  // Items of a list; refuses what is none.
  std::vector<YamlReader> Items() const;
  // The same, but a single text counts as a list of one; refuses an empty list
  // unless `may_be_empty`.
  std::vector<YamlReader> OneOrMore(bool may_be_empty = false) const;

  // Written without a value, as in `superseded_by: null`.
  bool IsNull() const;
  std::optional<std::string> Text(std::size_t max_bytes) const;
  // [a-z0-9][a-z0-9.-]*, and `also` allowed after the first character.
  std::optional<std::string> Id(absl::string_view also = "") const;
  // Decimal digits without leading zeros.
  std::optional<std::int64_t> Integer(std::int64_t min, std::int64_t max) const;
  // `12`, `12.5` or `12.50` as 1250, at most `max`.
  std::optional<std::int64_t> Hundredths(std::int64_t max) const;
  std::optional<bool> Bool() const;
  // YYYY-MM-DD.
  std::optional<absl::CivilDay> Date() const;

  template <typename T>
  std::optional<T> OneOf(absl::Span<const Word<T>> words) const {
    if (!IsText()) return std::nullopt;
    std::optional<T> value = ValueFor(words, node_->text);
    if (!value) RefuseWord(Join(words));
    return value;
  }
  // OneOrMore of distinct words; faults are left out of the result.
  template <typename T>
  std::vector<T> SomeOf(absl::Span<const Word<T>> words,
                        bool may_be_empty = false) const {
    std::vector<T> values;
    for (const YamlReader& item : OneOrMore(may_be_empty)) {
      const std::optional<T> value = item.OneOf(words);
      if (!value) continue;
      for (const T& earlier : values) {
        if (earlier == *value) item.Refuse("is listed twice");
      }
      values.push_back(*value);
    }
    return values;
  }

 private:
  template <typename T>
  static std::string Join(absl::Span<const Word<T>> words) {
    std::string joined;
    for (const Word<T>& entry : words) {
      if (!joined.empty()) joined.append(", ");
      joined.append(entry.word.data(), entry.word.size());
    }
    return joined;
  }
  bool IsText() const;
  void RefuseWord(absl::string_view allowed) const;
  YamlReader Child(const yaml::Node& node, absl::string_view step) const;

  const yaml::Node* node_;
  std::string path_;
  std::vector<yaml::Fault>* faults_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CATALOGUE_YAML_READER_H_
