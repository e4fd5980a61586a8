// SPDX-License-Identifier: Apache-2.0
// Vectors of ethereum/tests. Of TransactionTests, ttEIP1559 runs through our
// decoder. The other groups hold legacy and EIP-2930 transactions, which
// AnchorLog publishers never send and our decoder refuses; the valid legacy
// ones still check RLP, Keccak and sender recovery, through a decoder in this
// file. Out of scope: TrieTests (no header proofs yet), ABITests (our ABI is
// one call and one event), intrinsic gas and per-fork rules.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "anchor/evm/address.h"
#include "anchor/evm/keystore.h"
#include "anchor/evm/quantity.h"
#include "anchor/evm/rlp.h"
#include "anchor/evm/transaction.h"
#include "base/codec/json.h"
#include "base/encoding.h"
#include "base/file_system.h"

namespace prescreen::anchor::evm {
namespace {

constexpr char kFolder[] = PRESCREEN_VECTORS_DIR "/ethereum";
constexpr std::uint64_t kMaxFileBytes = 4u << 20;

class EthereumTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!files_.Stat(kFolder).ok()) {
      GTEST_SKIP() << "no vectors in " << kFolder;
    }
  }

  json::Value Load(absl::string_view name) {
    const auto text =
        files_.Read(absl::StrCat(kFolder, "/", name), kMaxFileBytes);
    EXPECT_TRUE(text.ok()) << name;
    const auto value = json::Parse(*text);
    EXPECT_TRUE(value.ok()) << name << ": " << value.status();
    return *value;
  }
  std::vector<std::string> List(absl::string_view folder) {
    return *files_.List(absl::StrCat(kFolder, "/", folder));
  }

  PosixFileSystem files_;
};

// Hex with or without 0x.
absl::StatusOr<std::string> ReadHex(absl::string_view text) {
  absl::ConsumePrefix(&text, "0x");
  return HexDecode(text);
}

// A decimal integer of any length up to 40 bytes, as RLP wants it.
std::string MinimalBytes(absl::string_view decimal) {
  std::string little_endian;
  for (const char digit : decimal) {
    int carry = digit - '0';
    for (char& byte : little_endian) {
      carry += 10 * static_cast<unsigned char>(byte);
      byte = static_cast<char>(carry);
      carry >>= 8;
    }
    if (carry != 0) little_endian.push_back(static_cast<char>(carry));
  }
  return std::string(little_endian.rbegin(), little_endian.rend());
}

// What rlptest.json means: strings, integers, "#integer", lists.
RlpItem ToItem(const json::Value& value) {
  if (value.is_array()) {
    RlpItem list = RlpItem::List();
    for (const json::Value& item : value.items()) {
      list.items.push_back(ToItem(item));
    }
    return list;
  }
  if (value.is_number()) {
    return RlpItem::Bytes(MinimalBytes(value.number_text()));
  }
  absl::string_view text = value.string_value();
  if (absl::ConsumePrefix(&text, "#"))
    return RlpItem::Bytes(MinimalBytes(text));
  return RlpItem::Bytes(text);
}

TEST_F(EthereumTest, RlpTestsEncodeAndDecode) {
  const json::Value file = Load("RLPTests/rlptest.json");
  for (const json::Member& test : file.members()) {
    SCOPED_TRACE(test.name);
    const std::string bytes = *ReadHex(test.value.FindString("out"));
    EXPECT_EQ(RlpEncode(ToItem(*test.value.Find("in"))), bytes);
    const auto decoded = RlpDecode(bytes);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(RlpEncode(*decoded), bytes);
  }
  EXPECT_EQ(file.members().size(), 28u);
}

TEST_F(EthereumTest, InvalidRlpIsRefused) {
  const json::Value file = Load("RLPTests/invalidRLPTest.json");
  for (const json::Member& test : file.members()) {
    const auto bytes = ReadHex(test.value.FindString("out"));
    EXPECT_FALSE(bytes.ok() && RlpDecode(*bytes).ok()) << test.name;
  }
  EXPECT_GE(file.members().size(), 20u);
}

TEST_F(EthereumTest, RandomRlpIsDecoded) {
  const json::Value file = Load("RLPTests/RandomRLPTests/example.json");
  for (const json::Member& test : file.members()) {
    const std::string bytes = *ReadHex(test.value.FindString("out"));
    const auto decoded = RlpDecode(bytes);
    ASSERT_TRUE(decoded.ok()) << test.name;
    EXPECT_EQ(RlpEncode(*decoded), bytes) << test.name;
  }
}

struct TransactionCase {
  std::string name;
  absl::StatusOr<std::string> raw;
  std::string sender;  // empty: invalid under the Cancun rules
  std::string hash;
};

// Every transaction of a group.
std::vector<TransactionCase> Cases(
    const std::vector<std::pair<std::string, json::Value>>& files) {
  std::vector<TransactionCase> cases;
  for (const auto& [path, file] : files) {
    for (const json::Member& test : file.members()) {
      // Absent where no fork can read it.
      const json::Value* cancun = test.value.Find("result")->Find("Cancun");
      const json::Value result = cancun ? *cancun : json::Value();
      cases.push_back({absl::StrCat(path, " ", test.name),
                       ReadHex(test.value.FindString("txbytes")),
                       std::string(result.FindString("sender")),
                       std::string(result.FindString("hash"))});
    }
  }
  return cases;
}

class TransactionVectors : public EthereumTest {
 protected:
  std::vector<TransactionCase> Group(const std::string& group) {
    const std::string folder = "TransactionTests/" + group;
    std::vector<std::pair<std::string, json::Value>> files;
    for (const std::string& name : List(folder)) {
      files.emplace_back(name, Load(absl::StrCat(folder, "/", name)));
    }
    return Cases(files);
  }
};

TEST_F(TransactionVectors, Eip1559) {
  std::size_t valid = 0;
  const std::vector<TransactionCase> cases = Group("ttEIP1559");
  for (const TransactionCase& c : cases) {
    SCOPED_TRACE(c.name);
    ASSERT_TRUE(c.raw.ok());
    const auto decoded = DecodeTransaction(*c.raw);
    ASSERT_EQ(decoded.ok(), !c.sender.empty()) << decoded.status();
    if (!decoded.ok()) continue;
    ++valid;
    EXPECT_EQ(FormatData(AsBytes(*RecoverSender(*decoded))), c.sender);
    EXPECT_EQ(FormatData(AsBytes(TransactionHash(*c.raw))), c.hash);
  }
  EXPECT_EQ(cases.size(), 9u);
  EXPECT_EQ(valid, 1u);
}

TEST_F(TransactionVectors, OtherTypesAreRefused) {
  std::size_t count = 0;
  for (const char* group :
       {"ttEIP2930", "ttRSValue", "ttSignature", "ttVValue"}) {
    for (const TransactionCase& c : Group(group)) {
      EXPECT_FALSE(c.raw.ok() && DecodeTransaction(*c.raw).ok()) << c.name;
      ++count;
    }
  }
  EXPECT_GE(count, 90u);
}

// The sender of a legacy transaction (EIP-155 or before), or nothing.
std::optional<Address> LegacySender(absl::string_view raw) {
  const auto list = RlpDecode(raw);
  if (!list.ok() || list->items.size() != 9) return std::nullopt;
  std::vector<RlpItem> fields(list->items.begin(), list->items.begin() + 6);
  const auto v = list->items[6].AsUint64();
  if (!v.ok() || *v < 27 || (*v > 28 && *v < 35)) return std::nullopt;
  if (*v >= 35) {
    fields.push_back(RlpItem::Uint((*v - 35) / 2));
    fields.push_back(RlpItem::Uint(0));
    fields.push_back(RlpItem::Uint(0));
  }
  const std::string& r = list->items[7].bytes;
  const std::string& s = list->items[8].bytes;
  if (r.size() > 32 || s.size() > 32) return std::nullopt;
  RecoverableSignature signature;
  signature.r = *ToDigest32(std::string(32 - r.size(), '\0') + r);
  signature.s = *ToDigest32(std::string(32 - s.size(), '\0') + s);
  signature.y_parity = static_cast<int>((*v >= 35 ? *v - 35 : *v - 27) % 2);
  const auto key = Secp256k1Recover(
      signature, Keccak256(RlpEncode(RlpItem::List(std::move(fields)))));
  if (!key.ok()) return std::nullopt;
  return *AddressOfPublicKey(*key);
}

TEST_F(TransactionVectors, SendersOfValidLegacyTransactionsAreRecovered) {
  std::size_t count = 0;
  for (const char* group : {"ttRSValue", "ttSignature", "ttVValue"}) {
    for (const TransactionCase& c : Group(group)) {
      if (c.sender.empty()) continue;
      SCOPED_TRACE(c.name);
      const auto sender = LegacySender(*c.raw);
      ASSERT_TRUE(sender.has_value());
      EXPECT_EQ(FormatData(AsBytes(*sender)), c.sender);
      EXPECT_EQ(FormatData(AsBytes(TransactionHash(*c.raw))), c.hash);
      ++count;
    }
  }
  EXPECT_GE(count, 20u);
}

// The file's signatures are over a digest that it does not name, made with
// random nonces: only the addresses can be checked.
TEST_F(EthereumTest, KeysGiveTheirAddresses) {
  const json::Value file = Load("BasicTests/keyaddrtest.json");
  for (const json::Value& test : file.items()) {
    const std::string key = *HexDecode(test.FindString("key"));
    EXPECT_EQ(HexEncode(AsBytes(*AddressOfPrivateKey(key))),
              test.FindString("addr"));
  }
  EXPECT_EQ(file.items().size(), 2u);
}

TEST_F(EthereumTest, TransactionsOfKnownKeysAreRecovered) {
  const json::Value file = Load("BasicTests/txtest.json");
  for (const json::Value& test : file.items()) {
    const std::string raw = *HexDecode(test.FindString("signed"));
    EXPECT_EQ(LegacySender(raw),
              *AddressOfPrivateKey(*HexDecode(test.FindString("key"))));
  }
  EXPECT_GE(file.items().size(), 2u);
}

TEST_F(EthereumTest, KeystoresOpen) {
  const json::Value file = Load("KeyStoreTests/basic_tests.json");
  for (const json::Member& test : file.members()) {
    SCOPED_TRACE(test.name);
    const std::string text = json::Serialize(*test.value.Find("json"));
    const auto key = DecryptKeystore(text, test.value.FindString("password"));
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(HexEncode(*key), test.value.FindString("priv"));
  }
  EXPECT_EQ(file.members().size(), 5u);
}

TEST_F(EthereumTest, KeystoresTellAWrongPassword) {
  const json::Value file = Load("KeyStoreTests/basic_tests.json");
  const json::Value& keystore = *file.Find("mycrypto")->Find("json");
  EXPECT_EQ(DecryptKeystore(json::Serialize(keystore), "wrong").status().code(),
            absl::StatusCode::kUnauthenticated);
}

}  // namespace
}  // namespace prescreen::anchor::evm
