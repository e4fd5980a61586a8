// SPDX-License-Identifier: Apache-2.0
// The test data of RFC 8785's author.
#include "base/codec/jcs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "tests/conformance/vectors.h"

namespace prescreen {
namespace {

constexpr int kDocuments = 6;
constexpr int kNumbers = 10'000;

// The bytes that a file of hexadecimal pairs and white space stands for.
std::string FromHexText(std::string text) {
  std::erase_if(text,
                [](char c) { return c == ' ' || c == '\n' || c == '\r'; });
  return *HexDecode(text);
}

TEST(Jcs, EveryDocumentBecomesItsCanonicalForm) {
  SKIP_WITHOUT_VECTORS("rfc8785-jcs");
  int cases = 0;
  for (const char* name :
       {"arrays", "french", "structures", "unicode", "values", "weird"}) {
    const auto input = json::Parse(
        ReadVector(absl::StrCat("rfc8785-jcs/input/", name, ".json")));
    ASSERT_TRUE(input.ok()) << name << ": " << input.status();
    const std::string canonical = *json::Canonicalize(*input);
    EXPECT_EQ(canonical,
              ReadVector(absl::StrCat("rfc8785-jcs/output/", name, ".json")));
    EXPECT_EQ(canonical, FromHexText(ReadVector(absl::StrCat(
                             "rfc8785-jcs/outhex/", name, ".txt"))));
    EXPECT_EQ(*json::Canonicalize(*json::Parse(canonical)), canonical);
    ++cases;
  }
  std::printf("%d documents\n", cases);
  EXPECT_EQ(cases, kDocuments);
}

TEST(Jcs, EveryNumberIsWrittenAsEcmaScriptDoes) {
  SKIP_WITHOUT_VECTORS("rfc8785-jcs");
  std::istringstream lines(ReadVector("rfc8785-jcs/es6numbers-10k.txt"));
  int cases = 0;
  std::string line;
  while (std::getline(lines, line)) {
    const std::size_t comma = line.find(',');
    ASSERT_NE(comma, std::string::npos);
    // The file leaves leading zeros out.
    const std::string bits =
        std::string(16 - comma, '0') + line.substr(0, comma);
    const std::string expected = line.substr(comma + 1);
    const auto value =
        std::bit_cast<double>(*ReadBigEndian64(*HexDecode(bits)));
    EXPECT_EQ(json::FormatEcmaScriptNumber(value), expected) << bits;
    // And back through the parser.
    EXPECT_EQ(*json::Canonicalize(*json::Parse(expected)), expected);
    ++cases;
  }
  std::printf("%d numbers\n", cases);
  EXPECT_EQ(cases, kNumbers);
}

}  // namespace
}  // namespace prescreen
