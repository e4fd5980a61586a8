// SPDX-License-Identifier: Apache-2.0
// Which network addresses may be connected to for a URL that a stranger wrote.
#ifndef PRESCREEN_SERVER_FETCH_ADDRESS_POLICY_H_
#define PRESCREEN_SERVER_FETCH_ADDRESS_POLICY_H_

#include <sys/socket.h>

namespace prescreen {

enum class AddressKind {
  kPublic,    // globally reachable
  kLoopback,  // 127.0.0.0/8, ::1
  // Everything else: private, shared, link-local, multicast, documentation,
  // benchmarking and reserved ranges of the IANA special-purpose registries
  // (RFC 6890), and every IPv6 form that carries an IPv4 address (mapped,
  // compatible, NAT64, 6to4, Teredo), which would be a way around the rest.
  kReserved,
};

// Any family but IPv4 and IPv6 is kReserved. `length` bytes of `address` are
// read. Thread-safe.
AddressKind ClassifyAddress(const sockaddr* address, socklen_t length);

struct AddressPolicy {
  bool allow_loopback = false;

  bool Allows(const sockaddr* address, socklen_t length) const {
    const AddressKind kind = ClassifyAddress(address, length);
    return kind == AddressKind::kPublic ||
           (allow_loopback && kind == AddressKind::kLoopback);
  }
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_FETCH_ADDRESS_POLICY_H_
