// SPDX-License-Identifier: Apache-2.0
// Transactions against an independent signer, `cast mktx`: both sides sign
// deterministically (RFC 6979), so the bytes must be equal.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "anchor/evm/quantity.h"
#include "anchor/evm/transaction.h"
#include "tests/support/anvil.h"

namespace prescreen::anchor::evm {
namespace {

std::string OutputOf(const std::string& command) {
  std::string output;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return output;
  std::array<char, 4096> buffer;
  std::size_t count = 0;
  while ((count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0) {
    output.append(buffer.data(), count);
  }
  pclose(pipe);
  return std::string(absl::StripSuffix(output, "\n"));
}

// Repeatable cases; a failing one is named by its seed.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  std::uint64_t Below(std::uint64_t bound) { return engine_() % bound; }
  std::string Bytes(std::size_t count) {
    std::string bytes(count, '\0');
    for (char& c : bytes) c = static_cast<char>(Below(256));
    return bytes;
  }
  // Of every length, so that leading zeros are cut at every place.
  std::uint64_t Integer() { return engine_() >> Below(64); }

 private:
  std::mt19937_64 engine_;
};

Transaction Throw(Dice& dice, std::size_t data_size) {
  Transaction tx;
  tx.chain_id = 1 + dice.Integer() / 4;
  tx.nonce = dice.Integer() / 2;
  const std::uint64_t tip = dice.Integer() / 4;
  tx.max_priority_fee_per_gas = Uint256(tip);
  tx.max_fee_per_gas = Uint256(tip + dice.Integer() / 4);
  tx.gas_limit = dice.Integer();
  if (dice.Below(5) != 0) tx.to = *ToAddress(dice.Bytes(20));
  tx.value = Uint256(dice.Integer());
  tx.data = dice.Bytes(data_size);
  return tx;
}

std::string CastCommand(const Transaction& tx, const std::string& key) {
  std::string command = absl::StrCat(
      testing::CastProgram(), " mktx --private-key ", FormatData(key),
      " --chain ", tx.chain_id, " --nonce ", tx.nonce, " --gas-limit ",
      tx.gas_limit, " --gas-price ", tx.max_fee_per_gas.ToDecimal(),
      " --priority-gas-price ", tx.max_priority_fee_per_gas.ToDecimal(),
      " --value ", tx.value.ToDecimal());
  const std::string data = FormatData(tx.data);
  if (!tx.to) return absl::StrCat(command, " --create ", data);
  return absl::StrCat(command, " ", FormatAddress(*tx.to), " ", data);
}

class CastTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (testing::IsEvmDisabled()) GTEST_SKIP() << testing::kEvmDisabledLine;
    ASSERT_EQ(access(testing::CastProgram().c_str(), X_OK), 0)
        << "cast: not in node_modules; run `npm ci --ignore-scripts`";
  }
};

TEST_F(CastTest, SignsTheSameBytes) {
  constexpr std::size_t kSizes[] = {1,  2,  31, 32,  33,  54,  55,  56,
                                    57, 58, 99, 100, 101, 255, 256, 1000};
  unsigned seed = 1;
  for (int round = 0; round < 3; ++round) {
    for (const std::size_t size : kSizes) {
      SCOPED_TRACE(absl::StrCat("seed ", seed, ", ", size, " bytes"));
      Dice dice(seed++);
      const std::string key = dice.Bytes(32);
      const Transaction tx = Throw(dice, size);
      const auto raw = SignTransaction(tx, key);
      ASSERT_TRUE(raw.ok()) << raw.status();
      EXPECT_EQ(FormatData(*raw), OutputOf(CastCommand(tx, key)));
      EXPECT_EQ(*RecoverSender(*DecodeTransaction(*raw)),
                *AddressOfPrivateKey(key));
    }
  }
}

}  // namespace
}  // namespace prescreen::anchor::evm
