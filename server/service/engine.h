// SPDX-License-Identifier: Apache-2.0
// What the services share. main() makes one.
#ifndef PRESCREEN_SERVER_SERVICE_ENGINE_H_
#define PRESCREEN_SERVER_SERVICE_ENGINE_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/random.h"
#include "server/access/access_control.h"
#include "server/access/access_log.h"
#include "server/fetch/fetch_queue.h"
#include "server/log/log.h"
#include "server/log/publisher.h"
#include "server/metrics/metrics.h"
#include "server/pipeline/artefacts.h"
#include "server/pipeline/pipeline.h"
#include "server/service/admission.h"
#include "server/service/call_log.h"
#include "server/service/disk_watch.h"
#include "server/service/event_feed.h"
#include "server/service/event_log.h"
#include "server/service/evidence_index.h"
#include "server/service/policy_library.h"
#include "server/service/tenants.h"
#include "server/service/worker_pool.h"
#include "server/store/key_file.h"
#include "server/store/store.h"
#include "server/upkeep/backup.h"

namespace prescreen {

// The chains on which a receipt depends.
struct ChainSetting {
  std::string id;
  bool required = false;
  bool is_public = false;
};

// References to objects that outlive every service.
struct Engine {
  Store& store;
  KeyFile& keys;
  Random& random;
  const Clock& clock;
  Log& log;
  Publisher& publisher;
  Tenants& tenants;
  AccessControl& access;
  AccessLog& access_log;
  PolicyLibrary& policies;
  WorkerPool& workers;
  Admission& admission;
  EventLog& events;
  FetchQueue& documents;
  Artefacts& artefacts;
  EvidenceIndex& evidence;
  EventFeed& feed;
  Metrics& metrics;
  CallLog& calls;
  const DiskWatch& disks;
  PipelineSettings settings;
  std::string settings_digest;  // of CanonicalSettings, 32 bytes
  std::string contexts_digest;  // of the JSON-LD context set, 32 bytes
  std::string engine_version;
  std::vector<ChainSetting> chains;
  absl::Duration recheck_first;  // delay of RecheckDelay(1)
  Backups& backups;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_ENGINE_H_
