// SPDX-License-Identifier: Apache-2.0
#include "anchor/leaf.h"

namespace prescreen::anchor {

std::string MakeEntry(LeafType type, absl::string_view object) {
  const Digest32 digest = Sha256(object);
  std::string entry;
  entry.reserve(kEntryBytes);
  entry.push_back(static_cast<char>(type));
  entry.append(AsBytes(digest).data(), digest.size());
  return entry;
}

Digest32 Commit(absl::string_view salt, absl::string_view content) {
  return HmacSha256(salt, content);
}

}  // namespace prescreen::anchor
