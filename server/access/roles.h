// SPDX-License-Identifier: Apache-2.0
// A set of roles (v1.Role). A value type.
#ifndef PRESCREEN_SERVER_ACCESS_ROLES_H_
#define PRESCREEN_SERVER_ACCESS_ROLES_H_

#include <cstdint>
#include <initializer_list>

#include "prescreen/v1/admin.pb.h"

namespace prescreen {

class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<v1::Role> roles) {
    for (const v1::Role role : roles) Add(role);
  }
  static constexpr Roles All() {
    return {v1::ATS,      v1::RECRUITER, v1::REVIEWER, v1::POLICY_AUTHOR,
            v1::APPROVER, v1::AUDITOR,   v1::PRIVACY,  v1::ADMIN};
  }
  constexpr void Add(v1::Role role) { bits_ |= 1u << role; }
  constexpr bool Has(v1::Role role) const { return (bits_ >> role) & 1u; }
  constexpr bool Meets(Roles others) const {
    return (bits_ & others.bits_) != 0;
  }
  constexpr bool Contains(Roles others) const {
    return (bits_ & others.bits_) == others.bits_;
  }
  constexpr bool empty() const { return bits_ == 0; }
  friend constexpr bool operator==(Roles left, Roles right) {
    return left.bits_ == right.bits_;
  }

 private:
  std::uint32_t bits_ = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_ACCESS_ROLES_H_
