// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/check.h"
#include "base/codec/json.h"
#include "base/encoding.h"
#include "server/catalogue/catalogue.h"
#include "server/policy/render.h"
#include "server/policy/role_policy.h"

namespace prescreen {
namespace {

void CheckFaults(const std::vector<yaml::Fault>& faults) {
  for (const yaml::Fault& fault : faults) {
    PRESCREEN_CHECK(!fault.description.empty());
    PRESCREEN_CHECK(fault.line >= 0 && fault.column >= 0);
    PRESCREEN_CHECK(IsValidUtf8(yaml::ToString(fault)));
  }
}

// That the plain words are text of bounded width.
void CheckPlainText(const std::string& text) {
  PRESCREEN_CHECK(IsValidUtf8(text));
  std::size_t columns = 0;
  for (const char c : text) {
    columns += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (c == '\n') columns = 0;
    PRESCREEN_CHECK(columns <= kPlainTextColumns);
  }
}

// That a policy is either refused with a reason or has a canonical form, which
// is JSON and, since YAML takes JSON, a policy of the same digest.
void CheckPolicy(absl::string_view text) {
  const ParsedPolicy parsed = ParseRolePolicy(text);
  CheckFaults(parsed.faults);
  CheckFaults(parsed.warnings);
  PRESCREEN_CHECK(parsed.policy.has_value() == parsed.faults.empty());
  if (!parsed.policy) return;
  PRESCREEN_CHECK(json::Parse(parsed.policy->canonical_text).ok());
  PRESCREEN_CHECK(parsed.policy->digest.size() == 32);
  const ParsedPolicy again = ParseRolePolicy(parsed.policy->canonical_text);
  PRESCREEN_CHECK(again.policy.has_value());
  PRESCREEN_CHECK(again.policy->digest == parsed.policy->digest);
  CheckPlainText(RenderPolicy(*parsed.policy));
}

void CheckCatalogue(absl::string_view text) {
  std::vector<yaml::Fault> faults;
  const std::optional<Catalogue> catalogue = ParseCatalogue(text, &faults);
  CheckFaults(faults);
  PRESCREEN_CHECK(catalogue.has_value() == faults.empty());
  if (!catalogue) return;
  faults.clear();
  const std::optional<Catalogue> again =
      ParseCatalogue(catalogue->canonical_text, &faults);
  PRESCREEN_CHECK(again.has_value() && again->digest == catalogue->digest);
}

}  // namespace
}  // namespace prescreen

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  prescreen::CheckPolicy(text);
  prescreen::CheckCatalogue(text);
  return 0;
}
