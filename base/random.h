// SPDX-License-Identifier: Apache-2.0
// Randomness and random identifiers.
#ifndef PRESCREEN_BASE_RANDOM_H_
#define PRESCREEN_BASE_RANDOM_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace prescreen {

// A source of unpredictable bytes. Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual std::string Bytes(std::size_t count) = 0;
};

// The operating system's generator (libsodium randombytes_buf).
class SystemRandom final : public Random {
 public:
  std::string Bytes(std::size_t count) override;
};

// RFC 9562 UUIDs as 16 bytes: version 4 (random) and version 7 (`time` in
// milliseconds, then random bits).
std::string NewUuid4(Random& random);
std::string NewUuid7(Random& random, absl::Time time);

// 16 bytes ↔ 36 lower-case characters. The parser takes either case.
// InvalidArgument: not a UUID.
std::string FormatUuid(absl::string_view uuid);
absl::StatusOr<std::string> ParseUuid(absl::string_view text);

}  // namespace prescreen

#endif  // PRESCREEN_BASE_RANDOM_H_
