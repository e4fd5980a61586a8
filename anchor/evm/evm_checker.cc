// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/evm_checker.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "anchor/evm/abi.h"
#include "anchor/evm/anchor_check.h"
#include "anchor/evm/node.h"
#include "base/status_macros.h"

namespace prescreen::anchor::evm {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(30);

absl::StatusOr<std::uint64_t> ParseCaip2(absl::string_view caip2) {
  std::uint64_t chain_id = 0;
  absl::string_view digits = caip2;
  if (!absl::ConsumePrefix(&digits, "eip155:") ||
      !absl::SimpleAtoi(digits, &chain_id) ||
      absl::StrCat("eip155:", chain_id) != caip2) {
    return absl::InvalidArgumentError("chain: not an eip155 id");
  }
  return chain_id;
}

absl::StatusOr<ExpectedAnchor> Expect(const AnchorIdentity& identity,
                                      const Checkpoint& anchored) {
  ExpectedAnchor expected;
  ASSIGN_OR_RETURN(expected.chain_id, ParseCaip2(identity.caip2));
  ASSIGN_OR_RETURN(expected.contract, ParseAddress(identity.contract));
  ASSIGN_OR_RETURN(expected.publisher, ParseAddress(identity.publisher));
  expected.call = {Sha256(anchored.origin), anchored.root, anchored.size};
  expected.first_nonce = identity.first_nonce;
  expected.until = identity.until;
  return expected;
}

class RpcChecker final : public AttestationChecker {
 public:
  RpcChecker(const std::string& rpc_url, HttpClient& http)
      : node_(rpc_url, http, kTimeout) {}

  std::vector<CheckLine> Check(const v1::Attestation& attestation,
                               const Checkpoint& anchored,
                               const LogIdentity& identity) override {
    if (!attestation.has_evm()) {
      return {{CheckVerdict::kUnchecked, attestation.chain(),
               "not an EVM attestation"}};
    }
    // A chain may stand several times: publishers change.
    std::vector<CheckLine> lines = {{CheckVerdict::kUnchecked,
                                     attestation.chain(),
                                     "the log identity does not name it"}};
    for (const AnchorIdentity& candidate : identity.anchors) {
      if (candidate.caip2 != attestation.chain()) continue;
      lines = CheckAgainst(candidate, attestation.evm(), anchored);
      if (Overall(lines) == CheckVerdict::kHolds) return lines;
    }
    return lines;
  }

 private:
  std::vector<CheckLine> CheckAgainst(const AnchorIdentity& identity,
                                      const v1::EvmAttestation& attestation,
                                      const Checkpoint& anchored) {
    const absl::StatusOr<ExpectedAnchor> expected = Expect(identity, anchored);
    if (!expected.ok()) {
      return {{CheckVerdict::kUnchecked, identity.caip2,
               absl::StrCat("log identity: ", expected.status().message())}};
    }
    return CheckAnchor(node_, attestation, *expected).lines;
  }

  Node node_;
};

}  // namespace

std::unique_ptr<AttestationChecker> MakeRpcChecker(const std::string& rpc_url,
                                                   HttpClient& http) {
  return std::make_unique<RpcChecker>(rpc_url, http);
}

}  // namespace prescreen::anchor::evm
