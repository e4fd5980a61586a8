// SPDX-License-Identifier: Apache-2.0
// Validity in time and revocation of one credential, as of a moment.
#ifndef PRESCREEN_SERVER_STATUS_STATUS_H_
#define PRESCREEN_SERVER_STATUS_STATUS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/fetch/fetcher.h"
#include "server/status/status_list.h"
#include "server/verify/credential.h"
#include "server/verify/outcome.h"

namespace prescreen {

// Who may publish the status of another's credentials. Thread-safe.
class StatusAuthority {
 public:
  virtual ~StatusAuthority() = default;
  // True if somebody trusted says that lists by `signer` speak for credentials
  // by `issuer`, another identifier.
  virtual bool MaySignStatusFor(absl::string_view signer,
                                absl::string_view issuer) const = 0;
};

// What is at hand for one list's URL.
struct StatusEvidence {
  std::shared_ptr<const FetchedDocument> document;  // nullptr: none
  std::shared_ptr<const StatusList> list;           // with a document
  bool stale = false;   // older than fresh: it could not be renewed
  std::string failure;  // without a document: why
};
// By URL, as the credential states it.
using StatusLists = absl::flat_hash_map<std::string, StatusEvidence>;

struct StatusRules {
  absl::Time as_of;
  absl::Time now;
  // How far issuers' clocks and ours may differ.
  absl::Duration skew;
  // Shorter lists are not used. 0: any length, since real lists below the
  // specification's 131,072 exist, and the length protects holders, not us.
  std::uint64_t minimum_bits = 0;
};

// One entry of `credentialStatus`.
struct StatusEntryCheck {
  std::string type;
  std::string purpose;
  // nullopt: this purpose has no part in validity, it was not asked.
  std::optional<Verdict> verdict;
};

// Which document an answer rests on.
struct StatusSource {
  std::string digest;  // SHA-256, 32 bytes
  absl::Time fetched_at;
};

struct StatusResult {
  Verdict status = Verdict::kValid;  // of revocation and suspension
  Verdict dates = Verdict::kValid;
  // EXPIRED or NOT_YET_VALID first. Of status: STATUS_UNAVAILABLE (without
  // verdict: an older copy was used), STATUS_LATER_THAN_AS_OF, REVOKED,
  // SUSPENDED; information first, the worst last.
  std::vector<Finding> findings;
  std::vector<StatusEntryCheck> entries;  // in the credential's order
  // That of the worst entry.
  std::optional<StatusSource> source;
};

// True if a list must be fetched to check the entry: a bitstring entry of one
// bit, for revocation or suspension, with a readable index.
bool NeedsStatusList(const StatedStatus& entry);

// Thread-safe.
class StatusChecker {
 public:
  // No list is at hand.
  StatusChecker(absl::Time as_of, absl::Duration skew)
      : rules_{as_of, as_of, skew, 0} {}
  // Both references must outlive this object.
  StatusChecker(const StatusRules& rules, const StatusLists& lists,
                const StatusAuthority& authority)
      : rules_(rules), lists_(&lists), authority_(&authority) {}

  // Validity windows include both ends, widened by the skew. Every entry
  // counts: kInvalid if one says so; else kUnchecked if one could not be
  // checked, whatever the reason: no list, a list that is forged, malformed,
  // expired, a stranger's, of another purpose or too short, an unknown type or
  // purpose. Unknown is never good.
  StatusResult Check(const VerifiedCredential& credential) const;
  // What would hold if its content were true. Its status is not asked.
  StatusResult Check(const UncheckedCredential& credential) const;

 private:
  void CheckDates(const CredentialContent& content, StatusResult* result) const;
  void CheckEntry(const StatedStatus& entry, absl::string_view issuer,
                  StatusResult* result) const;
  // "": the list answers for the entry. Else why it does not.
  std::string WhyUnfit(const StatusList& list, const StatedStatus& entry,
                       absl::string_view issuer) const;

  StatusRules rules_;
  const StatusLists* lists_ = nullptr;
  const StatusAuthority* authority_ = nullptr;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_STATUS_STATUS_H_
