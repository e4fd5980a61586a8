// SPDX-License-Identifier: Apache-2.0
// The commands of prescreend that work on the data folder of a server that does
// not run. Each prints what it did and answers the exit code.
#ifndef PRESCREEN_SERVER_COMMANDS_H_
#define PRESCREEN_SERVER_COMMANDS_H_

#include <string>

#include "base/file_system.h"
#include "server/config.h"

namespace prescreen {

struct RestoreArguments {
  std::string backup;
  std::string tiles;
  std::string keys;
  bool without_keys = false;
};

// 0: restored; 69: refused, nothing changed.
int RunRestore(const Config& config, const RestoreArguments& arguments,
               FileSystem& files);
// 0: everything agrees; 1: faults, a line each; 2: something could not be
// looked at, and nothing that could is at fault.
int RunFsck(const Config& config, FileSystem& files);
// 0: the store is of this build's version; 69: refused.
int RunMigrate(const Config& config, FileSystem& files);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_COMMANDS_H_
