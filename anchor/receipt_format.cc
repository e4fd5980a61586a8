// SPDX-License-Identifier: Apache-2.0
#include <google/protobuf/message.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"
#include "anchor/receipt.h"
#include "base/check.h"
#include "base/codec/json.h"
#include "base/limits.h"

namespace prescreen::anchor {
namespace {

namespace pb = google::protobuf;

// `thing` names the message in errors.
absl::Status ParseMessage(absl::string_view thing, absl::string_view bytes,
                          pb::Message* message) {
  if (bytes.size() > kMaxReceiptBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat(thing, ": longer than ", kMaxReceiptBytes, " bytes"));
  }
  if (bytes.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(thing, ": empty"));
  }
  // No message of ours begins with the tag that `{` would be.
  if (bytes.front() != '{') {
    const pb::LogSilencer silencer;  // it prints what it refuses
    if (message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError(
        absl::StrCat(thing, ": not a protobuf message"));
  }
  // protobuf's own reader takes repeated names and other non-JSON.
  const absl::StatusOr<json::Value> strict = json::Parse(bytes);
  if (!strict.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(thing, ": ", strict.status().message()));
  }
  // A later version's members say nothing to this one, as in protobuf bytes.
  pb::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  const std::string text(bytes);
  if (!pb::util::JsonStringToMessage(text, message, options).ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(thing, ": not the JSON mapping of one"));
  }
  return absl::OkStatus();
}

std::string ToJson(const pb::Message& message) {
  pb::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string text;
  PRESCREEN_CHECK(pb::util::MessageToJsonString(message, &text, options).ok());
  return text;
}

}  // namespace

absl::StatusOr<v1::Receipt> ParseReceipt(absl::string_view bytes) {
  v1::Receipt receipt;
  const absl::Status status = ParseMessage("receipt", bytes, &receipt);
  if (!status.ok()) return status;
  return receipt;
}

absl::StatusOr<v1::Opening> ParseOpening(absl::string_view bytes) {
  v1::Opening opening;
  const absl::Status status = ParseMessage("opening", bytes, &opening);
  if (!status.ok()) return status;
  return opening;
}

std::string ReceiptToJson(const v1::Receipt& receipt) {
  return ToJson(receipt);
}

std::string OpeningToJson(const v1::Opening& opening) {
  return ToJson(opening);
}

}  // namespace prescreen::anchor
