// SPDX-License-Identifier: Apache-2.0
#include "server/fetch/address_policy.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <string>

namespace prescreen {
namespace {

struct Address {
  sockaddr_storage storage = {};
  socklen_t length = 0;
  const sockaddr* get() const {
    return reinterpret_cast<const sockaddr*>(&storage);
  }
};

Address Parse(const std::string& text) {
  Address address;
  if (text.find(':') == std::string::npos) {
    auto* ip4 = reinterpret_cast<sockaddr_in*>(&address.storage);
    ip4->sin_family = AF_INET;
    EXPECT_EQ(inet_pton(AF_INET, text.c_str(), &ip4->sin_addr), 1) << text;
    address.length = sizeof(sockaddr_in);
  } else {
    auto* ip6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
    ip6->sin6_family = AF_INET6;
    EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &ip6->sin6_addr), 1) << text;
    address.length = sizeof(sockaddr_in6);
  }
  return address;
}

AddressKind KindOf(const std::string& text) {
  const Address address = Parse(text);
  return ClassifyAddress(address.get(), address.length);
}

class PublicAddress : public testing::TestWithParam<const char*> {};
class LoopbackAddress : public testing::TestWithParam<const char*> {};
class ReservedAddress : public testing::TestWithParam<const char*> {};

TEST_P(PublicAddress, IsPublic) {
  EXPECT_EQ(KindOf(GetParam()), AddressKind::kPublic);
}
TEST_P(LoopbackAddress, IsLoopback) {
  EXPECT_EQ(KindOf(GetParam()), AddressKind::kLoopback);
}
TEST_P(ReservedAddress, IsReserved) {
  EXPECT_EQ(KindOf(GetParam()), AddressKind::kReserved);
}

// Both sides of every range's ends.
INSTANTIATE_TEST_SUITE_P(
    Addresses, PublicAddress,
    testing::Values("1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0",
                    "100.63.255.255", "100.128.0.0", "126.255.255.255",
                    "128.0.0.0", "169.253.255.255", "169.255.0.0",
                    "172.15.255.255", "172.32.0.0", "191.255.255.255",
                    "192.0.1.0", "192.0.3.0", "192.88.98.255", "192.88.100.0",
                    "192.167.255.255", "192.169.0.0", "198.17.255.255",
                    "198.20.0.0", "198.51.99.255", "198.51.101.0",
                    "203.0.112.255", "203.0.114.0", "223.255.255.255",
                    "2001:200::1", "2001:db7:ffff::1", "2001:db9::1", "2003::1",
                    "2606:4700::1111", "2a00:1450::1", "3ffe::1",
                    "3fff:1000::1"));
INSTANTIATE_TEST_SUITE_P(Addresses, LoopbackAddress,
                         testing::Values("127.0.0.0", "127.0.0.1",
                                         "127.255.255.255", "::1"));
INSTANTIATE_TEST_SUITE_P(
    Addresses, ReservedAddress,
    testing::Values(
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0",
        "100.127.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255",
        "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.0",
        "192.0.2.255", "192.88.99.1", "192.168.0.0", "192.168.255.255",
        "198.18.0.0", "198.19.255.255", "198.51.100.0", "198.51.100.255",
        "203.0.113.0", "203.0.113.255", "224.0.0.0", "239.255.255.255",
        "240.0.0.0", "255.255.255.255", "::", "::2", "::127.0.0.1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8",
        "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1",
        "1fff:ffff::1", "2001::1", "2001:1ff::1", "2001:20::1", "2001:db8::1",
        "2001:db8:ffff::1", "2002:7f00:1::1", "3fff::1", "3fff:fff::1",
        "4000::1", "fc00::1", "fdff::1", "fe80::1", "febf::1", "fec0::1",
        "ff02::1", "ff0e::1"));

TEST(ClassifyAddress, OtherFamiliesAreReserved) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  EXPECT_EQ(ClassifyAddress(reinterpret_cast<const sockaddr*>(&address),
                            sizeof(address)),
            AddressKind::kReserved);
}

TEST(ClassifyAddress, CutOffAddressIsReserved) {
  const Address address = Parse("8.8.8.8");
  EXPECT_EQ(ClassifyAddress(address.get(), address.length - 1),
            AddressKind::kReserved);
}

TEST(AddressPolicy, LoopbackOnlyByConfiguration) {
  const Address loopback = Parse("127.0.0.1");
  EXPECT_FALSE(AddressPolicy{}.Allows(loopback.get(), loopback.length));
  EXPECT_TRUE(AddressPolicy{.allow_loopback = true}.Allows(loopback.get(),
                                                           loopback.length));
}

TEST(AddressPolicy, ConfiguredLoopbackOpensNothingElse) {
  const Address mapped = Parse("::ffff:127.0.0.1");
  const Address inside = Parse("10.0.0.1");
  const AddressPolicy policy{.allow_loopback = true};
  EXPECT_FALSE(policy.Allows(mapped.get(), mapped.length));
  EXPECT_FALSE(policy.Allows(inside.get(), inside.length));
}

}  // namespace
}  // namespace prescreen
