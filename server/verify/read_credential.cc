// SPDX-License-Identifier: Apache-2.0
#include "server/verify/read_credential.h"

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "server/decode/decode.h"
#include "server/verify/object_reader.h"

namespace prescreen {
namespace {

constexpr absl::string_view kVcdm2Context =
    "https://www.w3.org/ns/credentials/v2";
constexpr absl::string_view kVcdm1Context =
    "https://www.w3.org/2018/credentials/v1";
// Followed by `.json` or `-3.0.N.json`.
constexpr absl::string_view kOpenBadgesContext =
    "https://purl.imsglobal.org/spec/ob/v3p0/context";

Finding Unsupported(v1::ReasonCode code, const ObjectReader& credential,
                    absl::string_view member, absl::string_view detail) {
  return {code, v1::UNCHECKED,
          member.empty() ? credential.place().Pointer()
                         : Place(credential.place(), member).Pointer(),
          std::string(detail)};
}

bool IsOpenBadgesContext(absl::string_view context) {
  if (!absl::StartsWith(context, kOpenBadgesContext)) return false;
  const absl::string_view rest = context.substr(kOpenBadgesContext.size());
  return rest == ".json" || rest == "-3.0.0.json" || rest == "-3.0.1.json" ||
         rest == "-3.0.2.json" || rest == "-3.0.3.json";
}

// The entries of `@context` that are URLs; others are "".
std::vector<absl::string_view> Contexts(const json::Value& credential) {
  std::vector<absl::string_view> contexts;
  const json::Value* value = credential.Find("@context");
  if (value == nullptr) return contexts;
  if (value->is_string()) return {value->string_value()};
  for (const json::Value& item : value->items()) {
    contexts.push_back(item.string_value());
  }
  return contexts;
}

void CheckOpenBadgesContext(const ObjectReader& credential,
                            const std::vector<absl::string_view>& contexts,
                            CredentialReading* reading) {
  bool other_version = false;
  for (const absl::string_view context : contexts) {
    if (IsOpenBadgesContext(context)) return;
    other_version |=
        absl::StartsWith(context, "https://purl.imsglobal.org/spec/ob/");
  }
  if (other_version) {
    reading->unsupported =
        Unsupported(v1::UNKNOWN_CONTEXT, credential, "@context",
                    "another version of Open Badges");
  } else {
    credential.Fault("@context", "lacks that of Open Badges 3.0");
  }
}

DataModel ModelOf(const std::vector<absl::string_view>& contexts) {
  if (contexts.empty()) return DataModel::kUnknown;
  if (contexts.front() == kVcdm2Context) return DataModel::kVcdm2;
  return contexts.front() == kVcdm1Context ? DataModel::kVcdm1
                                           : DataModel::kUnknown;
}

void CheckContexts(const ObjectReader& credential, Securing securing,
                   CredentialReading* reading) {
  const std::vector<absl::string_view> contexts = Contexts(credential.object());
  reading->model = ModelOf(contexts);
  if (reading->model == DataModel::kUnknown) {
    credential.Fault("@context", "does not begin with that of VCDM 2.0 or 1.1");
    return;
  }
  for (const json::Value& item : credential.Get("@context")->items()) {
    if (item.is_string() || item.is_object()) continue;
    credential.Fault("@context", "holds neither a URL nor an object");
    return;
  }
  if (reading->model == DataModel::kVcdm1 && securing == Securing::kVcJwt) {
    reading->unsupported = Unsupported(v1::UNSUPPORTED_FORMAT, credential, "",
                                       "VCDM 1.1 is no vc+jwt");
  } else if (reading->content.open_badge) {
    CheckOpenBadgesContext(credential, contexts, reading);
  }
}

// What VCDM 1.1 demands, and the reader of both models does not.
void CheckEarlierModel(const ObjectReader& credential) {
  for (const absl::string_view member : {"issuer", "issuanceDate"}) {
    if (!credential.Has(member)) credential.Fault(member, "is missing");
  }
}

// Reasons that leave a well-formed credential unchecked.
void FindUnsupported(const ObjectReader& credential, Securing securing,
                     CredentialReading* reading) {
  if (HasWord(credential.Get("type"), "ClrCredential")) {
    reading->unsupported = Unsupported(v1::UNSUPPORTED_FORMAT, credential,
                                       "type", "CLR 2.0 is not supported");
  } else if (reading->content.subjects.size() > 1) {
    reading->unsupported =
        Unsupported(v1::UNSUPPORTED_FORMAT, credential, "credentialSubject",
                    "more than one subject is not supported");
  } else if (securing == Securing::kOtherJwt &&
             credential.place().Pointer().empty() &&
             !reading->content.open_badge) {
    reading->unsupported =
        Unsupported(v1::UNSUPPORTED_FORMAT, credential, "",
                    "a JWT that is neither vc+jwt nor an Open Badge");
  }
}

}  // namespace

CredentialReading ReadCredential(const json::Value& credential,
                                 const Place& place, Securing securing) {
  CredentialReading reading;
  const ObjectReader reader(credential, place, &reading.faults);
  reading.content = ReadContent(credential, place, &reading.faults);
  CheckContexts(reader, securing, &reading);
  if (reading.model == DataModel::kVcdm1) CheckEarlierModel(reader);
  if (!reading.unsupported.has_value()) {
    FindUnsupported(reader, securing, &reading);
  }
  return reading;
}

}  // namespace prescreen
