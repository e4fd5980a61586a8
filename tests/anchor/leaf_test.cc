// SPDX-License-Identifier: Apache-2.0
#include "anchor/leaf.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace prescreen::anchor {
namespace {

TEST(MakeEntry, IsTypeAndDigest) {
  const std::string entry = MakeEntry(LeafType::kCatalogueVersion, "abc");
  EXPECT_EQ(HexEncode(entry),
            "03"
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(entry.size(), kEntryBytes);
}

TEST(MakeEntry, TypesHaveTheirStoredNumbers) {
  EXPECT_EQ(MakeEntry(LeafType::kDecisionRecord, "")[0], 1);
  EXPECT_EQ(MakeEntry(LeafType::kPolicyVersion, "")[0], 2);
  EXPECT_EQ(MakeEntry(LeafType::kCatalogueVersion, "")[0], 3);
  EXPECT_EQ(MakeEntry(LeafType::kLogIdentity, "")[0], 4);
}

TEST(Commit, IsHmacSha256OfRfc4231Case1) {
  EXPECT_EQ(HexEncode(AsBytes(Commit(std::string(20, '\x0b'), "Hi There"))),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

}  // namespace
}  // namespace prescreen::anchor
