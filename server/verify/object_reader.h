// SPDX-License-Identifier: Apache-2.0
// Typed reading of JSON objects that collects faults with their places.
#ifndef PRESCREEN_SERVER_VERIFY_OBJECT_READER_H_
#define PRESCREEN_SERVER_VERIFY_OBJECT_READER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/codec/json.h"
#include "server/verify/outcome.h"
#include "server/verify/place.h"

namespace prescreen {

// Enough to mend a credential; a hostile one could otherwise cause millions.
inline constexpr std::size_t kMaxFaults = 32;

enum class Presence { kOptional, kMandatory };

// True if `text` has the form of an absolute URL (scheme, colon, something,
// no white space or control characters).
bool IsUrl(absl::string_view text);

// One object. Everything passed in must outlive it. A value of the wrong type
// counts as absent and is a SCHEMA_INVALID finding in `faults` (may be null),
// unless that holds kMaxFaults already.
class ObjectReader {
 public:
  ObjectReader(const json::Value& object, const Place& place,
               std::vector<Finding>* faults)
      : object_(object), place_(place), faults_(faults) {}

  // The same object, with faults going elsewhere.
  ObjectReader WithFaults(std::vector<Finding>* faults) const {
    return ObjectReader(object_, place_, faults);
  }
  const Place& place() const { return place_; }
  std::vector<Finding>* faults() const { return faults_; }

  // The member's value, or nullptr.
  const json::Value* Get(absl::string_view name) const {
    return object_.Find(name);
  }
  const json::Value& object() const { return object_; }
  bool Has(absl::string_view name) const { return Get(name) != nullptr; }
  bool IsText(absl::string_view name) const {
    const json::Value* value = object_.Find(name);
    return value != nullptr && value->is_string();
  }
  std::string Text(absl::string_view name, Presence presence) const;
  std::string Url(absl::string_view name, Presence presence) const;
  // The member itself as URL, or the URL `id` of the object that it is.
  std::string UrlOrId(absl::string_view name, Presence presence) const;
  bool Boolean(absl::string_view name, Presence presence) const;
  std::optional<absl::Time> DateTime(absl::string_view name,
                                     Presence presence) const;
  // nullptr: absent.
  const json::Value* Object(absl::string_view name, Presence presence) const;
  // Each object of the member: one, or a list of at least one if mandatory.
  void Objects(absl::string_view name, Presence presence,
               absl::FunctionRef<void(const ObjectReader&)> use) const;
  // A string or a list of strings.
  std::vector<absl::string_view> Words(absl::string_view name,
                                       Presence presence) const;

  // Records that the member is wrong.
  void Fault(absl::string_view name, absl::string_view detail) const;

 private:
  const json::Value* Find(absl::string_view name, Presence presence) const;

  const json::Value& object_;
  const Place& place_;
  std::vector<Finding>* faults_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_OBJECT_READER_H_
