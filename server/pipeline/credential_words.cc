// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/credential_words.h"

#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/fetch/fetch_url.h"
#include "server/verify/cryptosuite.h"
#include "server/verify/jose_algorithm.h"

namespace prescreen {

std::string SuiteWord(const CheckedCredential& credential) {
  const std::vector<CheckedProof>& proofs = ProofsOf(credential);
  if (proofs.empty()) return "none";
  const std::string& suite = proofs.front().suite;
  const absl::string_view name(suite.data(), suite.size());
  const bool known = FindCryptosuite(name) != nullptr ||
                     StandingOf(name) == AlgorithmStanding::kAccepted;
  return known ? suite : "other";
}

std::string StatusHost(const CheckedCredential& credential) {
  const auto* good = std::get_if<VerifiedCredential>(&credential);
  if (good == nullptr) return "";
  for (const StatedStatus& status : good->content().statuses) {
    const auto url = ParseFetchUrl({status.list.data(), status.list.size()});
    if (url.ok()) return url->host;
  }
  return "";
}

}  // namespace prescreen
