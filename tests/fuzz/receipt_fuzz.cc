// SPDX-License-Identifier: Apache-2.0
// A receipt from a stranger, checked down to its attestations.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "anchor/receipt.h"
#include "base/check.h"
#include "base/encoding.h"
#include "tests/anchor/sample_log.h"

namespace {

using namespace prescreen::anchor;  // NOLINT(google-build-using-namespace)

// Believes everything: what holds then must hold by the bytes above it.
class Believer final : public AttestationChecker {
 public:
  std::vector<CheckLine> Check(const prescreen::v1::Attestation&,
                               const Checkpoint& anchored,
                               const LogIdentity& identity) override {
    PRESCREEN_CHECK(anchored.origin == identity.origin);
    return {CheckLine{CheckVerdict::kHolds, "believed", ""}};
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  static const LogIdentity identity = SampleIdentity(true);
  const auto opening = ParseOpening(input);
  const auto receipt = ParseReceipt(input);
  if (!receipt.ok()) return 0;
  Believer believer;
  const std::vector<CheckLine> lines = CheckReceipt(
      *receipt, identity, &believer, opening.ok() ? &*opening : nullptr);
  PRESCREEN_CHECK(!lines.empty());
  for (const CheckLine& line : lines) {
    PRESCREEN_CHECK(!line.what.empty() && prescreen::IsValidUtf8(line.what));
  }
  const auto again = ParseReceipt(ReceiptToJson(*receipt));
  PRESCREEN_CHECK(again.ok());
  PRESCREEN_CHECK(Overall(CheckReceipt(*again, identity, nullptr, nullptr)) ==
                  Overall(CheckReceipt(*receipt, identity, nullptr, nullptr)));
  return 0;
}
