// SPDX-License-Identifier: Apache-2.0
// A BitstringStatusListCredential, verified as the credential that it is and
// decoded.
#ifndef PRESCREEN_SERVER_STATUS_STATUS_LIST_H_
#define PRESCREEN_SERVER_STATUS_STATUS_LIST_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/verify/verifier.h"

namespace prescreen {

inline constexpr char kBitstringEntryType[] = "BitstringStatusListEntry";

// Immutable once made. Whether it answers for a credential (issuer, purpose,
// id, dates) is asked for each credential anew.
struct StatusList {
  // Why nothing in it may be used: not verified, or malformed. English,
  // without content of the list. "": the rest holds.
  std::string fault;
  std::string id;  // "": states none
  std::string issuer_id;
  std::vector<std::string> purposes;
  // The narrowest of what the credential and its token state.
  std::optional<absl::Time> valid_from;
  std::optional<absl::Time> valid_until;
  std::string bits;  // packed, the first entry left-most
};

// `body` is what the list's URL answered. Never fails: see StatusList.fault.
// Thread-safe.
StatusList ReadStatusList(absl::string_view body,
                          const CredentialVerifier& verifier);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_STATUS_STATUS_LIST_H_
