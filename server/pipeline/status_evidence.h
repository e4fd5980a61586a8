// SPDX-License-Identifier: Apache-2.0
// The status lists that a bundle's credentials point to.
#ifndef PRESCREEN_SERVER_PIPELINE_STATUS_EVIDENCE_H_
#define PRESCREEN_SERVER_PIPELINE_STATUS_EVIDENCE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "server/catalogue/catalogue.h"
#include "server/fetch/fetch_queue.h"
#include "server/pipeline/artefacts.h"
#include "server/pipeline/pipeline.h"
#include "server/status/status.h"

namespace prescreen {

// Two lists for each of 32 issuers; a credential that anybody can sign must not
// make us knock at thousands of doors.
inline constexpr std::size_t kMaxStatusLists = 64;

// The URLs to fetch, each once, in the order presented; those beyond the limit
// are not asked for, so that the status of their credentials is not known.
// Proof first: only verified credentials have a say.
std::vector<std::string> StatusListUrls(const VerifiedBundle& verified);

// What is at hand for each URL, verified and decoded; waits for nothing.
// Thread-safe.
StatusLists GatherStatusLists(const std::vector<std::string>& urls,
                              FetchQueue& documents,
                              const CatalogueSet& catalogues,
                              Artefacts& artefacts);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_PIPELINE_STATUS_EVIDENCE_H_
