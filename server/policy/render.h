// SPDX-License-Identifier: Apache-2.0
// A policy in words that a person reads who writes none. Generated from the
// policy, so that it says neither more nor less.
#ifndef PRESCREEN_SERVER_POLICY_RENDER_H_
#define PRESCREEN_SERVER_POLICY_RENDER_H_

#include <cstddef>
#include <string>

#include "server/policy/role_policy.h"

namespace prescreen {

inline constexpr std::size_t kPlainTextColumns = 100;

// English, UTF-8, lines of at most kPlainTextColumns characters. Deterministic.
// Thread-safe.
std::string RenderPolicy(const RolePolicy& policy);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_RENDER_H_
