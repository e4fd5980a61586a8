// SPDX-License-Identifier: Apache-2.0
// A fresh anvil with a funded publisher, for end-to-end tests.
#ifndef PRESCREEN_TESTS_ANCHOR_EVM_EVM_FIXTURE_H_
#define PRESCREEN_TESTS_ANCHOR_EVM_EVM_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "anchor/chain.h"
#include "anchor/evm/address.h"
#include "anchor/evm/deploy.h"
#include "anchor/evm/evm_chain.h"
#include "anchor/evm/quantity.h"
#include "base/clock.h"
#include "base/crypto/hash.h"
#include "base/http_client.h"
#include "tests/support/anvil.h"

namespace prescreen::anchor::evm {

inline constexpr std::uint64_t kAnvilChainId = 31337;
// 100 ether.
inline constexpr char kPlenty[] = "0x56bc75e2d63100000";

// `safe` is two blocks behind the head, `finalized` four.
class EvmTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (testing::IsEvmDisabled()) GTEST_SKIP() << testing::kEvmDisabledLine;
    auto anvil = testing::Anvil::Start({"--slots-in-an-epoch", "2"});
    ASSERT_TRUE(anvil.ok()) << anvil.status();
    anvil_ = *std::move(anvil);
    Fund(PublisherKey());
    Fund(DeployKey());
  }

  static std::string KeyOf(const std::string& seed) {
    return std::string(AsBytes(Sha256(seed)));
  }
  static std::string PublisherKey() { return KeyOf("test publisher"); }
  static std::string DeployKey() { return KeyOf("test deploy account"); }
  static Address Publisher() { return *AddressOfPrivateKey(PublisherKey()); }
  static std::string Hex(const Address& address) {
    return FormatData(AsBytes(address));
  }

  void Fund(const std::string& key, const std::string& wei = kPlenty) {
    ASSERT_TRUE(anvil_->SetBalance(Hex(*AddressOfPrivateKey(key)), wei));
  }

  absl::StatusOr<DeployResult> Deploy() {
    DeployOptions options;
    options.poll_interval = absl::Milliseconds(10);
    return DeployContract(anvil_->url(), DeployKey(), http_, options);
  }

  EvmChainOptions Options() const {
    EvmChainOptions options;
    options.rpc_url = anvil_->url();
    options.chain_id = kAnvilChainId;
    options.private_key = PublisherKey();
    options.origin = "log.example/1";
    return options;
  }
  std::unique_ptr<EvmChain> MakeChain(EvmChainOptions options) {
    return *EvmChain::New(std::move(options), http_, clock_);
  }
  std::unique_ptr<EvmChain> MakeChain() { return MakeChain(Options()); }

  static Checkpoint MakeCheckpoint(std::uint64_t size = 7) {
    return {"log.example/1", size, Sha256(std::to_string(size))};
  }

  // Polls until `prepared` is at `progress` or a minute has passed: a node may
  // answer null for a moment after it has mined.
  absl::StatusOr<PollResult> PollUntil(Chain& chain,
                                       const std::string& prepared,
                                       Progress progress) {
    absl::StatusOr<PollResult> result = chain.Poll(prepared);
    const absl::Time deadline = absl::Now() + absl::Minutes(1);
    while (result.ok() && result->progress != progress &&
           absl::Now() < deadline) {
      absl::SleepFor(absl::Milliseconds(10));
      result = chain.Poll(prepared);
    }
    return result;
  }

  // Deployed, anchored, final.
  PollResult AnchorToFinal(Chain& chain, const Checkpoint& checkpoint) {
    EXPECT_TRUE(Deploy().ok());
    const auto prepared = chain.Prepare(checkpoint);
    EXPECT_TRUE(prepared.ok()) << prepared.status();
    EXPECT_TRUE(chain.Submit(*prepared).ok());
    EXPECT_EQ(PollUntil(chain, *prepared, Progress::kIncluded)->progress,
              Progress::kIncluded);
    EXPECT_TRUE(anvil_->Mine(5));
    const auto result = PollUntil(chain, *prepared, Progress::kFinal);
    EXPECT_TRUE(result.ok()) << result.status();
    return *result;
  }

  std::unique_ptr<testing::Anvil> anvil_;
  CurlHttpClient http_;
  SystemClock clock_;
};

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_TESTS_ANCHOR_EVM_EVM_FIXTURE_H_
