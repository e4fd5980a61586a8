// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/transaction.h"

#include <utility>
#include <vector>

#include "anchor/evm/rlp.h"
#include "base/status_macros.h"

namespace prescreen::anchor::evm {
namespace {

constexpr char kType = 0x02;
constexpr std::size_t kSignedFields = 12;

// Half the order of secp256k1, rounded down: the largest s of EIP-2.
constexpr Digest32 kHalfOrder = {
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4,
    0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0};

std::vector<RlpItem> UnsignedFields(const Transaction& tx) {
  return {RlpItem::Uint(tx.chain_id),
          RlpItem::Uint(tx.nonce),
          RlpItem::Uint(tx.max_priority_fee_per_gas),
          RlpItem::Uint(tx.max_fee_per_gas),
          RlpItem::Uint(tx.gas_limit),
          RlpItem::Bytes(tx.to ? AsBytes(*tx.to) : absl::string_view()),
          RlpItem::Uint(tx.value),
          RlpItem::Bytes(tx.data),
          RlpItem::List()};
}

std::string Encode(std::vector<RlpItem> fields) {
  return kType + RlpEncode(RlpItem::List(std::move(fields)));
}

Digest32 SigningDigest(const Transaction& transaction) {
  return Keccak256(Encode(UnsignedFields(transaction)));
}

RlpItem DigestAsUint(const Digest32& digest) {
  return RlpItem::Uint(*Uint256::FromBytes(AsBytes(digest)));
}

absl::StatusOr<Digest32> ReadDigest(const RlpItem& item) {
  ASSIGN_OR_RETURN(const Uint256 value, item.AsUint256());
  const std::string bytes = value.ToMinimalBytes();
  Digest32 digest{};
  std::copy(bytes.begin(), bytes.end(),
            digest.end() - static_cast<std::ptrdiff_t>(bytes.size()));
  return digest;
}

absl::StatusOr<Transaction> ReadFields(const std::vector<RlpItem>& fields) {
  Transaction tx;
  ASSIGN_OR_RETURN(tx.chain_id, fields[0].AsUint64());
  ASSIGN_OR_RETURN(tx.nonce, fields[1].AsUint64());
  ASSIGN_OR_RETURN(tx.max_priority_fee_per_gas, fields[2].AsUint256());
  ASSIGN_OR_RETURN(tx.max_fee_per_gas, fields[3].AsUint256());
  ASSIGN_OR_RETURN(tx.gas_limit, fields[4].AsUint64());
  if (fields[5].is_list || fields[7].is_list || !fields[8].is_list) {
    return absl::InvalidArgumentError("transaction: malformed field");
  }
  if (!fields[5].bytes.empty()) {
    ASSIGN_OR_RETURN(tx.to, ToAddress(fields[5].bytes));
  }
  ASSIGN_OR_RETURN(tx.value, fields[6].AsUint256());
  tx.data = fields[7].bytes;
  if (!fields[8].items.empty()) {
    return absl::UnimplementedError("transaction: has an access list");
  }
  return tx;
}

absl::Status CheckFees(const Transaction& tx) {
  if (tx.max_fee_per_gas < tx.max_priority_fee_per_gas) {
    return absl::InvalidArgumentError(
        "transaction: priority fee above the maximum fee");
  }
  if (!Uint256::Multiply(tx.max_fee_per_gas, tx.gas_limit)) {
    return absl::InvalidArgumentError(
        "transaction: gas limit times fee out of range");
  }
  return absl::OkStatus();
}

absl::StatusOr<RecoverableSignature> ReadSignature(
    const std::vector<RlpItem>& fields) {
  RecoverableSignature signature;
  ASSIGN_OR_RETURN(const std::uint64_t parity, fields[9].AsUint64());
  ASSIGN_OR_RETURN(signature.r, ReadDigest(fields[10]));
  ASSIGN_OR_RETURN(signature.s, ReadDigest(fields[11]));
  if (parity > 1 || signature.s > kHalfOrder || signature.r == Digest32{} ||
      signature.s == Digest32{}) {
    return absl::InvalidArgumentError("transaction: signature out of range");
  }
  signature.y_parity = static_cast<int>(parity);
  return signature;
}

}  // namespace

absl::StatusOr<std::string> SignTransaction(const Transaction& transaction,
                                            absl::string_view private_key) {
  ASSIGN_OR_RETURN(const RecoverableSignature signature,
                   Secp256k1Sign(private_key, SigningDigest(transaction)));
  std::vector<RlpItem> fields = UnsignedFields(transaction);
  fields.push_back(
      RlpItem::Uint(static_cast<std::uint64_t>(signature.y_parity)));
  fields.push_back(DigestAsUint(signature.r));
  fields.push_back(DigestAsUint(signature.s));
  return Encode(std::move(fields));
}

absl::StatusOr<SignedTransaction> DecodeTransaction(absl::string_view raw) {
  if (raw.empty()) return absl::InvalidArgumentError("transaction: empty");
  if (raw[0] != kType) {
    return absl::UnimplementedError("transaction: not of type 2");
  }
  ASSIGN_OR_RETURN(const RlpItem list, RlpDecode(raw.substr(1)));
  if (!list.is_list || list.items.size() != kSignedFields) {
    return absl::InvalidArgumentError("transaction: not twelve fields");
  }
  SignedTransaction result;
  ASSIGN_OR_RETURN(result.transaction, ReadFields(list.items));
  RETURN_IF_ERROR(CheckFees(result.transaction));
  ASSIGN_OR_RETURN(result.signature, ReadSignature(list.items));
  RETURN_IF_ERROR(RecoverSender(result).status());
  return result;
}

Digest32 TransactionHash(absl::string_view raw) { return Keccak256(raw); }

absl::StatusOr<Address> RecoverSender(const SignedTransaction& transaction) {
  ASSIGN_OR_RETURN(const std::string public_key,
                   Secp256k1Recover(transaction.signature,
                                    SigningDigest(transaction.transaction)));
  return AddressOfPublicKey(public_key);
}

}  // namespace prescreen::anchor::evm
