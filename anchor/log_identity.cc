// SPDX-License-Identifier: Apache-2.0
#include "anchor/log_identity.h"

#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "anchor/checkpoint.h"
#include "anchor/signed_note.h"
#include "base/check.h"
#include "base/codec/jcs.h"
#include "base/codec/json.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen::anchor {
namespace {

using json::Value;

constexpr absl::string_view kTyp = "prescreen-log";  // Stored. Never change.
constexpr std::int64_t kVersion = 1;                 // Stored. Never change.
// RFC 8785 numbers are doubles: integers are exact up to here.
constexpr std::int64_t kMaxInteger = (std::int64_t{1} << 53) - 1;
// A hundred chains and keys stay far below.
constexpr json::ParseOptions kLimits = {/*max_depth=*/4,
                                        /*max_bytes=*/64u << 10};

absl::Status Bad(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("log identity: ", why));
}

Value Strings(const std::vector<std::string>& texts) {
  Value array = Value::Array();
  for (const std::string& text : texts) array.Append(Value::String(text));
  return array;
}

Value ToJson(const AnchorIdentity& anchor) {
  Value object = Value::Object();
  object.Set("caip2", Value::String(anchor.caip2));
  if (!anchor.contract.empty()) {
    object.Set("contract", Value::String(anchor.contract));
  }
  if (!anchor.publisher.empty()) {
    object.Set("publisher", Value::String(anchor.publisher));
  }
  object.Set("first_nonce",
             Value::Int(static_cast<std::int64_t>(anchor.first_nonce)));
  object.Set("from", Value::Int(anchor.from));
  if (anchor.until) object.Set("until", Value::Int(*anchor.until));
  return object;
}

absl::StatusOr<std::int64_t> ReadInteger(const Value& object,
                                         absl::string_view name) {
  const Value* value = object.Find(name);
  if (value == nullptr) return Bad(absl::StrCat("`", name, "` is missing"));
  const absl::StatusOr<std::int64_t> number = value->AsInt64();
  if (!number.ok() || *number < 0 || *number > kMaxInteger) {
    return Bad(absl::StrCat("`", name, "` is not a whole number"));
  }
  return *number;
}

absl::StatusOr<std::vector<std::string>> ReadStrings(const Value& object,
                                                     absl::string_view name) {
  const Value* array = object.Find(name);
  if (array == nullptr || !array->is_array()) {
    return Bad(absl::StrCat("`", name, "` is not a list"));
  }
  std::vector<std::string> texts;
  for (const Value& item : array->items()) {
    if (!item.is_string()) {
      return Bad(absl::StrCat("`", name, "` holds what is no string"));
    }
    texts.emplace_back(item.string_value());
  }
  return texts;
}

bool IsAddress(absl::string_view text) {
  return text.size() == 42 && text.substr(0, 2) == "0x" &&
         HexDecode(text.substr(2)).ok();
}

absl::StatusOr<AnchorIdentity> ReadAnchor(const Value& object) {
  AnchorIdentity anchor;
  anchor.caip2 = std::string(object.FindString("caip2"));
  anchor.contract = std::string(object.FindString("contract"));
  anchor.publisher = std::string(object.FindString("publisher"));
  if (!IsCaip2(anchor.caip2)) return Bad("an anchor's `caip2` is malformed");
  for (const std::string& address : {anchor.contract, anchor.publisher}) {
    if (!address.empty() && !IsAddress(address)) {
      return Bad("an anchor's address is malformed");
    }
  }
  ASSIGN_OR_RETURN(const std::int64_t nonce,
                   ReadInteger(object, "first_nonce"));
  anchor.first_nonce = static_cast<std::uint64_t>(nonce);
  ASSIGN_OR_RETURN(anchor.from, ReadInteger(object, "from"));
  if (object.Find("until") != nullptr) {
    ASSIGN_OR_RETURN(const std::int64_t until, ReadInteger(object, "until"));
    anchor.until = until;
  }
  return anchor;
}

// Keys of later signature types may stand beside the one that is required.
absl::Status CheckVkeys(const LogIdentity& identity) {
  bool has_usable = false;
  for (const std::string& vkey : identity.vkeys) {
    const absl::StatusOr<NoteVerifier> verifier = ParseVkey(vkey);
    if (absl::IsUnimplemented(verifier.status())) continue;
    RETURN_IF_ERROR(verifier.status());
    if (verifier->name != identity.origin) {
      return Bad("a vkey's name is not the origin");
    }
    has_usable = true;
  }
  if (!has_usable) return Bad("has no usable vkey");
  return absl::OkStatus();
}

}  // namespace

bool IsCaip2(absl::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == absl::string_view::npos || colon < 3 || colon > 8) return false;
  const absl::string_view reference = text.substr(colon + 1);
  if (reference.empty() || reference.size() > 32) return false;
  for (const char c : text.substr(0, colon)) {
    if (!absl::ascii_islower(static_cast<unsigned char>(c)) &&
        !absl::ascii_isdigit(static_cast<unsigned char>(c)) && c != '-') {
      return false;
    }
  }
  for (const char c : reference) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '-' &&
        c != '_') {
      return false;
    }
  }
  return true;
}

std::string FormatLogIdentity(const LogIdentity& identity) {
  Value object = Value::Object();
  object.Set("v", Value::Int(kVersion));
  object.Set("typ", Value::String(kTyp));
  object.Set("log", Value::String(identity.origin));
  object.Set("iat", Value::Int(identity.iat));
  object.Set("origin", Value::String(identity.origin));
  object.Set("vkeys", Strings(identity.vkeys));
  Value anchors = Value::Array();
  for (const AnchorIdentity& anchor : identity.anchors) {
    anchors.Append(ToJson(anchor));
  }
  object.Set("anchors", std::move(anchors));
  object.Set("cadence", Value::Int(identity.cadence_seconds));
  object.Set("formats", Strings(identity.formats));
  absl::StatusOr<std::string> text = json::Canonicalize(object);
  PRESCREEN_CHECK(text.ok());
  return *std::move(text);
}

absl::StatusOr<LogIdentity> ParseLogIdentity(absl::string_view json) {
  const absl::StatusOr<Value> parsed = json::Parse(json, kLimits);
  if (!parsed.ok()) return Bad(parsed.status().message());
  LogIdentity identity;
  identity.origin = std::string(parsed->FindString("origin"));
  RETURN_IF_ERROR(ValidateOrigin(identity.origin));
  ASSIGN_OR_RETURN(identity.iat, ReadInteger(*parsed, "iat"));
  ASSIGN_OR_RETURN(identity.cadence_seconds, ReadInteger(*parsed, "cadence"));
  ASSIGN_OR_RETURN(identity.vkeys, ReadStrings(*parsed, "vkeys"));
  ASSIGN_OR_RETURN(identity.formats, ReadStrings(*parsed, "formats"));
  RETURN_IF_ERROR(CheckVkeys(identity));
  const Value* anchors = parsed->Find("anchors");
  if (anchors == nullptr || !anchors->is_array()) {
    return Bad("`anchors` is not a list");
  }
  for (const Value& item : anchors->items()) {
    ASSIGN_OR_RETURN(AnchorIdentity anchor, ReadAnchor(item));
    identity.anchors.push_back(std::move(anchor));
  }
  // Whatever else it holds or lacks (v, typ, log, order, white space) shows
  // here.
  if (FormatLogIdentity(identity) != json) {
    return Bad("is not in the form in which logs write it");
  }
  return identity;
}

}  // namespace prescreen::anchor
