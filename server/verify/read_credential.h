// SPDX-License-Identifier: Apache-2.0
// The structure of a credential, whatever secures it: data model, contexts and
// members.
#ifndef PRESCREEN_SERVER_VERIFY_READ_CREDENTIAL_H_
#define PRESCREEN_SERVER_VERIFY_READ_CREDENTIAL_H_

#include <optional>
#include <vector>

#include "base/codec/json.h"
#include "server/verify/credential_content.h"
#include "server/verify/outcome.h"
#include "server/verify/place.h"

namespace prescreen {

enum class Securing {
  kVcJwt,     // application/vc+jwt (VC-JOSE-COSE): VCDM 2.0 alone
  kOtherJwt,  // Open Badges 3.0 section 8.2; VCDM 1.1, its `vc` claim decoded
  kEmbedded,  // Data Integrity
};

enum class DataModel { kUnknown, kVcdm1, kVcdm2 };

struct CredentialReading {
  DataModel model = DataModel::kUnknown;  // by the first context
  CredentialContent content;
  // SCHEMA_INVALID, each at its pointer: the credential is not what it says.
  std::vector<Finding> faults;
  // Why this build cannot check it even with a good proof.
  std::optional<Finding> unsupported;
};

// Reads a credential of VCDM 2.0 or 1.1 that stands at `place` of a payload.
// Thread-safe.
CredentialReading ReadCredential(const json::Value& credential,
                                 const Place& place, Securing securing);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_READ_CREDENTIAL_H_
