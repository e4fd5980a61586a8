// SPDX-License-Identifier: Apache-2.0
#include "server/status/status_list.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "server/decode/decode.h"
#include "server/status/bitstring.h"

namespace prescreen {
namespace {

constexpr absl::string_view kCredentialType = "BitstringStatusListCredential";
constexpr absl::string_view kSubjectType = "BitstringStatusList";

StatusList Unusable(absl::string_view fault) {
  StatusList list;
  list.fault = std::string(fault);
  return list;
}

std::string WhyNot(const CheckedCredential& credential) {
  const std::vector<Finding>* findings = nullptr;
  if (const auto* bad = std::get_if<RejectedCredential>(&credential)) {
    findings = &bad->findings();
  } else {
    findings = &std::get<UncheckedCredential>(credential).findings();
  }
  return absl::StrCat("the status list could not be verified: ",
                      findings->front().detail);
}

// The credential within what was signed; VCDM 1.1 puts it into `vc`.
const json::Value& CredentialOf(const SecuredDocument& document) {
  if (!document.jws.has_value()) return document.embedded;
  const json::Value& payload = document.jws->payload;
  const json::Value* inner = payload.Find("vc");
  return inner != nullptr && inner->is_object() ? *inner : payload;
}

// The one subject, or nullptr.
const json::Value* SubjectOf(const json::Value& credential) {
  const json::Value* subject = credential.Find("credentialSubject");
  if (subject != nullptr && subject->items().size() == 1) {
    subject = &subject->items().front();
  }
  return subject != nullptr && subject->is_object() ? subject : nullptr;
}

// One text, or several; empty if it is neither.
std::vector<std::string> Purposes(const json::Value* value) {
  std::vector<std::string> purposes;
  if (value == nullptr) return purposes;
  if (value->is_string()) purposes.emplace_back(value->string_value());
  for (const json::Value& item : value->items()) {
    if (!item.is_string()) return {};
    purposes.emplace_back(item.string_value());
  }
  return purposes;
}

void Narrow(const CredentialContent& content, StatusList* list) {
  list->valid_from = content.valid_from;
  if (content.not_before.has_value() &&
      (!list->valid_from.has_value() ||
       *content.not_before > *list->valid_from)) {
    list->valid_from = content.not_before;
  }
  list->valid_until = content.valid_until;
  for (const std::optional<absl::Time>& end :
       {content.expires, content.proof_expires}) {
    if (end.has_value() &&
        (!list->valid_until.has_value() || *end < *list->valid_until)) {
      list->valid_until = end;
    }
  }
}

}  // namespace

StatusList ReadStatusList(absl::string_view body,
                          const CredentialVerifier& verifier) {
  RawDocument raw;
  raw.content = std::string(body);
  const SecuredDocument document = Decode(raw, 0);
  const CheckedCredential checked = verifier.Verify(document);
  const auto* verified = std::get_if<VerifiedCredential>(&checked);
  if (verified == nullptr) return Unusable(WhyNot(checked));

  const json::Value& credential = CredentialOf(document);
  if (!HasWord(credential.Find("type"), kCredentialType)) {
    return Unusable("the status list is no BitstringStatusListCredential");
  }
  const json::Value* subject = SubjectOf(credential);
  if (subject == nullptr || !HasWord(subject->Find("type"), kSubjectType)) {
    return Unusable("the status list's subject is no BitstringStatusList");
  }
  StatusList list;
  list.id = verified->content().id;
  list.issuer_id = verified->content().issuer_id;
  list.purposes = Purposes(subject->Find("statusPurpose"));
  Narrow(verified->content(), &list);
  absl::StatusOr<std::string> bits =
      ExpandBitstring(subject->FindString("encodedList"));
  if (!bits.ok()) {
    return Unusable(absl::StrCat("the status list is malformed: ",
                                 bits.status().message()));
  }
  list.bits = *std::move(bits);
  return list;
}

}  // namespace prescreen
