// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "anchor/receipt.h"
#include "base/limits.h"
#include "tests/anchor/sample_log.h"

namespace prescreen::anchor {
namespace {

TEST(ParseReceipt, ReadsProtobufBytes) {
  const v1::Receipt receipt = SampleLog(11).AnchoredReceiptAt(3, 7, 11);
  const auto parsed = ParseReceipt(receipt.SerializeAsString());
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->SerializeAsString(), receipt.SerializeAsString());
}

TEST(ParseReceipt, ReadsItsJson) {
  const v1::Receipt receipt = SampleLog(11).AnchoredReceiptAt(3, 7, 11);
  const auto parsed = ParseReceipt(ReceiptToJson(receipt));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->SerializeAsString(), receipt.SerializeAsString());
}

TEST(ParseReceipt, KeepsUnknownKindsOfAttestation) {
  v1::Receipt receipt = SampleLog(11).ReceiptAt(3, 7);
  v1::Attestation* attestation = receipt.add_attestations();
  attestation->set_chain("bip122:x");
  attestation->GetReflection()
      ->MutableUnknownFields(attestation)
      ->AddLengthDelimited(99, "later");
  const auto parsed = ParseReceipt(receipt.SerializeAsString());
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->SerializeAsString(), receipt.SerializeAsString());
}

TEST(ParseReceipt, RefusesWhatIsNone) {
  for (const absl::string_view bytes :
       {"", "x", "{", "{]", "{\"record\":1}", "{\"leafIndex\":\"x\"}",
        "{'record':'AA=='}", "{\"state\":\"LOGGED\",\"state\":\"LOGGED\"}",
        "{} trailing", "\x0a\x05too"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseReceipt(bytes).status())) << bytes;
  }
}

TEST(ParseReceipt, RefusesOneBeyondTheLimit) {
  v1::Receipt receipt;
  receipt.set_record(std::string(kMaxReceiptBytes, 'x'));
  EXPECT_TRUE(absl::IsResourceExhausted(
      ParseReceipt(receipt.SerializeAsString()).status()));
}

TEST(ParseOpening, ReadsBytesAndJson) {
  const v1::Opening opening = SampleSubject();
  for (const std::string& bytes :
       {opening.SerializeAsString(), OpeningToJson(opening)}) {
    const auto parsed = ParseOpening(bytes);
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed->SerializeAsString(), opening.SerializeAsString());
  }
}

TEST(ParseOpening, RefusesWhatIsNone) {
  EXPECT_TRUE(absl::IsInvalidArgument(ParseOpening("garbage").status()));
}

}  // namespace
}  // namespace prescreen::anchor
