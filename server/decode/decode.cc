// SPDX-License-Identifier: Apache-2.0
#include "server/decode/decode.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "server/decode/media_type.h"

namespace prescreen {
namespace {

void Fail(v1::ReasonCode code, absl::string_view detail,
          SecuredDocument* document) {
  document->fault = DecodeFault{code, std::string(detail)};
}

// Malformed, or beyond a limit of ours.
void FailWith(const absl::Status& status, SecuredDocument* document) {
  const bool limit = absl::IsResourceExhausted(status);
  Fail(limit ? v1::WORK_LIMIT : v1::SCHEMA_INVALID, status.message(), document);
}

// JWTs serve many purposes: this one shows no trace of a credential.
bool IsForeignPayload(const json::Value& payload) {
  constexpr absl::string_view kTraces[] = {
      "@context", "type", "vc", "vp", "vct", "credentialSubject"};
  return std::none_of(
      std::begin(kTraces), std::end(kTraces),
      [&](absl::string_view name) { return payload.Find(name) != nullptr; });
}

// What the header's `typ` says the token is. Absent: nothing.
void ClassifyToken(SecuredDocument* document) {
  const json::Value& header = document->jws->header;
  const absl::string_view typ = header.FindString("typ");
  if (NamesMediaType(typ, "vc+jwt")) {
    document->format = "application/vc+jwt";
    return;
  }
  document->format = "application/jwt";
  for (const absl::string_view subtype :
       {"vp+jwt", "vc+sd-jwt", "dc+sd-jwt", "vp+sd-jwt", "vc+ld+json+jwt",
        "vp+ld+json+jwt", "vc+ld+json+sd-jwt", "statuslist+jwt"}) {
    if (!NamesMediaType(typ, subtype)) continue;
    document->format = absl::StrCat("application/", subtype);
    Fail(v1::UNSUPPORTED_FORMAT, "this kind of token is not supported",
         document);
    return;
  }
  if (document->jws->payload_status.ok() &&
      IsForeignPayload(document->jws->payload)) {
    Fail(v1::NOT_A_CREDENTIAL, "a JWT that holds no credential", document);
  }
}

void DecodeToken(SecuredDocument* document) {
  absl::StatusOr<CompactJws> jws = ParseCompactJws(document->bytes);
  if (!jws.ok()) {
    if (std::count(document->bytes.begin(), document->bytes.end(), '.') == 4) {
      Fail(v1::UNSUPPORTED_FORMAT, "an encrypted or malformed token", document);
      return;
    }
    FailWith(jws.status(), document);
    return;
  }
  document->jws = *std::move(jws);
  ClassifyToken(document);
  if (document->fault.has_value()) {
    document->readable = std::move(document->jws->payload);
    document->jws.reset();
  }
}

void DecodeSdJwt(SecuredDocument* document) {
  Fail(v1::UNSUPPORTED_FORMAT, "SD-JWT is not supported", document);
  const std::size_t end = document->bytes.find('~');
  absl::StatusOr<CompactJws> jws =
      ParseCompactJws(document->bytes.substr(0, end));
  if (jws.ok()) document->readable = std::move(jws->payload);
}

// True if an item of the list looks like a credential.
bool HoldsCredentials(const json::Value& list) {
  return std::any_of(list.items().begin(), list.items().end(),
                     [](const json::Value& item) {
                       return item.Find("@context") != nullptr ||
                              item.Find("credential") != nullptr;
                     });
}

// Without the type that it should have, a credential all the same.
bool LooksLikeCredential(const json::Value& value) {
  return value.Find("credentialSubject") != nullptr &&
         value.Find("proof") != nullptr;
}

void DecodeCredentialJson(json::Value value, SecuredDocument* document) {
  document->format = "application/vc";
  if (value.Find("proof") != nullptr) {
    document->embedded = std::move(value);
    return;
  }
  Fail(v1::PROOF_TOO_WEAK, "a credential without a proof", document);
  document->readable = std::move(value);
}

// Credentials in forms that are known by name only.
bool IsOtherForm(const json::Value& value) {
  const json::Value* type = value.Find("type");
  return HasWord(type, "VerifiablePresentation") ||
         HasWord(type, "EnvelopedVerifiableCredential") ||
         HasWord(type, "EnvelopedVerifiablePresentation") ||
         HasWord(type, "Assertion") || value.Find("payload") != nullptr ||
         HoldsCredentials(value);
}

void DecodeJson(SecuredDocument* document) {
  absl::StatusOr<json::Value> value = json::Parse(document->bytes);
  if (!value.ok()) {
    const bool limit = absl::IsResourceExhausted(value.status());
    Fail(limit ? v1::WORK_LIMIT : v1::SCHEMA_INVALID, "no well-formed JSON",
         document);
    return;
  }
  if (HasWord(value->Find("type"), "VerifiableCredential")) {
    DecodeCredentialJson(*std::move(value), document);
  } else if (IsOtherForm(*value)) {
    Fail(v1::UNSUPPORTED_FORMAT, "this kind of JSON document is not supported",
         document);
    document->readable = *std::move(value);
  } else if (LooksLikeCredential(*value)) {
    DecodeCredentialJson(*std::move(value), document);
  } else {
    Fail(v1::NOT_A_CREDENTIAL, "a JSON document that is no credential",
         document);
  }
}

std::size_t CountEmbedded(const json::Value& credential) {
  const json::Value* proof = credential.Find("proof");
  if (proof == nullptr) return 0;
  return proof->is_array() ? proof->items().size() : 1;
}

}  // namespace

bool HasWord(const json::Value* value, absl::string_view word) {
  if (value == nullptr) return false;
  if (value->is_string()) return value->string_value() == word;
  return std::any_of(value->items().begin(), value->items().end(),
                     [&](const json::Value& item) {
                       return item.is_string() && item.string_value() == word;
                     });
}

std::size_t CountProofs(const SecuredDocument& document) {
  if (document.fault.has_value()) return 0;
  if (!document.jws.has_value()) return CountEmbedded(document.embedded);
  const json::Value& payload = document.jws->payload;
  const json::Value* nested = payload.Find("vc");
  return 1 + CountEmbedded(payload) +
         (nested != nullptr ? CountEmbedded(*nested) : 0);
}

SecuredDocument Decode(const RawDocument& raw, int document) {
  SecuredDocument result;
  result.document = document;
  result.bytes = absl::StripAsciiWhitespace(
      absl::string_view(raw.content.data(), raw.content.size()));
  const SniffedForm sniffed =
      Sniff(absl::string_view(raw.media_type.data(), raw.media_type.size()),
            result.bytes);
  result.format = std::string(sniffed.media_type);
  switch (sniffed.form) {
    case DocumentForm::kCompactJws:
      DecodeToken(&result);
      break;
    case DocumentForm::kSdJwt:
      DecodeSdJwt(&result);
      break;
    case DocumentForm::kJson:
      DecodeJson(&result);
      break;
    case DocumentForm::kBadgeImage:
      Fail(v1::UNSUPPORTED_FORMAT, "baked badge images are not supported",
           &result);
      break;
    case DocumentForm::kOtherSecured:
      Fail(v1::UNSUPPORTED_FORMAT, "this credential format is not supported",
           &result);
      break;
    case DocumentForm::kNotCredential:
      Fail(v1::NOT_A_CREDENTIAL, "holds no credential", &result);
      break;
  }
  return result;
}

}  // namespace prescreen
