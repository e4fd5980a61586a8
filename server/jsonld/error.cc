// SPDX-License-Identifier: Apache-2.0
#include "server/jsonld/error.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

namespace prescreen::jsonld {
namespace {

constexpr absl::string_view kCodePayload = "prescreen.jsonld/code";
constexpr absl::string_view kContextPayload = "prescreen.jsonld/context";
constexpr absl::string_view kTermPayload = "prescreen.jsonld/term";

absl::Status WithCode(absl::Status status, absl::string_view code) {
  status.SetPayload(kCodePayload, absl::Cord(code));
  return status;
}

void AddWord(absl::string_view name, absl::string_view word,
             absl::Status* status) {
  if (word.size() > kMaxErrorWordBytes) return;
  status->SetPayload(name, absl::Cord(word));
}

std::string Payload(const absl::Status& status, absl::string_view name) {
  const auto payload = status.GetPayload(name);
  return payload ? std::string(*payload) : "";
}

}  // namespace

absl::Status Error(absl::string_view code) {
  return WithCode(absl::InvalidArgumentError(absl::StrCat("JSON-LD: ", code)),
                  code);
}

absl::Status UnknownContext(absl::string_view iri) {
  absl::Status status =
      WithCode(absl::UnavailableError("JSON-LD: unknown context"),
               kLoadingRemoteContextFailed);
  AddWord(kContextPayload, iri, &status);
  return status;
}

absl::Status WithTerm(absl::Status status, absl::string_view term) {
  if (status.ok() || status.GetPayload(kTermPayload)) return status;
  AddWord(kTermPayload, term, &status);
  return status;
}

std::string ErrorCode(const absl::Status& status) {
  return Payload(status, kCodePayload);
}

std::string ErrorTerm(const absl::Status& status) {
  return Payload(status, kTermPayload);
}

std::string UnknownContextIri(const absl::Status& status) {
  return Payload(status, kContextPayload);
}

}  // namespace prescreen::jsonld
