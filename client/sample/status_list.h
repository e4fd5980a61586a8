// SPDX-License-Identifier: Apache-2.0
// Bitstring Status Lists (W3C Bitstring Status List v1.0) of the samples.
// Thread-safe.
#ifndef PRESCREEN_CLIENT_SAMPLE_STATUS_LIST_H_
#define PRESCREEN_CLIENT_SAMPLE_STATUS_LIST_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/codec/json.h"

namespace prescreen::sample {

// Entries of a list: 16 KiB of bits, the least that hides whom a fetch is
// about (section 6.1).
inline constexpr std::size_t kStatusListEntries = 131072;

// The entry of the credential that `label` stands for: spread, as issuers
// must do, but the same each time.
std::size_t StatusIndexOf(absl::string_view label);

// The unsigned credential of the list at `url`, of purpose revocation, with the
// bits at `revoked` set, which must be less than kStatusListEntries.
json::Value MakeStatusList(absl::string_view url, absl::string_view issuer,
                           absl::CivilDay valid_from,
                           const std::vector<std::size_t>& revoked);

}  // namespace prescreen::sample

#endif  // PRESCREEN_CLIENT_SAMPLE_STATUS_LIST_H_
