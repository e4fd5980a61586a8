// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "server/verify/credential_content.h"
#include "server/verify/object_reader.h"
#include "server/verify/read_achievement.h"

namespace prescreen {
namespace {

constexpr Presence kOptional = Presence::kOptional;
constexpr Presence kMandatory = Presence::kMandatory;

constexpr absl::string_view kVcdm1Context =
    "https://www.w3.org/2018/credentials/v1";
constexpr absl::string_view kBitstringEntry = "BitstringStatusListEntry";

bool IsOfEarlierModel(const json::Value& credential) {
  const json::Value* context = credential.Find("@context");
  if (context == nullptr) return false;
  if (context->is_string()) return context->string_value() == kVcdm1Context;
  return !context->items().empty() &&
         context->items().front().string_value() == kVcdm1Context;
}

// An item must have a type, and is counted if it says more than that.
std::vector<std::string> ReadEvidence(const ObjectReader& owner) {
  std::vector<std::string> pointers;
  owner.Objects("evidence", kOptional, [&](const ObjectReader& item) {
    item.Words("type", kMandatory);
    if (item.object().members().size() > (item.Has("type") ? 1 : 0)) {
      pointers.push_back(item.place().Pointer());
    }
  });
  return pointers;
}

void ReadSubjects(const ObjectReader& credential, CredentialContent* content) {
  credential.Objects(
      "credentialSubject", kMandatory, [&](const ObjectReader& subject) {
        StatedSubject stated;
        stated.id = subject.Url("id", kOptional);
        stated.pointer = subject.place().Pointer();
        ReadAchievementSubject(
            subject.WithFaults(content->open_badge ? subject.faults()
                                                   : nullptr),
            content->open_badge ? kMandatory : kOptional, &stated);
        // Not a place that a specification names for it.
        stated.evidence = ReadEvidence(subject.WithFaults(nullptr));
        content->subjects.push_back(std::move(stated));
      });
}

void ReadTypes(const ObjectReader& credential, CredentialContent* content) {
  const std::vector<absl::string_view> types =
      credential.Words("type", kMandatory);
  const auto has = [&](absl::string_view type) {
    return std::find(types.begin(), types.end(), type) != types.end();
  };
  if (!has("VerifiableCredential")) {
    credential.Fault("type", "does not say VerifiableCredential");
  }
  content->open_badge =
      has("OpenBadgeCredential") || has("AchievementCredential");
  content->types = ReadWords(credential, "type");
}

void ReadValidity(const ObjectReader& credential, bool earlier_model,
                  CredentialContent* content) {
  const absl::string_view from = earlier_model ? "issuanceDate" : "validFrom";
  const absl::string_view until =
      earlier_model ? "expirationDate" : "validUntil";
  content->valid_from = credential.DateTime(
      from, content->open_badge && !earlier_model ? kMandatory : kOptional);
  content->valid_from_pointer = Place(credential.place(), from).Pointer();
  content->valid_until = credential.DateTime(until, kOptional);
  if (content->valid_from.has_value() && content->valid_until.has_value() &&
      *content->valid_until < *content->valid_from) {
    credential.Fault(until, "is earlier than the start of validity");
  }
  content->awarded =
      credential.WithFaults(content->open_badge ? credential.faults() : nullptr)
          .DateTime("awardedDate", kOptional);
}

// The text of a member that issuers write as a string or as a number.
std::string ReadNumberText(const ObjectReader& owner, absl::string_view name,
                           Presence presence) {
  const json::Value* value = owner.Get(name);
  if (value != nullptr && value->is_number()) {
    return std::string(value->number_text());
  }
  return owner.Text(name, presence);
}

StatedStatus ReadStatus(const ObjectReader& status) {
  StatedStatus stated;
  const std::vector<absl::string_view> types = status.Words("type", kMandatory);
  const bool bitstring =
      std::find(types.begin(), types.end(), kBitstringEntry) != types.end();
  if (bitstring) {
    stated.type = std::string(kBitstringEntry);
  } else if (!types.empty()) {
    stated.type = std::string(types.front());
  }
  // Other types may mean something else by these names.
  const Presence presence = bitstring ? kMandatory : kOptional;
  const ObjectReader entry =
      status.WithFaults(bitstring ? status.faults() : nullptr);
  status.Url("id", kOptional);
  stated.purpose = entry.Text("statusPurpose", presence);
  stated.list = entry.Url("statusListCredential", presence);
  stated.index = ReadNumberText(entry, "statusListIndex", presence);
  stated.size = ReadNumberText(entry, "statusSize", kOptional);
  stated.pointer = status.place().Pointer();
  return stated;
}

void ReadStatuses(const ObjectReader& credential, CredentialContent* content) {
  credential.Objects("credentialStatus", kOptional,
                     [&](const ObjectReader& status) {
                       content->statuses.push_back(ReadStatus(status));
                     });
  const json::Value* value = credential.Get("credentialStatus");
  content->has_status =
      value != nullptr && !(value->is_array() && value->items().empty());
}

}  // namespace

CredentialContent ReadContent(const json::Value& value, const Place& place,
                              std::vector<Finding>* faults) {
  const ObjectReader credential(value, place, faults);
  const bool earlier_model = IsOfEarlierModel(value);
  CredentialContent content;
  content.pointer = place.Pointer();
  ReadTypes(credential, &content);
  content.id = credential.Url(
      "id", content.open_badge && !earlier_model ? kMandatory : kOptional);
  content.issuer_id =
      credential.UrlOrId("issuer", earlier_model ? kOptional : kMandatory);
  ReadValidity(credential, earlier_model, &content);
  ReadSubjects(credential, &content);
  content.evidence = ReadEvidence(credential);
  ReadStatuses(credential, &content);
  return content;
}

}  // namespace prescreen
