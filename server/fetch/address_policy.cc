// SPDX-License-Identifier: Apache-2.0
#include "server/fetch/address_policy.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace prescreen {
namespace {

struct Range4 {
  std::uint32_t prefix;
  int bits;
};

constexpr std::uint32_t Ip4(std::uint32_t a, std::uint32_t b, std::uint32_t c,
                            std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

constexpr Range4 kLoopback4 = {Ip4(127, 0, 0, 0), 8};
constexpr Range4 kReserved4[] = {
    {Ip4(0, 0, 0, 0), 8},        // this network
    {Ip4(10, 0, 0, 0), 8},       // private
    {Ip4(100, 64, 0, 0), 10},    // shared, carrier-grade NAT
    {Ip4(169, 254, 0, 0), 16},   // link-local; cloud metadata
    {Ip4(172, 16, 0, 0), 12},    // private
    {Ip4(192, 0, 0, 0), 24},     // protocol assignments
    {Ip4(192, 0, 2, 0), 24},     // documentation
    {Ip4(192, 88, 99, 0), 24},   // 6to4 relays
    {Ip4(192, 168, 0, 0), 16},   // private
    {Ip4(198, 18, 0, 0), 15},    // benchmarking
    {Ip4(198, 51, 100, 0), 24},  // documentation
    {Ip4(203, 0, 113, 0), 24},   // documentation
    {Ip4(224, 0, 0, 0), 4},      // multicast
    {Ip4(240, 0, 0, 0), 4},      // reserved, broadcast
};

bool Holds(const Range4& range, std::uint32_t address) {
  return ((address ^ range.prefix) >> (32 - range.bits)) == 0;
}

AddressKind Classify4(std::uint32_t address) {
  if (Holds(kLoopback4, address)) return AddressKind::kLoopback;
  for (const Range4& range : kReserved4) {
    if (Holds(range, address)) return AddressKind::kReserved;
  }
  return AddressKind::kPublic;
}

using Bytes6 = std::array<std::uint8_t, 16>;

bool StartsWith6(const Bytes6& address, std::uint32_t prefix, int bits) {
  const std::uint32_t head =
      Ip4(address[0], address[1], address[2], address[3]);
  return ((head ^ prefix) >> (32 - bits)) == 0;
}

// Only 2000::/3 is handed out for the internet at large; of that, some ranges
// are special.
AddressKind Classify6(const Bytes6& address) {
  constexpr Bytes6 kLoopback6 = {0, 0, 0, 0, 0, 0, 0, 0,
                                 0, 0, 0, 0, 0, 0, 0, 1};
  if (address == kLoopback6) return AddressKind::kLoopback;
  const bool is_global = StartsWith6(address, 0x20000000, 3);
  const bool is_special =
      StartsWith6(address, 0x20010000, 23) ||  // protocols, Teredo, ORCHID
      StartsWith6(address, 0x20010db8, 32) ||  // documentation
      StartsWith6(address, 0x20020000, 16) ||  // 6to4
      StartsWith6(address, 0x3fff0000, 20);    // documentation
  return is_global && !is_special ? AddressKind::kPublic
                                  : AddressKind::kReserved;
}

}  // namespace

AddressKind ClassifyAddress(const sockaddr* address, socklen_t length) {
  if (address->sa_family == AF_INET && length >= sizeof(sockaddr_in)) {
    sockaddr_in ip4;
    std::memcpy(&ip4, address, sizeof(ip4));
    return Classify4(ntohl(ip4.sin_addr.s_addr));
  }
  if (address->sa_family == AF_INET6 && length >= sizeof(sockaddr_in6)) {
    sockaddr_in6 ip6;
    std::memcpy(&ip6, address, sizeof(ip6));
    Bytes6 bytes;
    std::copy(std::begin(ip6.sin6_addr.s6_addr),
              std::end(ip6.sin6_addr.s6_addr), bytes.begin());
    return Classify6(bytes);
  }
  return AddressKind::kReserved;
}

}  // namespace prescreen
