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
struct StatedWord {
  std::string text;
  std::string pointer;
};

struct StatedAlignment {
  std::string target_url;
  std::string target_code;
  std::string target_type;
  std::string pointer;
};

struct StatedLevel {  // RubricCriterionLevel
  std::string id;
  std::string name;
  std::string level;
  std::string points;
};

struct StatedResultDescription {
  std::string id;
  std::string result_type;
  std::vector<std::string> allowed_values;  // lowest first
  std::string required_value;
  std::string value_min;
  std::string value_max;
  std::vector<StatedLevel> levels;  // lowest first
  std::string required_level;       // id of a level
  // 1EdTech assessment extension.
  std::vector<StatedWord> assessment_types;
  std::optional<bool> group_evaluation;
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
  std::vector<StatedResultDescription> result_descriptions;
  // Edubadges names. Not the words of the assessment extension.
  std::vector<StatedWord> assessment_types;
  std::vector<StatedWord> supervision_types;
  std::optional<bool> identity_checked;
  std::vector<StatedWord> eqf_levels;
};

struct StatedResult {
  std::string status;
  std::string value;
  std::string achieved_level;      // id of a level
  std::string result_description;  // id of a result description
  std::string pointer;
  std::vector<StatedAlignment> alignments;
};

// An entry of `credentialStatus`.
struct StatedStatus {
  std::string type;     // `BitstringStatusListEntry`
  std::string purpose;  // statusPurpose
  std::string list;     // statusListCredential: a URL
  std::string index;    // statusListIndex, as its text
  std::string size;     // statusSize, as its text: bits for each entry
  std::string pointer;
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
  std::string source;  // identifier of who assessed for the issuer
  std::vector<std::string> evidence;  // as CredentialContent.evidence
  std::optional<absl::Time> activity_end;
};

// A value type. Thread-compatible.
struct CredentialContent {
  std::string id;
  std::string pointer;  // of the credential; "" is the whole payload
  std::vector<StatedWord> types;
  std::string issuer_id;
  bool open_badge = false;  // OpenBadgeCredential or AchievementCredential
  bool has_status = false;  // names a way to ask for its status
  std::vector<StatedStatus> statuses;
  std::optional<absl::Time> valid_from;
  std::string valid_from_pointer;
  std::optional<absl::Time> valid_until;
  std::optional<absl::Time> awarded;
  // A pointer for each item that says more than its type.
  std::vector<std::string> evidence;
  std::vector<StatedSubject> subjects;
  // Registered JWT claims, where the credential is a JWT and has them.
  std::optional<absl::Time> not_before;
  std::optional<absl::Time> expires;
  // `expires` of its embedded proofs, the earliest.
  std::optional<absl::Time> proof_expires;
};

// Reads a VCDM credential that stands at `place` of a payload. Where its first
// context is that of VCDM 1.1, issuanceDate and expirationDate are read for
// validFrom and validUntil; they and `issuer` are then optional, since a token
// may say them as registered claims. Each missing or mistyped member that is
// read gives a SCHEMA_INVALID finding at its pointer in `faults` (may be null);
// what can be read is read all the same. Members of Open Badges 3.0 are
// demanded of Open Badges only; in other credentials a mistyped one is left
// out, as are those of extensions in any credential. Thread-safe.
CredentialContent ReadContent(const json::Value& credential, const Place& place,
                              std::vector<Finding>* faults);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_CREDENTIAL_CONTENT_H_
