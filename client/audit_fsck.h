// SPDX-License-Identifier: Apache-2.0
// `prescreen-audit fsck`: recomputes a published log from its entries.
#ifndef PRESCREEN_CLIENT_AUDIT_FSCK_H_
#define PRESCREEN_CLIENT_AUDIT_FSCK_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "anchor/log_identity.h"
#include "anchor/receipt.h"
#include "base/file_system.h"

namespace prescreen::anchor {

// Every line of the audit. `note` is the checkpoint that the tiles in `folder`
// must lead to, `log_json` the log identity that is trusted and `identity` what
// it says. From entries up: each leaf hash, each hash of each tile on each
// level, the root; a file or hash that is wrong is named, and which of two that
// differ is wrong is found by the tile above them. Partial files that newer
// ones replaced must be their beginning. Holds a few tiles in memory.
std::vector<CheckLine> Fsck(FileSystem& files, const std::string& folder,
                            absl::string_view note, absl::string_view log_json,
                            const LogIdentity& identity);

}  // namespace prescreen::anchor

#endif  // PRESCREEN_CLIENT_AUDIT_FSCK_H_
