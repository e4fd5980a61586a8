// SPDX-License-Identifier: Apache-2.0
#include "server/service/recheck_worker.h"

#include <chrono>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/service/names.h"
#include "server/service/rechecks.h"
#include "server/service/screening_job.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

// Due rows looked at in one turn.
constexpr std::size_t kRowsAtOnce = 256;
constexpr std::size_t kTimeBytes = 8;
constexpr std::size_t kTenantBytes = 16;
constexpr std::size_t kUuidBytes = 16;
// What a check may take: the network budget, and as long again for the rest.
constexpr std::chrono::seconds kDeadline(30);

// Tried again at the next turn; anything else will not pass by waiting.
bool IsPassing(const absl::Status& status) {
  return absl::IsResourceExhausted(status) || absl::IsUnavailable(status) ||
         absl::IsCancelled(status) || absl::IsAborted(status);
}

}  // namespace

// One check under way; holds what the job refers to.
class RecheckWorker::Check {
 public:
  Check(Engine& engine, std::string name)
      : engine_(engine), name_(std::move(name)) {}

  static void Start(std::shared_ptr<Check> check, BundleJob::Done done) {
    auto job = ScreeningJob(
        check->engine_, check->engine_.tenants,
        [check = check.get()] { return check->Order(); }, 0, &check->response_,
        std::chrono::system_clock::now() + kDeadline);
    job->Start([check, done = std::move(done)](const absl::Status& status) {
      done(status);
    });
  }

 private:
  absl::StatusOr<ScreeningOrder> Order() const {
    v1::ReevaluateScreeningRequest request;
    request.set_name(name_);
    ASSIGN_OR_RETURN(ScreeningOrder order,
                     OrderOf(engine_, engine_.tenants, request));
    order.automatic = true;
    return order;
  }

  Engine& engine_;
  const std::string name_;
  v1::CreateScreeningResponse response_;
};

RecheckWorker::RecheckWorker(Engine& engine, const RecheckOptions& options)
    : engine_(engine), options_(options), thread_([this] { Work(); }) {}

RecheckWorker::~RecheckWorker() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
  absl::MutexLock lock(&mutex_);
  const auto idle = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return under_way_.empty();
  };
  mutex_.Await(absl::Condition(&idle));
}

void RecheckWorker::Work() {
  for (;;) {
    StartDue();
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&stopping_), options_.interval);
    if (stopping_) return;
  }
}

void RecheckWorker::StartDue() {
  // Rows due now come before the next microsecond's.
  const std::int64_t now = absl::ToUnixMicros(engine_.clock.Now());
  const auto rows = engine_.store.Scan(
      Family::kRechecks, "", BigEndian64(static_cast<std::uint64_t>(now) + 1),
      kRowsAtOnce);
  if (!rows.ok()) return;  // the next turn reads again
  for (const Row& row : *rows) {
    if (row.key.size() != kTimeBytes + kTenantBytes + kUuidBytes) continue;
    const auto tenant =
        engine_.tenants.FindById(row.key.substr(kTimeBytes, kTenantBytes));
    if (!tenant.ok()) continue;
    {
      absl::MutexLock lock(&mutex_);
      if (under_way_.size() >=
          static_cast<std::size_t>(options_.max_under_way)) {
        return;
      }
      if (!under_way_.insert(row.key).second) continue;
    }
    StartOne(
        {row.key, FormatScreeningName(
                      (*tenant)->name,
                      row.key.substr(kTimeBytes + kTenantBytes, kUuidBytes))});
  }
}

void RecheckWorker::StartOne(const Due& due) {
  Check::Start(std::make_shared<Check>(engine_, due.name),
               [this, due](const absl::Status& status) { Ended(due, status); });
}

void RecheckWorker::Ended(const Due& due, const absl::Status& status) {
  if (status.ok()) engine_.metrics.RecheckDone();
  if (status.ok() || IsPassing(status)) return Drop(due.row_key);
  const auto forget = [this, row_key = due.row_key] { Drop(row_key); };
  const auto name = ParseScreeningName("name", due.name);
  const auto tenant = name.ok() ? engine_.tenants.Find(name->tenant)
                                : absl::StatusOr<const Tenant*>(name.status());
  if (!tenant.ok()) return forget();
  engine_.log.Submit(MakeRecheckDropLeaf(**tenant, name->uuid, due.row_key,
                                         engine_.keys, engine_.random, forget));
}

void RecheckWorker::Drop(const std::string& row_key) {
  absl::MutexLock lock(&mutex_);
  under_way_.erase(row_key);
}

}  // namespace prescreen
