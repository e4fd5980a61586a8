// SPDX-License-Identifier: Apache-2.0
// What a credential states, typed: the members of VCDM 2.0 and Open Badges 3.0
// that later stages read, and no others. Whether it may be believed is said by
// the type that holds it.
#ifndef PRESCREEN_SERVER_VERIFY_CREDENTIAL_CONTENT_H_
#define PRESCREEN_SERVER_VERIFY_CREDENTIAL_CONTENT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/codec/json.h"
#include "server/verify/outcome.h"
#include "server/verify/place.h"

namespace prescreen {

// Texts are "" where the credential states none. Pointers are RFC 6901, into
// the payload.
struct StatedAlignment {
  std::string target_url;
  std::string target_code;
  std::string pointer;
};

struct StatedAchievement {
  std::string id;
  std::string name;
  std::string achievement_type;
  std::string version;
  std::string creator;  // identifier
  std::string pointer;
  // Of the achievement first, then of its result descriptions.
  std::vector<StatedAlignment> alignments;
};

struct StatedResult {
  std::string status;
  std::string pointer;
  std::vector<StatedAlignment> alignments;
};

// IdentityObject: personal data, for comparison only.
struct StatedIdentity {
  bool hashed = false;
  std::string identity_hash;  // plain text unless `hashed`
  std::string identity_type;
  std::string salt;
  std::string pointer;
};

struct StatedSubject {
  std::string id;
  std::string pointer;
  std::vector<StatedIdentity> identities;
  std::optional<StatedAchievement> achievement;
  std::vector<StatedResult> results;
  std::optional<absl::Time> activity_end;
};

// A value type. Thread-compatible.
struct CredentialContent {
  std::string id;
  std::string issuer_id;
  bool open_badge = false;  // OpenBadgeCredential or AchievementCredential
  bool has_status = false;  // names a way to ask for its status
  std::optional<absl::Time> valid_from;
  std::optional<absl::Time> valid_until;
  std::optional<absl::Time> awarded;
  std::vector<StatedSubject> subjects;
  // Registered JWT claims, where the credential is a JWT and has them.
  std::optional<absl::Time> not_before;
  std::optional<absl::Time> expires;
};

// Reads a VCDM 2.0 credential that stands at `place` of a payload. Each missing
// or mistyped member that is read gives a SCHEMA_INVALID finding at its pointer
// in `faults` (may be null); what can be read is read all the same. Members of
// Open Badges 3.0 are demanded of Open Badges only; in other credentials a
// mistyped one is left out. Thread-safe.
CredentialContent ReadContent(const json::Value& credential, const Place& place,
                              std::vector<Finding>* faults);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_CREDENTIAL_CONTENT_H_
