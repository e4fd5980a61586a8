// SPDX-License-Identifier: Apache-2.0
// The key of the first admin: a file that only the server's account can read,
// good for making the first admin key and for nothing after that.
#ifndef PRESCREEN_SERVER_ACCESS_BOOTSTRAP_KEY_H_
#define PRESCREEN_SERVER_ACCESS_BOOTSTRAP_KEY_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/file_system.h"
#include "base/random.h"
#include "server/access/principal.h"

namespace prescreen {

// Thread-safe. `files` must outlive it.
class BootstrapKey {
 public:
  // Where `needed`, reads the file or makes it (mode 0600); otherwise removes
  // it. FailedPrecondition: others may read the file, or it holds no key.
  static absl::StatusOr<std::unique_ptr<BootstrapKey>> Open(FileSystem& files,
                                                            Random& random,
                                                            std::string path,
                                                            bool needed);

  // nullptr: not this key.
  std::shared_ptr<Principal> Find(absl::string_view text) const;

  // Never again; the file is removed. An error: the file stays, without effect
  // and gone after the next start.
  absl::Status Void();

 private:
  BootstrapKey(FileSystem& files, std::string path);
  absl::Status Read(Random& random);

  FileSystem& files_;
  const std::string path_;
  std::string digest_;
  const std::shared_ptr<Principal> principal_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_ACCESS_BOOTSTRAP_KEY_H_
