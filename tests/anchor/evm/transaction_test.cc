// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/transaction.h"

#include <gtest/gtest.h>

#include <string>

#include "anchor/evm/rlp.h"
#include "base/encoding.h"

namespace prescreen::anchor::evm {
namespace {

std::string Key() { return std::string(AsBytes(Sha256("test key"))); }

Transaction Sample() {
  Transaction tx;
  tx.chain_id = 31337;
  tx.nonce = 5;
  tx.max_priority_fee_per_gas = Uint256(3);
  tx.max_fee_per_gas = Uint256(1'000'000'000);
  tx.gas_limit = 100'000;
  tx.to = *ToAddress(std::string(20, 'a'));
  tx.data = "data";
  return tx;
}

std::string SampleRaw() { return *SignTransaction(Sample(), Key()); }

// The fields of `SampleRaw()`, one replaced.
std::string With(std::size_t field, const RlpItem& item) {
  RlpItem list = *RlpDecode(absl::string_view(SampleRaw()).substr(1));
  list.items[field] = item;
  return '\2' + RlpEncode(list);
}

TEST(DecodeTransaction, ReadsWhatIsSigned) {
  const auto decoded = DecodeTransaction(SampleRaw());
  ASSERT_TRUE(decoded.ok());
  const Transaction& tx = decoded->transaction;
  EXPECT_EQ(tx.chain_id, Sample().chain_id);
  EXPECT_EQ(tx.nonce, Sample().nonce);
  EXPECT_EQ(tx.max_priority_fee_per_gas, Sample().max_priority_fee_per_gas);
  EXPECT_EQ(tx.max_fee_per_gas, Sample().max_fee_per_gas);
  EXPECT_EQ(tx.gas_limit, Sample().gas_limit);
  EXPECT_EQ(tx.to, Sample().to);
  EXPECT_EQ(tx.data, Sample().data);
}

TEST(RecoverSender, IsTheSigner) {
  EXPECT_EQ(*RecoverSender(*DecodeTransaction(SampleRaw())),
            *AddressOfPrivateKey(Key()));
}

TEST(RecoverSender, DiffersForEveryAlteredBit) {
  const std::string raw = SampleRaw();
  const Address signer = *AddressOfPrivateKey(Key());
  for (std::size_t bit = 0; bit < 8 * raw.size(); ++bit) {
    std::string altered = raw;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << (bit % 8)));
    const auto decoded = DecodeTransaction(altered);
    EXPECT_TRUE(!decoded.ok() || *RecoverSender(*decoded) != signer) << bit;
  }
}

TEST(SignTransaction, RefusesWhatIsNoKey) {
  EXPECT_FALSE(SignTransaction(Sample(), std::string(32, '\0')).ok());
}

TEST(DecodeTransaction, TakesAContractCreation) {
  Transaction tx = Sample();
  tx.to.reset();
  EXPECT_FALSE(DecodeTransaction(*SignTransaction(tx, Key()))->transaction.to);
}

TEST(DecodeTransaction, RefusesOtherTypes) {
  for (const char type : {'\0', '\1', '\3', '\4', '\x7e', '\xf8'}) {
    EXPECT_EQ(DecodeTransaction(type + SampleRaw().substr(1)).status().code(),
              absl::StatusCode::kUnimplemented);
  }
  EXPECT_FALSE(DecodeTransaction("").ok());
}

TEST(DecodeTransaction, RefusesAnAccessList) {
  EXPECT_EQ(DecodeTransaction(With(8, RlpItem::List({RlpItem::List()})))
                .status()
                .code(),
            absl::StatusCode::kUnimplemented);
}

TEST(DecodeTransaction, RefusesMalformedFields) {
  EXPECT_FALSE(DecodeTransaction(With(5, RlpItem::Bytes("short"))).ok());
  EXPECT_FALSE(DecodeTransaction(With(5, RlpItem::List())).ok());
  EXPECT_FALSE(DecodeTransaction(With(7, RlpItem::List())).ok());
  EXPECT_FALSE(DecodeTransaction(With(8, RlpItem::Bytes(""))).ok());
  EXPECT_FALSE(
      DecodeTransaction(With(1, RlpItem::Bytes(std::string("\0", 1)))).ok());
  EXPECT_FALSE(DecodeTransaction(SampleRaw() + '\0').ok());
}

TEST(DecodeTransaction, RefusesAPriorityFeeAboveTheMaximum) {
  EXPECT_FALSE(DecodeTransaction(With(2, RlpItem::Uint(1'000'000'001))).ok());
}

TEST(DecodeTransaction, RefusesSignaturesOutOfRange) {
  const std::string order = *HexDecode(
      "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
  EXPECT_FALSE(DecodeTransaction(With(9, RlpItem::Uint(2))).ok());
  EXPECT_FALSE(DecodeTransaction(With(10, RlpItem::Bytes(order))).ok());
  for (const std::size_t field : {std::size_t{10}, std::size_t{11}}) {
    EXPECT_FALSE(DecodeTransaction(With(field, RlpItem::Uint(0))).ok());
  }
}

TEST(DecodeTransaction, RefusesHighS) {
  const std::string half = *HexDecode(
      "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");
  const std::string above = half.substr(0, 31) + '\xa1';
  EXPECT_TRUE(DecodeTransaction(With(11, RlpItem::Bytes(half))).ok());
  EXPECT_FALSE(DecodeTransaction(With(11, RlpItem::Bytes(above))).ok());
}

}  // namespace
}  // namespace prescreen::anchor::evm
