// SPDX-License-Identifier: Apache-2.0
// Early return for absl::Status and absl::StatusOr.
#ifndef PRESCREEN_BASE_STATUS_MACROS_H_
#define PRESCREEN_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define PRESCREEN_CONCAT_INNER(a, b) a##b
#define PRESCREEN_CONCAT(a, b) PRESCREEN_CONCAT_INNER(a, b)

// Returns the status of `expression` from the calling function unless it is OK.
#define RETURN_IF_ERROR(expression)                            \
  do {                                                         \
    ::absl::Status status_macro_result = (expression);         \
    if (!status_macro_result.ok()) return status_macro_result; \
  } while (false)

// ASSIGN_OR_RETURN(auto x, F()): the value of F(), or return its status.
#define ASSIGN_OR_RETURN(lhs, expression)                               \
  ASSIGN_OR_RETURN_IMPL(PRESCREEN_CONCAT(status_or_, __COUNTER__), lhs, \
                        expression)
#define ASSIGN_OR_RETURN_IMPL(result, lhs, expression) \
  auto result = (expression);                          \
  if (!result.ok()) return std::move(result).status(); \
  lhs = *std::move(result)

#endif  // PRESCREEN_BASE_STATUS_MACROS_H_
