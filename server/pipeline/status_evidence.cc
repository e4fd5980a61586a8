// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/status_evidence.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "server/pipeline/catalogue_authority.h"
#include "server/pipeline/catalogue_keys.h"
#include "server/resolve/issuer_keys.h"
#include "server/verify/verifier.h"

namespace prescreen {

std::vector<std::string> StatusListUrls(const VerifiedBundle& verified) {
  std::vector<std::string> urls;
  for (const CheckedCredential& credential : verified.credentials) {
    const auto* good = std::get_if<VerifiedCredential>(&credential);
    if (good == nullptr) continue;
    for (const StatedStatus& entry : good->content().statuses) {
      if (!NeedsStatusList(entry) ||
          std::find(urls.begin(), urls.end(), entry.list) != urls.end()) {
        continue;
      }
      if (urls.size() == kMaxStatusLists) return urls;
      urls.push_back(entry.list);
    }
  }
  return urls;
}

StatusLists GatherStatusLists(const std::vector<std::string>& urls,
                              FetchQueue& documents,
                              const CatalogueSet& catalogues,
                              Artefacts& artefacts) {
  const CatalogueKeys pinned(catalogues);
  const IssuerKeys issuer_keys(pinned, artefacts.keys);
  const CatalogueAuthority authority(catalogues);
  const CredentialVerifier verifier(issuer_keys, authority);
  const std::string& digest = catalogues.issuers_digest();
  StatusLists result;
  for (const std::string& url : urls) {
    FetchView view = documents.Find(absl::string_view(url.data(), url.size()));
    StatusEvidence& evidence = result[url];
    if (view.document == nullptr) {
      evidence.failure = std::string(view.failure.message());
      continue;
    }
    evidence.list = artefacts.status_lists.Read(
        *view.document, verifier,
        absl::string_view(digest.data(), digest.size()));
    evidence.stale = view.stale;
    evidence.document = std::move(view.document);
  }
  return result;
}

}  // namespace prescreen
