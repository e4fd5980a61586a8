// SPDX-License-Identifier: Apache-2.0
// A ForgetfulDisk as our FileSystem and as RocksDB's. Both see the same files.
#ifndef PRESCREEN_TESTS_SUPPORT_FORGETFUL_FS_H_
#define PRESCREEN_TESTS_SUPPORT_FORGETFUL_FS_H_

#include <rocksdb/env.h>

#include <memory>

#include "base/file_system.h"
#include "tests/support/forgetful_disk.h"

namespace prescreen {

// `disk` must outlive what these return.
std::unique_ptr<FileSystem> NewForgetfulFileSystem(ForgetfulDisk& disk);
std::unique_ptr<rocksdb::Env> NewForgetfulEnv(ForgetfulDisk& disk);

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_FORGETFUL_FS_H_
