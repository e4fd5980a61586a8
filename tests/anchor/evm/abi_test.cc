// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/abi.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "anchor/evm/quantity.h"
#include "base/encoding.h"

namespace prescreen::anchor::evm {
namespace {

AnchorCall Sample() {
  return {Sha256("log.example/1"), Sha256("root"), 0x0102030405060708};
}

std::vector<Digest32> SampleTopics() {
  Digest32 publisher{};
  for (std::size_t i = 12; i < 32; ++i) {
    publisher[i] = static_cast<std::uint8_t>(i);
  }
  return {Keccak256(kAnchoredSignature), publisher, Sample().log_id,
          Sample().root};
}

std::string SampleData() {
  return std::string(24, '\0') + BigEndian64(Sample().tree_size);
}

// Stored in transactions. Never change.
TEST(EncodeAnchorCall, IsFrozen) {
  EXPECT_EQ(HexEncode(EncodeAnchorCall(Sample())),
            "15954b2c" + HexEncode(AsBytes(Sha256("log.example/1"))) +
                HexEncode(AsBytes(Sha256("root"))) + std::string(48, '0') +
                "0102030405060708");
}

TEST(DecodeAnchorCall, ReadsWhatIsWritten) {
  EXPECT_EQ(*DecodeAnchorCall(EncodeAnchorCall(Sample())), Sample());
}

TEST(DecodeAnchorCall, RefusesOtherLengths) {
  const std::string data = EncodeAnchorCall(Sample());
  EXPECT_FALSE(DecodeAnchorCall(data + '\0').ok());
  EXPECT_FALSE(DecodeAnchorCall(data.substr(0, 99)).ok());
  EXPECT_FALSE(DecodeAnchorCall("").ok());
}

TEST(DecodeAnchorCall, RefusesAnotherSelector) {
  std::string data = EncodeAnchorCall(Sample());
  data[3] ^= 1;
  EXPECT_FALSE(DecodeAnchorCall(data).ok());
}

TEST(DecodeAnchorCall, RefusesASizeBeyond64Bits) {
  std::string data = EncodeAnchorCall(Sample());
  data[4 + 64 + 23] = 1;
  EXPECT_FALSE(DecodeAnchorCall(data).ok());
}

TEST(DecodeAnchoredEvent, ReadsTheEvent) {
  const auto event = DecodeAnchoredEvent(SampleTopics(), SampleData());
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event->call, Sample());
  EXPECT_EQ(event->publisher[0], 12);
}

// Found by auditors' searches. Never change.
TEST(DecodeAnchoredEvent, TopicIsFrozen) {
  EXPECT_EQ(
      FormatData(AsBytes(SampleTopics()[0])),
      "0x48cfca00859533439acfc8b77c2b82b5c6898f2d4fb28fc0ed5277e2d4188fa8");
}

TEST(DecodeAnchoredEvent, RefusesAnotherEvent) {
  std::vector<Digest32> topics = SampleTopics();
  topics[0][0] ^= 1;
  EXPECT_FALSE(DecodeAnchoredEvent(topics, SampleData()).ok());
}

TEST(DecodeAnchoredEvent, RefusesMissingTopics) {
  std::vector<Digest32> topics = SampleTopics();
  topics.pop_back();
  EXPECT_FALSE(DecodeAnchoredEvent(topics, SampleData()).ok());
  EXPECT_FALSE(DecodeAnchoredEvent({}, SampleData()).ok());
}

TEST(DecodeAnchoredEvent, RefusesAPublisherBeyond20Bytes) {
  std::vector<Digest32> topics = SampleTopics();
  topics[1][11] = 1;
  EXPECT_FALSE(DecodeAnchoredEvent(topics, SampleData()).ok());
}

TEST(DecodeAnchoredEvent, RefusesOtherData) {
  EXPECT_FALSE(DecodeAnchoredEvent(SampleTopics(), "").ok());
  EXPECT_FALSE(
      DecodeAnchoredEvent(SampleTopics(), '\1' + SampleData().substr(1)).ok());
}

}  // namespace
}  // namespace prescreen::anchor::evm
