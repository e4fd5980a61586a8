// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/node.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "anchor/evm/quantity.h"
#include "base/status_macros.h"

namespace prescreen::anchor::evm {
namespace {

using json::Value;

// What a parser says of a node's reply becomes "no usable answer".
absl::Status Unusable(const absl::Status& status) {
  return absl::UnavailableError(
      absl::StrCat("node: unexpected result: ", status.message()));
}

template <typename T>
absl::StatusOr<T> OrUnusable(absl::StatusOr<T> value) {
  if (!value.ok()) return Unusable(value.status());
  return value;
}

Value Text(absl::string_view text) { return Value::String(text); }

absl::StatusOr<std::uint64_t> QuantityMember(const Value& object,
                                             absl::string_view name) {
  return ParseQuantity(object.FindString(name));
}

absl::StatusOr<Digest32> HashMember(const Value& object,
                                    absl::string_view name) {
  return ParseHash(object.FindString(name));
}

absl::StatusOr<Block> ReadBlock(const Value& value) {
  Block block;
  ASSIGN_OR_RETURN(block.number, QuantityMember(value, "number"));
  ASSIGN_OR_RETURN(block.hash, HashMember(value, "hash"));
  ASSIGN_OR_RETURN(const std::uint64_t timestamp,
                   QuantityMember(value, "timestamp"));
  block.timestamp = static_cast<std::int64_t>(timestamp);
  return block;
}

absl::StatusOr<LogEntry> ReadLog(const Value& value) {
  LogEntry log;
  ASSIGN_OR_RETURN(const std::string address,
                   ParseData(value.FindString("address")));
  ASSIGN_OR_RETURN(log.address, ToAddress(address));
  if (const Value* topics = value.Find("topics")) {
    for (const Value& topic : topics->items()) {
      ASSIGN_OR_RETURN(const Digest32 digest, ParseHash(topic.string_value()));
      log.topics.push_back(digest);
    }
  }
  ASSIGN_OR_RETURN(log.data, ParseData(value.FindString("data")));
  ASSIGN_OR_RETURN(log.log_index, QuantityMember(value, "logIndex"));
  return log;
}

absl::StatusOr<TransactionReceipt> ReadReceipt(const Value& value) {
  TransactionReceipt receipt;
  ASSIGN_OR_RETURN(receipt.tx_hash, HashMember(value, "transactionHash"));
  ASSIGN_OR_RETURN(receipt.block_number, QuantityMember(value, "blockNumber"));
  ASSIGN_OR_RETURN(receipt.block_hash, HashMember(value, "blockHash"));
  ASSIGN_OR_RETURN(receipt.tx_index, QuantityMember(value, "transactionIndex"));
  ASSIGN_OR_RETURN(const std::uint64_t status, QuantityMember(value, "status"));
  receipt.succeeded = status == 1;
  ASSIGN_OR_RETURN(receipt.gas_used, QuantityMember(value, "gasUsed"));
  if (const Value* logs = value.Find("logs")) {
    for (const Value& log : logs->items()) {
      ASSIGN_OR_RETURN(LogEntry entry, ReadLog(log));
      receipt.logs.push_back(std::move(entry));
    }
  }
  return receipt;
}

// The last base fee is that of the block to come.
absl::StatusOr<Uint256> NextBaseFee(const Value& history) {
  const Value* base_fees = history.Find("baseFeePerGas");
  if (base_fees == nullptr || base_fees->items().empty()) {
    return absl::InvalidArgumentError("no base fee");
  }
  return ParseQuantity256(base_fees->items().back().string_value());
}

absl::StatusOr<Uint256> MedianReward(const Value& history) {
  const Value* rewards = history.Find("reward");
  if (rewards == nullptr || rewards->items().empty() ||
      rewards->items().back().items().empty()) {
    return absl::InvalidArgumentError("no rewards");
  }
  return ParseQuantity256(rewards->items().back().items()[0].string_value());
}

}  // namespace

Node::Node(std::string url, HttpClient& http, absl::Duration timeout)
    : rpc_(std::move(url), http, timeout) {}

absl::StatusOr<std::uint64_t> Node::ChainId() {
  ASSIGN_OR_RETURN(const Value result, rpc_.Call("eth_chainId", {}));
  return OrUnusable(ParseQuantity(result.string_value()));
}

absl::StatusOr<std::optional<Block>> Node::GetBlock(absl::string_view tag) {
  const absl::StatusOr<Value> result =
      rpc_.Call("eth_getBlockByNumber", {Text(tag), Value::Bool(false)});
  if (absl::IsNotFound(result.status())) return std::nullopt;
  RETURN_IF_ERROR(result.status());
  if (result->is_null()) return std::nullopt;
  ASSIGN_OR_RETURN(const Block block, OrUnusable(ReadBlock(*result)));
  return block;
}

absl::StatusOr<std::string> Node::GetCode(const Address& address) {
  ASSIGN_OR_RETURN(const Value result,
                   rpc_.Call("eth_getCode", {Text(FormatData(AsBytes(address))),
                                             Text(kLatest)}));
  return OrUnusable(ParseData(result.string_value()));
}

absl::StatusOr<Uint256> Node::GetBalance(const Address& address) {
  ASSIGN_OR_RETURN(
      const Value result,
      rpc_.Call("eth_getBalance",
                {Text(FormatData(AsBytes(address))), Text(kLatest)}));
  return OrUnusable(ParseQuantity256(result.string_value()));
}

absl::StatusOr<std::uint64_t> Node::GetNonce(const Address& address) {
  ASSIGN_OR_RETURN(
      const Value result,
      rpc_.Call("eth_getTransactionCount",
                {Text(FormatData(AsBytes(address))), Text(kLatest)}));
  return OrUnusable(ParseQuantity(result.string_value()));
}

absl::StatusOr<std::uint64_t> Node::EstimateGas(const Address& from,
                                                const Address& to,
                                                absl::string_view data) {
  Value call;
  call.Set("from", Text(FormatData(AsBytes(from))));
  call.Set("to", Text(FormatData(AsBytes(to))));
  call.Set("data", Text(FormatData(data)));
  ASSIGN_OR_RETURN(const Value result,
                   rpc_.Call("eth_estimateGas", {std::move(call)}));
  return OrUnusable(ParseQuantity(result.string_value()));
}

absl::StatusOr<Fees> Node::GetFees() {
  ASSIGN_OR_RETURN(
      const Value history,
      rpc_.Call("eth_feeHistory",
                {Text("0x1"), Text(kLatest), Value::Array({Value::Int(50)})}));
  Fees fees;
  ASSIGN_OR_RETURN(fees.base_fee, OrUnusable(NextBaseFee(history)));
  const absl::StatusOr<Value> tip = rpc_.Call("eth_maxPriorityFeePerGas", {});
  if (absl::IsUnimplemented(tip.status())) {
    ASSIGN_OR_RETURN(fees.priority_fee, OrUnusable(MedianReward(history)));
    return fees;
  }
  RETURN_IF_ERROR(tip.status());
  ASSIGN_OR_RETURN(fees.priority_fee,
                   OrUnusable(ParseQuantity256(tip->string_value())));
  return fees;
}

absl::StatusOr<Digest32> Node::SendRawTransaction(absl::string_view raw) {
  ASSIGN_OR_RETURN(const Value result, rpc_.Call("eth_sendRawTransaction",
                                                 {Text(FormatData(raw))}));
  return OrUnusable(ParseHash(result.string_value()));
}

absl::StatusOr<std::optional<TransactionReceipt>> Node::GetReceipt(
    const Digest32& tx_hash) {
  ASSIGN_OR_RETURN(const Value result,
                   rpc_.Call("eth_getTransactionReceipt",
                             {Text(FormatData(AsBytes(tx_hash)))}));
  if (result.is_null()) return std::nullopt;
  ASSIGN_OR_RETURN(TransactionReceipt receipt, OrUnusable(ReadReceipt(result)));
  if (receipt.tx_hash != tx_hash) {
    return Unusable(absl::InvalidArgumentError("another receipt"));
  }
  return receipt;
}

absl::StatusOr<bool> Node::KnowsTransaction(const Digest32& tx_hash) {
  ASSIGN_OR_RETURN(const Value result,
                   rpc_.Call("eth_getTransactionByHash",
                             {Text(FormatData(AsBytes(tx_hash)))}));
  if (result.is_null()) return false;
  if (result.FindString("hash") != FormatData(AsBytes(tx_hash))) {
    return Unusable(absl::InvalidArgumentError("another transaction"));
  }
  return true;
}

}  // namespace prescreen::anchor::evm
