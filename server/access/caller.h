// SPDX-License-Identifier: Apache-2.0
// Who calls.
#ifndef PRESCREEN_SERVER_ACCESS_CALLER_H_
#define PRESCREEN_SERVER_ACCESS_CALLER_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/access/roles.h"

namespace prescreen {

// A value type.
struct Caller {
  // `keys/{id}`, `certificates/{name}`, `bootstrap`, or `loopback`.
  std::string principal;
  Roles roles;
  bool every_tenant = false;
  std::vector<std::string> tenants;  // names; where not every tenant

  bool MayActFor(absl::string_view tenant) const {
    if (every_tenant) return true;
    for (const std::string& name : tenants) {
      if (name == tenant) return true;
    }
    return false;
  }
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_ACCESS_CALLER_H_
