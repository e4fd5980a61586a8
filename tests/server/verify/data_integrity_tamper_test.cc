// SPDX-License-Identifier: Apache-2.0
// One changed character anywhere in a document with embedded proofs.
#include <gtest/gtest.h>

#include <string>

#include "base/encoding.h"
#include "tests/server/verify/data_integrity_for_test.h"

namespace prescreen {
namespace {

std::string Document() {
  const json::Value first =
      Secured(Unsigned(), IssuerKey(), R"({"id": "urn:1"})");
  return json::Serialize(
      Secured(first, StrangerKey(), R"({"previousProof": "urn:1"})"));
}

TEST(DataIntegrityTamper, NoCharacterIsFree) {
  const std::string text = Document();
  ASSERT_EQ(SummaryOf(text), "verified");
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string altered = text;
    altered[i] = text[i] == 'A' ? 'B' : 'A';
    ASSERT_FALSE(VerifyDocument(altered).verified()) << i << ": " << text[i];
  }
}

TEST(DataIntegrityTamper, EveryCharacterOfTheCredentialIsTampered) {
  const std::string text = json::Serialize(Secured(Unsigned(), IssuerKey()));
  bool name = false;
  bool inside = false;
  for (std::size_t i = 0; i < text.find("\"proof\""); ++i) {
    if (text[i] == '"') {
      inside = !inside;
      continue;
    }
    if (!inside) continue;
    name = text.find("\":", i) == text.find('"', i);
    std::string altered = text;
    altered[i] = text[i] == 'A' ? 'B' : 'A';
    // A repeated or missing member may hide what the rest was.
    if (name) continue;
    const std::string summary = SummaryOf(altered);
    ASSERT_TRUE(summary == "rejected TAMPERED /proof" ||
                summary == "rejected TAMPERED /proof/@context")
        << i << ": " << summary;
  }
}

TEST(DataIntegrityTamper, EveryTruncationIsRefused) {
  const std::string text = Document();
  for (std::size_t length = 0; length < text.size(); ++length) {
    ASSERT_FALSE(VerifyDocument(text.substr(0, length)).verified()) << length;
  }
}

TEST(DataIntegrityTamper, EverySignatureByteIsTampered) {
  for (const KeyType type :
       {KeyType::kEd25519, KeyType::kP256, KeyType::kP384}) {
    const sample::SampleKey key = TestKey(type, 'i');
    const json::Value secured = Secured(OpenBadgeCredential(key), key);
    const std::string bytes =
        *MultibaseDecode(secured.Find("proof")->FindString("proofValue"));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      std::string altered = bytes;
      altered[i] = static_cast<char>(altered[i] ^ 1);
      json::Value other = secured;
      FindAt(&other, "/proof")
          ->Set("proofValue",
                json::Value::String(MultibaseEncodeBase58Btc(altered)));
      ASSERT_EQ(SecuredSummary(other), "rejected TAMPERED /proof") << i;
    }
  }
}

}  // namespace
}  // namespace prescreen
