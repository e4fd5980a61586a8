// SPDX-License-Identifier: Apache-2.0
#ifndef PRESCREEN_TESTS_SUPPORT_MEMORY_STORE_H_
#define PRESCREEN_TESTS_SUPPORT_MEMORY_STORE_H_

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "server/store/store.h"

namespace prescreen {

// A Store in memory, with the same answers as a real one. Thread-safe.
class MemoryStore final : public Store {
 public:
  // Asked before each write whose condition holds; an error is returned
  // instead and nothing is written. Set it before other threads write.
  std::function<absl::Status(const WriteBatch&, Durability)> before_write;
  // Asked before each read.
  std::function<absl::Status()> before_read;

  absl::StatusOr<std::string> Get(Family family,
                                  absl::string_view key) const override;
  absl::StatusOr<std::vector<Row>> Scan(Family family, absl::string_view begin,
                                        absl::string_view end,
                                        std::size_t limit) const override;
  absl::StatusOr<Row> Last(Family family, absl::string_view begin,
                           absl::string_view end) const override;
  absl::Status Write(const WriteBatch& batch, Durability durability) override;
  absl::Status Backup(const std::string& folder) override;

 private:
  using Rows = std::map<std::string, std::string>;

  // [begin, end) of a family.
  std::pair<Rows::const_iterator, Rows::const_iterator> Range(
      Family family, absl::string_view begin, absl::string_view end) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  mutable std::map<Family, Rows> families_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_MEMORY_STORE_H_
