// SPDX-License-Identifier: Apache-2.0
#include "server/store/keys.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>

namespace prescreen::keys {
namespace {

std::string Counting(char first, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) {
    bytes.push_back(static_cast<char>(first + i));
  }
  return bytes;
}

std::map<std::string, std::string> ReadGolden() {
  std::ifstream file(PRESCREEN_SOURCE_DIR
                     "/tests/testdata/golden/store/keys.txt");
  std::string comment;
  std::getline(file, comment);
  std::map<std::string, std::string> golden;
  std::string name;
  std::string hex;
  while (file >> name >> hex) golden[name] = hex;
  return golden;
}

TEST(Keys, HaveTheirStoredLayout) {
  const std::string tenant = Counting(0, 16);
  const std::string uuid = Counting(0x20, 16);
  const std::string index_key = Counting(0x40, 32);
  const std::map<std::string, std::string> keys = {
      {"Indexed", Indexed(index_key, "text")},
      {"PolicyVersion", PolicyVersion(tenant, "policy-1", 2, 3)},
      {"PolicyVersionsBegin", PolicyVersionsBegin(tenant, "policy-1")},
      {"PolicyVersionsEnd", PolicyVersionsEnd(tenant, "policy-1")},
      {"PolicyActive", PolicyActive(tenant, "policy-1")},
      {"CatalogueVersion", CatalogueVersion(tenant, "issuers", 7)},
      {"CatalogueVersionsEnd", CatalogueVersionsEnd(tenant, "issuers")},
      {"Screening", Screening(tenant, uuid)},
      {"ScreeningByApplication",
       ScreeningByApplication(tenant, index_key, "policy-1", "application-1")},
      {"RevisionAnswer", Revision(tenant, uuid, 5, Part::kAnswer)},
      {"RevisionRecord", Revision(tenant, uuid, 5, Part::kRecord)},
      {"RevisionSubject", Revision(tenant, uuid, 5, Part::kSubject)},
      {"RevisionBundle", Revision(tenant, uuid, 5, Part::kBundle)},
      {"RevisionInputs", Revision(tenant, uuid, 5, Part::kInputs)},
      {"RevisionSalts", Revision(tenant, uuid, 5, Part::kSalts)},
      {"LogEntry", LogEntry(258)},
      {"LogNode", LogNode(9, 258)},
      {"LogHead", LogHead()},
      {"LogCheckpoint", LogCheckpoint(258)},
      {"LogSequence", LogSequence(tenant, "policy-1")},
      {"Owner", Owner(258)},
      {"Anchor", Anchor("eip155:1", 258)},
      {"AnchorsEnd", AnchorsEnd("eip155:1")},
      {"Request", Request(tenant, index_key, "request-1")},
  };
  const std::map<std::string, std::string> golden = ReadGolden();
  EXPECT_EQ(keys.size(), golden.size());
  for (const auto& [name, key] : keys) {
    const auto expected = golden.find(name);
    ASSERT_NE(expected, golden.end()) << name;
    EXPECT_EQ(HexEncode(key), expected->second) << name;
  }
}

TEST(Keys, RangeOfAPolicyHoldsAllItsVersionsAndNoOther) {
  const std::string begin = PolicyVersionsBegin("t", "p");
  const std::string end = PolicyVersionsEnd("t", "p");
  const std::string last = PolicyVersion("t", "p", ~0u, ~0u);
  EXPECT_LT(begin, last);
  EXPECT_LT(last, end);
  EXPECT_GT(PolicyVersion("t", "p2", 1, 0), end);
}

}  // namespace
}  // namespace prescreen::keys
