// SPDX-License-Identifier: Apache-2.0
// The DecisionRecord: the object of a type-01 leaf (anchor/record.schema.json).
#ifndef PRESCREEN_SERVER_DECISION_DECISION_RECORD_H_
#define PRESCREEN_SERVER_DECISION_DECISION_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "prescreen/v1/screening.pb.h"

namespace prescreen {

struct RecordSource {
  std::string digest;  // SHA-256, 32 bytes
  std::optional<absl::Time> fetched_at;
};

// A DID, URL or URN of printable ASCII without `@` (no e-mail address, no
// person's handle), of bounded length. Attackers choose issuers of forgeries.
inline constexpr std::size_t kMaxRecordIssuerBytes = 256;
bool IsRecordableIssuer(absl::string_view issuer);

struct RecordCredential {
  std::string commitment;  // 32 bytes, like every commitment below
  // An issuer's identifier, never a subject's: empty where issuer and subject
  // are the same. Left out unless IsRecordableIssuer.
  std::string issuer;
  v1::Verdict proof = v1::UNCHECKED;
  v1::Verdict status = v1::UNCHECKED;
  v1::Verdict dates = v1::UNCHECKED;
  v1::Verdict binding = v1::UNCHECKED;
  std::optional<RecordSource> key_source;
  std::optional<RecordSource> status_source;
};

// All that is known before the log assigns places. Times are whole seconds.
struct RecordDraft {
  std::string origin;
  std::string rid;   // UUIDv4, 16 bytes
  std::string salt;  // 32 fresh random bytes
  absl::Time as_of;
  std::string policy_name;     // the policy's id, without tenant
  std::string policy_version;  // "7" or "7.1"
  std::string policy_digest;   // 32 bytes
  std::uint64_t policy_leaf_index = 0;
  std::string issuers_digest;  // 32 bytes each; "": none was used
  std::string achievements_digest;
  std::string skills_digest;
  v1::Decision decision;  // outcome, requirements, flags, information
  std::string subject;    // commitments
  std::string inputs;
  std::string explanation;
  std::vector<std::string> documents;
  std::vector<RecordCredential> credentials;
  std::string contexts_digest;  // 32 bytes
  std::string config_digest;    // 32 bytes
  std::string engine_version;
  bool sandbox = false;
};

// What the log writer assigns.
struct RecordPlace {
  absl::Time iat;
  std::uint64_t seq = 1;
  std::uint32_t revision = 1;
  std::optional<std::uint64_t> previous;  // leaf index
};

// The record's exact bytes: RFC 8785 JSON. SHA-256 digests become lower-case
// hexadecimal; salts and commitments base64url; of `decision` only values and
// codes enter. Deterministic. Thread-safe. Lengths given above are the caller's
// to keep; outcome and requirement values must be set.
std::string SealRecord(const RecordDraft& draft, const RecordPlace& place);

// The canonical JSON that the `subject` commitment is over; empty references
// are left out.
std::string SubjectContent(absl::string_view tenant,
                           absl::string_view application_ref,
                           absl::string_view candidate_ref,
                           absl::string_view requisition_ref);
// The canonical JSON that the `inputs` commitment is over.
std::string InputsContent(const std::vector<v1::KnownIdentifier>& identifiers);

// Objects of leaf types 02 and 03 (RECEIPTS section 1), RFC 8785 JSON.
struct PolicyLeaf {
  std::string origin;
  absl::Time iat;
  std::string salt;               // 32 bytes
  std::string tenant_commitment;  // 32 bytes
  std::string id;
  std::string version;
  std::string digest;  // 32 bytes
  int approvals = 0;
  std::string effective_from;  // YYYY-MM-DD; "" if open
  std::string effective_until;
};
std::string SealPolicyLeaf(const PolicyLeaf& leaf);
struct CatalogueLeaf {
  std::string origin;
  absl::Time iat;
  std::string salt;
  std::string tenant_commitment;
  std::string kind;  // issuers, achievements, skills
  std::string name;  // `issuers@3`
  std::string version;
  std::string digest;
};
std::string SealCatalogueLeaf(const CatalogueLeaf& leaf);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_DECISION_DECISION_RECORD_H_
