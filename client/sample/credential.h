// SPDX-License-Identifier: Apache-2.0
// Sample achievement credentials as JSON (Open Badges 3.0). Thread-safe.
#ifndef PRESCREEN_CLIENT_SAMPLE_CREDENTIAL_H_
#define PRESCREEN_CLIENT_SAMPLE_CREDENTIAL_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "base/codec/json.h"
#include "client/sample/cast.h"

namespace prescreen::sample {

// Of the Verifiable Credentials Data Model.
enum class DataModel { kVcdm2, kVcdm1 };

// An entry of a Bitstring Status List.
struct SampleStatus {
  std::string list;  // URL of the list's credential
  std::size_t index = 0;
};

struct CredentialSpec {
  // Whatever is derived (ids, salt) follows from it: one for each credential.
  std::string label;
  std::string issuer;  // as FindSampleIssuer takes it
  const SampleAchievement* achievement = nullptr;  // not owned
  // The recipient, hashed with a salt.
  std::string email;
  absl::CivilDay awarded;
  std::optional<absl::CivilDay> valid_until;
  std::optional<int> percent;  // a result; 60 is needed
  std::string evidence_url;    // empty: none
  std::optional<SampleStatus> status;
  DataModel model = DataModel::kVcdm2;
};

// Without proof. InvalidArgument: no such issuer, or no achievement.
absl::StatusOr<json::Value> MakeCredential(const CredentialSpec& spec);

// A UUID that follows from `label`, as `urn:uuid:…`.
std::string StableUrn(absl::string_view label);

}  // namespace prescreen::sample

#endif  // PRESCREEN_CLIENT_SAMPLE_CREDENTIAL_H_
