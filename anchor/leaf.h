// SPDX-License-Identifier: Apache-2.0
// Log entries and commitments (anchor/README.md). Thread-safe.
#ifndef PRESCREEN_ANCHOR_LEAF_H_
#define PRESCREEN_ANCHOR_LEAF_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "base/crypto/hash.h"

namespace prescreen::anchor {

// Stored. Never change.
enum class LeafType : std::uint8_t {
  kDecisionRecord = 1,
  kPolicyVersion = 2,
  kCatalogueVersion = 3,
  kLogIdentity = 4,
};

// type ‖ SHA-256(object): 33 bytes. Stored. Never change.
inline constexpr std::size_t kEntryBytes = 33;
std::string MakeEntry(LeafType type, absl::string_view object);

// HMAC-SHA-256(salt, content); `salt` is 32 fresh random bytes of that item.
Digest32 Commit(absl::string_view salt, absl::string_view content);

}  // namespace prescreen::anchor

#endif  // PRESCREEN_ANCHOR_LEAF_H_
