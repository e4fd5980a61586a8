// SPDX-License-Identifier: Apache-2.0
// The normalised claim: all that a policy may see of a credential (POLICY
// section 1). The attribute firewall: there is no field for a name, birth date,
// gender, nationality, address, photograph or national id.
#ifndef PRESCREEN_SERVER_CLAIMS_CLAIM_H_
#define PRESCREEN_SERVER_CLAIMS_CLAIM_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "prescreen/v1/reasons.pb.h"
#include "prescreen/v1/screening.pb.h"
#include "server/catalogue/catalogue.h"

namespace prescreen {

enum class Provenance { kStated, kCatalogue, kDerived };

// A value, or unknown; and where it comes from.
template <typename T>
struct Field {
  std::optional<T> value;  // absent: unknown
  Provenance provenance = Provenance::kStated;
  // STATED: RFC 6901 pointer into the payload; CATALOGUE: the entry's id;
  // DERIVED: how.
  std::string source;

  bool known() const { return value.has_value(); }
};

struct SkillClaim {
  std::string id;       // of the skill map
  std::string pointer;  // STATED, or "" where the catalogue says so
  std::vector<std::string> domains = {};  // of the map, that hold the skill
};

// A grade on a scale that its issuer stated. Others do not pass the firewall:
// such a text may be anything.
struct GradeClaim {
  std::string value;               // one of `scale`
  std::vector<std::string> scale;  // lowest first, each once
  std::string pointer;
};

// How far its content may be believed.
enum class Belief {
  kVerified,   // proof good
  kUnchecked,  // optimistic run only
  kRejected,   // believed in nothing; skills decide only what its flag concerns
};

// One credential. Ternary fields: MET good, UNMET bad, UNCLEAR not checked.
struct Claim {
  int document = 0;     // index into the bundle
  std::string pointer;  // within that document
  Belief belief = Belief::kRejected;
  // The codes of a rejected or unchecked credential (TAMPERED, KEY_…).
  std::vector<v1::ReasonCode> check_codes;

  std::string credential_digest;  // SHA-256 of the presented bytes, 32 bytes
  std::string credential_id;      // `id`; "" if none
  std::string format;             // media type
  std::string issuer_id;
  std::string signer_id;
  std::string issuer_entry;  // local name in the catalogue; "" if not there
  std::string issuer_name;   // the catalogue's, for reports only
  Field<IssuerClass> issuer_class;
  Field<IssuerBasis> issuer_basis;

  std::string achievement_id;     // stated; "" if none
  std::string achievement_entry;  // id in the catalogue; "" if not there
  std::string achievement_name;   // stated; for reports only
  Field<std::string> achievement_version;
  Field<AchievementKind> kind;
  Field<std::vector<AssessmentKind>> assessment;  // all that were used
  Field<Supervision> supervision;
  Field<bool> individual;  // false: assessed as a group
  // Of whoever assessed for the issuer, where that is stated.
  Field<IssuerClass> assessor_class;
  Field<bool> passed;  // false: any result falls short
  Field<int> percent;  // the lowest result, in basis points (92 % is 9200)
  std::vector<GradeClaim> grades;
  Field<int> eqf;  // European Qualifications Framework, 1 to 8
  std::vector<std::string> evidence;  // a pointer for each item
  std::vector<SkillClaim> skills;
  bool alignments_cut = false;  // more than the bound were stated

  Field<absl::CivilDay> awarded;
  bool awarded_is_fallback = false;  // taken from validFrom: DATE_FALLBACK
  std::optional<absl::Time> valid_from;
  std::optional<absl::Time> valid_until;

  // proof is cryptographic (not hosted).
  bool cryptographic = true;
  v1::Ternary binding = v1::UNCLEAR;  // SUBJECT_NOT_BOUND / BINDING_NOT_CHECKED
  bool holder_proved = false;         // bound by a key, not by an identifier
  // not revoked; UNCLEAR: STATUS_UNAVAILABLE.
  v1::Ternary status = v1::MET;
  v1::ReasonCode status_code = v1::REASON_CODE_UNSPECIFIED;
  // within its validity at `as_of`; the code is EXPIRED or NOT_YET_VALID.
  v1::Ternary dates = v1::MET;
  v1::ReasonCode dates_code = v1::REASON_CODE_UNSPECIFIED;
  v1::Ternary completed = v1::MET;   // result.status
  v1::Ternary authorised = v1::MET;  // the issuer may award the achievement
  // Information: DATE_FALLBACK, CATALOGUE_DIFFERS, REISSUED …
  std::vector<v1::ReasonCode> information;
};

// All claims of a bundle, in the order presented. Made from verification's
// three types by Normalise, or in tests.
class ClaimSet {
 public:
  static ClaimSet ForTest(std::vector<Claim> claims) {
    return ClaimSet(std::move(claims));
  }
  const std::vector<Claim>& claims() const { return claims_; }

 private:
  friend class ClaimNormaliser;
  explicit ClaimSet(std::vector<Claim> claims) : claims_(std::move(claims)) {}
  std::vector<Claim> claims_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CLAIMS_CLAIM_H_
