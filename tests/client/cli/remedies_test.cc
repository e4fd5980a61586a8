// SPDX-License-Identifier: Apache-2.0
#include "client/cli/remedies.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"

namespace prescreen::cli {
namespace {

// Codes after which there is nothing to do: limits of this software, choices of
// the policy's owner, or information.
const std::set<v1::ReasonCode>& WithoutRemedy() {
  static const std::set<v1::ReasonCode> codes = {
      v1::REASON_CODE_UNSPECIFIED,
      v1::WORK_LIMIT,
      v1::ISSUER_NOT_AUTHORISED,
      v1::SIGNER_NOT_ISSUER,
      v1::ISSUER_DENYLISTED,
      v1::REGISTRY_UNCHECKED,
      v1::DATE_FALLBACK,
      v1::EFFORT_IMPLAUSIBLE,
      v1::PATHWAY_OUT_OF_ORDER,
      v1::DUPLICATE,
      v1::REISSUED,
      v1::CATALOGUE_DIFFERS,
      v1::STATUS_LATER_THAN_AS_OF,
      v1::ALIGNMENT_STUFFED,
      v1::NOT_A_CREDENTIAL,
      v1::AS_OF_CHOSEN,
  };
  return codes;
}

TEST(Remedies, EveryCodeHasOneOrIsKnownToHaveNone) {
  const auto* descriptor = v1::ReasonCode_descriptor();
  for (int i = 0; i < descriptor->value_count(); ++i) {
    const auto code =
        static_cast<v1::ReasonCode>(descriptor->value(i)->number());
    EXPECT_EQ(FindRemedy(code) == nullptr, WithoutRemedy().contains(code))
        << descriptor->value(i)->name();
  }
}

TEST(Remedies, EachIsAWordAndASentence) {
  const auto* descriptor = v1::ReasonCode_descriptor();
  for (int i = 0; i < descriptor->value_count(); ++i) {
    const Remedy* remedy =
        FindRemedy(static_cast<v1::ReasonCode>(descriptor->value(i)->number()));
    if (remedy == nullptr) continue;
    for (const char c : remedy->action) {
      EXPECT_TRUE(absl::ascii_isupper(static_cast<unsigned char>(c)) ||
                  c == '_')
          << remedy->action;
    }
    const std::string rest = absl::StrReplaceAll(
        remedy->words, {{"$credential", ""}, {"$requirement", ""}});
    EXPECT_EQ(rest.find('$'), std::string::npos) << remedy->words;
    EXPECT_NE(rest.size(), remedy->words.size()) << remedy->words;
    EXPECT_TRUE(
        absl::ascii_islower(static_cast<unsigned char>(remedy->words.front())));
  }
}

TEST(Remedies, TheOnesThatMatterMost) {
  EXPECT_EQ(FindRemedy(v1::EXPIRED)->action, "RENEW");
  EXPECT_EQ(FindRemedy(v1::BINDING_NOT_CHECKED)->action, "PROVE_BINDING");
  EXPECT_EQ(FindRemedy(v1::STATUS_UNAVAILABLE)->action, "ISSUER_STATUS");
  EXPECT_EQ(FindRemedy(v1::KEY_UNAVAILABLE)->action, "ISSUER_KEY");
  EXPECT_EQ(FindRemedy(v1::TAMPERED)->action, "ASK_ISSUER");
}

}  // namespace
}  // namespace prescreen::cli
