// SPDX-License-Identifier: Apache-2.0
#include "server/decode/media_type.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"

namespace prescreen {
namespace {

struct KnownType {
  absl::string_view media_type;
  DocumentForm form;
};

// Media types that leave no doubt about what the sender meant.
constexpr KnownType kCredentialTypes[] = {
    {"application/vc+jwt", DocumentForm::kCompactJws},
    {"application/jwt", DocumentForm::kCompactJws},
    {"application/vp+jwt", DocumentForm::kCompactJws},
    {"application/vc+sd-jwt", DocumentForm::kSdJwt},
    {"application/dc+sd-jwt", DocumentForm::kSdJwt},
    {"application/vp+sd-jwt", DocumentForm::kSdJwt},
    {"application/vc+cose", DocumentForm::kOtherSecured},
    {"application/vp+cose", DocumentForm::kOtherSecured},
    {"application/vc", DocumentForm::kJson},
    {"application/vp", DocumentForm::kJson},
    {"application/vc+ld+json", DocumentForm::kJson},
};

struct Magic {
  absl::string_view bytes;
  absl::string_view media_type;
};
constexpr Magic kMagic[] = {
    {"%PDF-", "application/pdf"},      {"\x89PNG\r\n", "image/png"},
    {"\xff\xd8\xff", "image/jpeg"},    {"GIF8", "image/gif"},
    {"PK\x03\x04", "application/zip"}, {"\xd2\x84", "application/cose"}};

// base64url of a text that begins with `{` and one ASCII character of JSON.
bool BeginsLikeJwt(absl::string_view content) {
  return absl::StartsWith(content, "ey") || absl::StartsWith(content, "ew") ||
         absl::StartsWith(content, "e3");
}

SniffedForm SniffBinary(absl::string_view media_type,
                        absl::string_view content) {
  if (media_type == "application/cose") {
    return {DocumentForm::kOtherSecured, media_type};
  }
  // PNG text chunks whose keyword the Open Badges baking specification defines.
  const bool baked = media_type == "image/png" &&
                     (absl::StrContains(content, "iTXtopenbadge") ||
                      absl::StrContains(content, "tEXtopenbadge"));
  return {baked ? DocumentForm::kBadgeImage : DocumentForm::kNotCredential,
          media_type};
}

SniffedForm SniffText(absl::string_view content) {
  if (content.front() == '{' || content.front() == '[') {
    return {DocumentForm::kJson, "application/json"};
  }
  if (BeginsLikeJwt(content) && absl::StrContains(content, '.') &&
      !absl::StrContains(content, ' ') && !absl::StrContains(content, '\n')) {
    return absl::StrContains(content, '~')
               ? SniffedForm{DocumentForm::kSdJwt, "application/sd-jwt"}
               : SniffedForm{DocumentForm::kCompactJws, "application/jwt"};
  }
  if (content.front() == '<' && absl::StrContains(content, "<svg")) {
    return {absl::StrContains(content, "openbadges:")
                ? DocumentForm::kBadgeImage
                : DocumentForm::kNotCredential,
            "image/svg+xml"};
  }
  return {DocumentForm::kNotCredential,
          IsValidUtf8(content) ? "text/plain" : "application/octet-stream"};
}

}  // namespace

SniffedForm Sniff(absl::string_view declared, absl::string_view content) {
  const std::string media_type =
      absl::AsciiStrToLower(absl::StripAsciiWhitespace(
          declared.substr(0, std::min(declared.find(';'), declared.size()))));
  for (const KnownType& known : kCredentialTypes) {
    if (media_type == known.media_type) return {known.form, known.media_type};
  }
  if (content.empty()) {
    return {DocumentForm::kNotCredential, "application/octet-stream"};
  }
  for (const Magic& magic : kMagic) {
    if (absl::StartsWith(content, magic.bytes)) {
      return SniffBinary(magic.media_type, content);
    }
  }
  return SniffText(content);
}

bool NamesMediaType(absl::string_view value, absl::string_view subtype) {
  constexpr absl::string_view kPrefix = "application/";
  if (absl::StartsWithIgnoreCase(value, kPrefix)) {
    value.remove_prefix(kPrefix.size());
  }
  return absl::EqualsIgnoreCase(value, subtype);
}

}  // namespace prescreen
