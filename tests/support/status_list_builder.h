// SPDX-License-Identifier: Apache-2.0
// Bitstring status lists for tests.
#ifndef PRESCREEN_TESTS_SUPPORT_STATUS_LIST_BUILDER_H_
#define PRESCREEN_TESTS_SUPPORT_STATUS_LIST_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/codec/json.h"
#include "tests/support/credential_builder.h"

namespace prescreen {

inline constexpr std::size_t kTestListBits = 131072;

std::string GzipForTest(absl::string_view bytes);

// An `encodedList` with these bits set.
std::string EncodedList(const std::vector<std::uint64_t>& set,
                        std::size_t bits = kTestListBits);

// A status list as vc+jwt with `id` = `url`, valid from 2026-03-02 on.
TestToken StatusListToken(const TestIssuer& issuer, absl::string_view url,
                          absl::string_view purpose,
                          const std::vector<std::uint64_t>& set);

// A BitstringStatusListEntry.
json::Value StatusEntry(absl::string_view url, absl::string_view purpose,
                        absl::string_view index);

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_STATUS_LIST_BUILDER_H_
