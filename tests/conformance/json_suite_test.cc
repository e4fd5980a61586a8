// SPDX-License-Identifier: Apache-2.0
// JSONTestSuite: n_ must be refused, y_ accepted, i_ either. We refuse the y_
// files whose only oddity is a repeated member name.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <string>

#include "base/codec/json.h"
#include "base/encoding.h"
#include "tests/conformance/vectors.h"

namespace prescreen {
namespace {

constexpr int kMustRefuse = 188;
constexpr int kMustAccept = 95;
constexpr int kEither = 35;

TEST(JsonSuite, EveryFileIsJudgedAsItsNameSays) {
  SKIP_WITHOUT_VECTORS("json-test-suite/test_parsing");
  int must_refuse = 0;
  int must_accept = 0;
  int either = 0;
  for (const auto& entry : std::filesystem::directory_iterator(
           PRESCREEN_VECTORS_DIR "/json-test-suite/test_parsing")) {
    const std::string name = entry.path().filename().string();
    const std::string text = ReadVector("json-test-suite/test_parsing/" + name);
    const auto value = json::Parse(text);
    if (name.rfind("n_", 0) == 0) {
      EXPECT_FALSE(value.ok()) << name;
      ++must_refuse;
    } else if (name.rfind("y_", 0) == 0) {
      const bool repeated = name.rfind("y_object_duplicated_key", 0) == 0;
      EXPECT_EQ(value.ok(), !repeated) << name << ": " << value.status();
      ++must_accept;
    } else {
      ++either;
    }
    if (value.ok()) {
      EXPECT_TRUE(IsValidUtf8(text)) << name;
      EXPECT_EQ(*json::Parse(json::Serialize(*value)), *value) << name;
    }
  }
  std::printf("%d n_ files, %d y_ files, %d i_ files\n", must_refuse,
              must_accept, either);
  EXPECT_EQ(must_refuse, kMustRefuse);
  EXPECT_EQ(must_accept, kMustAccept);
  EXPECT_EQ(either, kEither);
}

}  // namespace
}  // namespace prescreen
