// SPDX-License-Identifier: Apache-2.0
#include "server/service/names.h"

#include <gtest/gtest.h>

#include <string>

namespace prescreen {
namespace {

constexpr char kUuid[] = "01234567-89ab-7def-8123-456789abcdef";

TEST(ParsePolicyName, WithAndWithoutVersion) {
  const auto plain = ParsePolicyName("policy", "tenants/demo/policies/sde");
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain->tenant, "demo");
  EXPECT_EQ(plain->id, "sde");
  EXPECT_FALSE(plain->version);
  const auto versioned =
      ParsePolicyName("policy", "tenants/demo/policies/sde@7.1");
  ASSERT_TRUE(versioned.ok());
  EXPECT_EQ(FormatVersion(*versioned->version), "7.1");
}

TEST(ParsePolicyName, VersionsAreOrderedByTheirIntegersNotTheirText) {
  const auto ten = ParsePolicyName("policy", "tenants/d/policies/p@7.10");
  ASSERT_TRUE(ten.ok());
  EXPECT_EQ(ten->version->minor, 10u);
  EXPECT_FALSE(ParsePolicyName("policy", "tenants/d/policies/p@7.0").ok());
  EXPECT_FALSE(ParsePolicyName("policy", "tenants/d/policies/p@07").ok());
}

TEST(ParsePolicyName, MalformedNamesAreRefused) {
  for (const char* name :
       {"", "sde", "tenants/demo", "tenants//policies/p",
        "tenants/demo/policies/", "tenants/demo/policies/p@",
        "tenants/demo/policies/p@x", "tenants/demo/policies/p@1@2",
        "tenants/demo/policies/p@1.2.3", "tenants/demo/policies/P",
        "tenants/demo/policies/p/x", "tenants/demo/screenings/p",
        "tenants/../policies/p", "tenants/demo/policies/p@-1"}) {
    EXPECT_FALSE(ParsePolicyName("policy", name).ok()) << name;
  }
}

TEST(ParseCatalogueName, KnowsTheThreeKindsOnly) {
  EXPECT_TRUE(ParseCatalogueName("name", "tenants/d/catalogues/skills").ok());
  EXPECT_TRUE(
      ParseCatalogueName("name", "tenants/d/catalogues/issuers@3").ok());
  EXPECT_FALSE(ParseCatalogueName("name", "tenants/d/catalogues/others").ok());
  EXPECT_FALSE(
      ParseCatalogueName("name", "tenants/d/catalogues/issuers@0").ok());
}

TEST(ParseScreeningName, RoundTrip) {
  const std::string name = std::string("tenants/demo/screenings/") + kUuid;
  const auto parsed = ParseScreeningName("name", name);
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(FormatScreeningName(parsed->tenant, parsed->uuid), name);
}

TEST(ParseReceiptName, NeedsARevision) {
  const std::string base = std::string("tenants/demo/screenings/") + kUuid;
  const auto parsed = ParseReceiptName("name", base + "/revisions/12/receipt");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(*parsed->revision, 12u);
  EXPECT_EQ(FormatReceiptName("demo", parsed->uuid, 12),
            base + "/revisions/12/receipt");
  EXPECT_FALSE(ParseReceiptName("name", base + "/receipt").ok());
  EXPECT_FALSE(ParseReceiptName("name", base + "/revisions/0/receipt").ok());
  EXPECT_FALSE(ParseReceiptName("name", base + "/revisions/1").ok());
}

}  // namespace
}  // namespace prescreen
