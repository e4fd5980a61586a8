// SPDX-License-Identifier: Apache-2.0
// One changed character anywhere in a token.
#include <gtest/gtest.h>

#include <string>

#include "tests/server/verify/verify_for_test.h"
#include "tests/support/jose_signer.h"

namespace prescreen {
namespace {

std::string Altered(const std::string& token, std::size_t position) {
  std::string altered = token;
  altered[position] = token[position] == 'A' ? 'B' : 'A';
  return altered;
}

class Tamper : public testing::TestWithParam<const char*> {
 protected:
  // One of the two forms for each algorithm.
  const JoseSigner signer_{GetParam()};
  const std::string token_ =
      signer_.Sign(signer_.alg() == "ES256" ? VcJwtToken(TestIssuer('i'))
                                            : OpenBadgeToken(TestIssuer('i')));
};

TEST_P(Tamper, EveryPayloadCharacterIsTampered) {
  const std::size_t first = token_.find('.') + 1;
  const std::size_t last = token_.rfind('.');
  for (std::size_t i = first; i < last; ++i) {
    ASSERT_EQ(SummaryOf(Altered(token_, i)), "rejected TAMPERED") << i;
  }
}

TEST_P(Tamper, NoCharacterOfTheTokenIsFree) {
  for (std::size_t i = 0; i < token_.size(); ++i) {
    ASSERT_FALSE(VerifyDocument(Altered(token_, i)).verified()) << i;
  }
}

TEST_P(Tamper, EverySignatureByteIsTampered) {
  for (std::size_t i = token_.rfind('.') + 1; i + 1 < token_.size(); ++i) {
    ASSERT_EQ(SummaryOf(Altered(token_, i)), "rejected TAMPERED") << i;
  }
}

TEST_P(Tamper, EveryTruncationIsRefused) {
  for (std::size_t length = 0; length < token_.size(); ++length) {
    ASSERT_FALSE(VerifyDocument(token_.substr(0, length)).verified()) << length;
  }
}

INSTANTIATE_TEST_SUITE_P(Algorithms, Tamper,
                         testing::Values("EdDSA", "ES256", "RS256"),
                         [](const auto& algorithm) {
                           return std::string(algorithm.param);
                         });

}  // namespace
}  // namespace prescreen
