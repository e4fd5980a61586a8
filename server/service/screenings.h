// SPDX-License-Identifier: Apache-2.0
// Screenings as stored: reading them, and the log leaf that makes a revision.
#ifndef PRESCREEN_SERVER_SERVICE_SCREENINGS_H_
#define PRESCREEN_SERVER_SERVICE_SCREENINGS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "prescreen/v1/receipt.pb.h"
#include "prescreen/v1/screening.pb.h"
#include "server/decision/decision_record.h"
#include "server/fetch/fetcher.h"
#include "server/log/log.h"
#include "server/service/event_feed.h"
#include "server/service/names.h"
#include "server/service/screening_orders.h"
#include "server/service/tenants.h"
#include "server/store/key_file.h"
#include "server/store/store.h"

namespace prescreen {

// One revision of one screening.
struct RevisionId {
  std::string uuid;  // 16 bytes
  std::uint32_t revision = 0;
};

// All of these: NOT_FOUND (SCREENING_NOT_FOUND).
// The newest revision where `name` has none.
absl::StatusOr<v1::ScreeningRecord> ReadScreening(const StoreReader& store,
                                                  const KeyFile& keys,
                                                  const Tenant& tenant,
                                                  const ScreeningName& name);

struct StoredRecord {
  std::uint64_t leaf_index = 0;
  std::string record;  // exact bytes
  v1::Opening subject;
};
absl::StatusOr<StoredRecord> ReadRecord(const StoreReader& store,
                                        const KeyFile& keys,
                                        const Tenant& tenant,
                                        const RevisionId& id);

// What the newest revision was made of.
struct StoredInputs {
  // References, identifiers and documents; nothing else.
  v1::CreateScreeningRequest request;
  std::string policy_id;
  std::uint32_t revision = 0;
};
absl::StatusOr<StoredInputs> ReadInputs(const StoreReader& store,
                                        const KeyFile& keys,
                                        const Tenant& tenant,
                                        const std::string& uuid);

// What a request_id was answered with; nullopt: nothing (or over 30 days ago).
// ALREADY_EXISTS (REQUEST_ID_REUSED): its content had another digest.
absl::StatusOr<std::optional<stored::v1::RequestRow>> FindRequest(
    const StoreReader& store, const KeyFile& keys, const Tenant& tenant,
    const std::string& request_id, const std::string& content_digest,
    absl::Time now);

// A decision on its way into the log.
struct ScreeningWork {
  ScreeningOrder order;
  std::string inputs_digest;  // of documents, identifiers, as_of and policy
  std::string policy_id;
  // Decision, credentials and references; no name, revision or times yet.
  v1::ScreeningRecord answer;
  std::string answer_bytes;  // what `record.explanation` commits to
  RecordDraft record;
  v1::Opening subject;
  stored::v1::SaltsRow salts;
  // Fetched documents that the record names by digest; written with it.
  std::vector<std::shared_ptr<const FetchedDocument>> evidence;
  absl::Duration recheck_first;  // as Engine's
};

struct ScreeningAnswer {
  RevisionId id;
  bool created = false;
  // Set where this request made the revision; else ReadScreening has it.
  std::optional<v1::ScreeningRecord> screening;
};

// `done` is called on the log's thread. The revision's rows and leaf are
// durable then. Everything given must outlive the leaf. ABORTED: the order's
// base is not the newest revision; FAILED_PRECONDITION (SCREENING_CANCELLED).
std::unique_ptr<PendingLeaf> MakeScreeningLeaf(
    const Tenant& tenant, ScreeningWork work, KeyFile& keys, Random& random,
    EventFeed& feed, std::function<void(absl::StatusOr<ScreeningAnswer>)> done);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_SCREENINGS_H_
