// SPDX-License-Identifier: Apache-2.0
// Every row key of the store, in one table. Stored. Never change. Keys hold
// random ids, HMACs under the tenant's index key, or public names; never a
// reference, an identifier or a digest of presented bytes. Integers are
// big-endian. Values: proto/prescreen/stored/v1/rows.proto.
//
// family       key                                          value
// meta         "schema"                                     decimal version
// meta         "lost"                                       ranges of leaves
// meta         "seq floor"                                  seq64
// meta         "events trimmed " ‖ tenant                   last dropped number
// meta         "receipt events"                             next leaf index64
// tenants      name                                         TenantRow
// api_keys     key id                                       ApiKeyRow
// policies     tenant ‖ 'v' ‖ id ‖ 00 ‖ major32 ‖ minor32   PolicyRow
// policies     tenant ‖ 'a' ‖ id                            major32 ‖ minor32
// catalogues   tenant ‖ kind ‖ 00 ‖ version32               CatalogueRow
// screenings   tenant ‖ 'i' ‖ uuid                          sealed ScreeningRow
// screenings   tenant ‖ 'a' ‖ HMAC(policy id ‖ 00 ‖ appl.)  uuid
// screenings   tenant ‖ 'c' ‖ HMAC(candidate) ‖ uuid        empty
// revisions    tenant ‖ uuid ‖ revision32 ‖ part            sealed, by part
//              … ‖ 'm'                                      RevisionRow
// log          'e' ‖ index64                                entry, 33 bytes
// log          'n' ‖ level8 ‖ index64                       node hash
// log          'h'                                          LogHead
// log          'c' ‖ size64                                 signed checkpoint
// log          's' ‖ tenant ‖ policy id                     last seq64
// owner        leaf index64                                 OwnerRow
// evidence     SHA-256                                      bytes
// anchors      chain ‖ 00 ‖ size64                          AnchorRow
// idempotency  tenant ‖ HMAC(request id)                    sealed RequestRow
// access       time micros64 ‖ number32                     AccessRow
// events       tenant ‖ number64                            EventRow
// rechecks     due micros64 ‖ tenant ‖ uuid                 RecheckRow
#ifndef PRESCREEN_SERVER_STORE_KEYS_H_
#define PRESCREEN_SERVER_STORE_KEYS_H_

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"

namespace prescreen::keys {

// Parts of a revision.
enum class Part : char {
  kMeta = 'm',     // stored.v1.RevisionRow, not sealed: nothing personal
  kAnswer = 'd',   // v1.ScreeningRecord: what the explanation commits to
  kRecord = 'r',   // the DecisionRecord's bytes
  kSubject = 's',  // v1.Opening
  kBundle = 'b',   // stored.v1.BundleRow
  kInputs = 'i',   // stored.v1.InputsRow
  kSalts = 'k',    // stored.v1.SaltsRow
};

inline std::string SchemaVersion() { return "schema"; }
// Leaves whose rows a restore could not bring back (server/upkeep/lost.h).
inline std::string LostLeaves() { return "lost"; }
// A counter LogSequence without a row begins after this number; absent: 0.
inline std::string SequenceFloor() { return "seq floor"; }

// HMAC for row keys; `index_key` is the tenant's (32 bytes).
inline std::string Indexed(absl::string_view index_key,
                           absl::string_view text) {
  return std::string(AsBytes(HmacSha256(index_key, text)));
}

inline std::string PolicyVersion(absl::string_view tenant, absl::string_view id,
                                 std::uint32_t major, std::uint32_t minor) {
  return absl::StrCat(tenant, "v", id, absl::string_view("\0", 1),
                      BigEndian32(major), BigEndian32(minor));
}
// The range of all versions of a policy: [begin, end).
inline std::string PolicyVersionsBegin(absl::string_view tenant,
                                       absl::string_view id) {
  return absl::StrCat(tenant, "v", id, absl::string_view("\0", 1));
}
inline std::string PolicyVersionsEnd(absl::string_view tenant,
                                     absl::string_view id) {
  return absl::StrCat(tenant, "v", id, absl::string_view("\1", 1));
}
inline std::string PolicyActive(absl::string_view tenant,
                                absl::string_view id) {
  return absl::StrCat(tenant, "a", id);
}
inline std::string CatalogueVersion(absl::string_view tenant,
                                    absl::string_view kind,
                                    std::uint32_t version) {
  return absl::StrCat(tenant, kind, absl::string_view("\0", 1),
                      BigEndian32(version));
}
inline std::string CatalogueVersionsEnd(absl::string_view tenant,
                                        absl::string_view kind) {
  return absl::StrCat(tenant, kind, absl::string_view("\1", 1));
}
inline std::string Screening(absl::string_view tenant, absl::string_view uuid) {
  return absl::StrCat(tenant, "i", uuid);
}
inline std::string ScreeningByApplication(absl::string_view tenant,
                                          absl::string_view index_key,
                                          absl::string_view policy_id,
                                          absl::string_view application_ref) {
  return absl::StrCat(
      tenant, "a",
      Indexed(index_key, absl::StrCat(policy_id, absl::string_view("\0", 1),
                                      application_ref)));
}
// The screenings of a candidate: [begin, begin ‖ FF…); a uuid follows.
inline std::string ScreeningsByCandidate(absl::string_view tenant,
                                         absl::string_view index_key,
                                         absl::string_view candidate_ref) {
  return absl::StrCat(
      tenant, "c",
      Indexed(index_key, absl::StrCat("candidate ", candidate_ref)));
}
inline std::string Revision(absl::string_view tenant, absl::string_view uuid,
                            std::uint32_t revision, Part part) {
  const char letter = static_cast<char>(part);
  return absl::StrCat(tenant, uuid, BigEndian32(revision),
                      absl::string_view(&letter, 1));
}
inline std::string LogEntry(std::uint64_t index) {
  return absl::StrCat("e", BigEndian64(index));
}
inline std::string LogNode(int level, std::uint64_t index) {
  const char byte = static_cast<char>(level);
  return absl::StrCat("n", absl::string_view(&byte, 1), BigEndian64(index));
}
inline std::string LogHead() { return "h"; }
inline std::string LogCheckpoint(std::uint64_t size) {
  return absl::StrCat("c", BigEndian64(size));
}
inline std::string LogSequence(absl::string_view tenant,
                               absl::string_view policy_id) {
  return absl::StrCat("s", tenant, policy_id);
}
// The range of all counters: [begin, end).
inline std::string LogSequencesBegin() { return "s"; }
inline std::string LogSequencesEnd() { return "t"; }
inline std::string Owner(std::uint64_t leaf_index) {
  return BigEndian64(leaf_index);
}
inline std::string Anchor(absl::string_view chain, std::uint64_t size) {
  return absl::StrCat(chain, absl::string_view("\0", 1), BigEndian64(size));
}
inline std::string AnchorsEnd(absl::string_view chain) {
  return absl::StrCat(chain, absl::string_view("\1", 1));
}
inline std::string Request(absl::string_view tenant,
                           absl::string_view index_key,
                           absl::string_view request_id) {
  return absl::StrCat(tenant,
                      Indexed(index_key, absl::StrCat("request ", request_id)));
}

inline std::string EventsTrimmed(absl::string_view tenant) {
  return absl::StrCat("events trimmed ", tenant);
}
inline std::string ReceiptEvents() { return "receipt events"; }
inline std::string Event(absl::string_view tenant, std::uint64_t number) {
  return absl::StrCat(tenant, BigEndian64(number));
}
inline std::string Access(std::int64_t micros, std::uint32_t number) {
  return absl::StrCat(BigEndian64(static_cast<std::uint64_t>(micros)),
                      BigEndian32(number));
}
inline std::string Recheck(std::int64_t due_micros, absl::string_view tenant,
                           absl::string_view uuid) {
  return absl::StrCat(BigEndian64(static_cast<std::uint64_t>(due_micros)),
                      tenant, uuid);
}

}  // namespace prescreen::keys

#endif  // PRESCREEN_SERVER_STORE_KEYS_H_
