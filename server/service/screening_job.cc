// SPDX-License-Identifier: Apache-2.0
#include "server/service/screening_job.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/status_macros.h"
#include "server/service/count_decision.h"
#include "server/service/errors.h"
#include "server/service/receipt_wait.h"
#include "server/service/screen.h"

namespace prescreen {
namespace {

// A screening that gets revisions faster than one can be made is given up.
constexpr int kMaxAttempts = 8;

// Disks do not empty themselves within seconds.
constexpr absl::Duration kDiskLowDelay = absl::Seconds(60);

absl::Status DiskLow() {
  return RetryableError(absl::StatusCode::kResourceExhausted, v1::DISK_LOW,
                        "the server's disk is nearly full", kDiskLowDelay);
}

class Job final : public BundleJob {
 public:
  Job(Engine& engine, const TenantAccess& tenants, MakeOrder make_order,
      std::size_t request_bytes, v1::CreateScreeningResponse* response,
      std::chrono::system_clock::time_point deadline)
      : BundleJob(engine, request_bytes, deadline),
        tenants_(tenants),
        make_order_(std::move(make_order)),
        response_(response) {}

 private:
  absl::Status Verify() override {
    ASSIGN_OR_RETURN(order_, make_order_());
    ASSIGN_OR_RETURN(AdmittedScreening admitted,
                     Admit(engine(), tenants_, order_));
    tenant_ = admitted.tenant;
    if (admitted.stored) {
      Answer(*std::move(admitted.stored));
      return absl::OkStatus();
    }
    if (engine().disks.is_low() && !order_.request->validate_only()) {
      return DiskLow();
    }
    screening_ = std::make_unique<VerifiedScreening>();
    RETURN_IF_ERROR(VerifyScreening(
        engine(), std::move(admitted), *order_.request,
        [this] { return cancelled(); }, screening_.get()));
    Fetch(screening_->status_lists);
    return absl::OkStatus();
  }

  absl::Status Conclude() override {
    ScreeningWork work = JudgeScreening(engine(), *screening_, order_);
    if (order_.request->validate_only()) {
      *response_->mutable_screening() = std::move(work.answer);
      FinishWith(absl::OkStatus());
      return absl::OkStatus();
    }
    std::vector<std::string> evidence;
    for (const auto& document : work.evidence) {
      evidence.push_back(document->digest);
    }
    if (cancelled()) return absl::CancelledError("the caller cancelled");
    engine().log.Submit(MakeScreeningLeaf(
        *tenant_, std::move(work), engine().keys, engine().random,
        engine().feed,
        [self = shared_from_this(), this, evidence = std::move(evidence)](
            absl::StatusOr<ScreeningAnswer> answer) {
          Logged(evidence, std::move(answer));
        }));
    return absl::OkStatus();
  }

  // On the log's thread. A fresh revision needs no reading; what is read goes
  // to a worker, unless all are busy.
  void Logged(const std::vector<std::string>& evidence,
              absl::StatusOr<ScreeningAnswer> answer) {
    if (absl::IsAborted(answer.status()) && ++attempts_ < kMaxAttempts) {
      return Again();
    }
    if (!answer.ok()) return FinishWith(answer.status());
    if (answer->created) {
      for (const std::string& digest : evidence) engine().evidence.Add(digest);
      if (answer->screening) {
        CountDecision(*screening_, *answer->screening, engine().metrics);
      }
    }
    engine().feed.Published(*tenant_);
    if (answer->screening && !WaitsForChains()) {
      return Answer(*std::move(answer));
    }
    auto reply = [self = shared_from_this(), this,
                  answer = *std::move(answer)] { Answer(answer); };
    if (!engine().workers.Run(reply)) reply();
  }

  bool WaitsForChains() const {
    return order_.request->wait() == v1::CreateScreeningRequest::ANCHORED;
  }

  void Answer(ScreeningAnswer answer) {
    const RevisionId id = answer.id;
    const bool is_fresh = answer.screening.has_value();
    auto response = ReplyFor(engine(), *tenant_, std::move(answer));
    if (!response.ok()) return FinishWith(response.status());
    *response_ = *std::move(response);
    if (is_fresh && !WaitsForChains()) {
      response_->set_receipt_state(v1::Receipt::LOGGED);
      return FinishWith(absl::OkStatus());
    }
    auto wait = std::make_shared<ReceiptWait>(
        engine(), ReceiptOwner{tenant_, id},
        WaitsForChains() ? v1::Receipt::ANCHORED : v1::Receipt::LOGGED,
        [self = shared_from_this(),
         this](absl::StatusOr<v1::GetReceiptResponse> receipt) {
          if (receipt.ok()) {
            response_->set_receipt_state(receipt->receipt().state());
          }
          FinishWith(receipt.status());
        });
    {
      absl::MutexLock lock(&mutex_);
      wait_ = wait;
    }
    wait->Start(deadline());
    if (cancelled()) wait->Cancel();
  }

  void OnCancelled() override {
    std::shared_ptr<ReceiptWait> wait;
    {
      absl::MutexLock lock(&mutex_);
      wait = wait_;
    }
    if (wait) wait->Cancel();
  }

  const TenantAccess& tenants_;
  const MakeOrder make_order_;
  v1::CreateScreeningResponse* const response_;
  ScreeningOrder order_;
  const Tenant* tenant_ = nullptr;
  std::unique_ptr<VerifiedScreening> screening_;
  absl::Mutex mutex_;
  std::shared_ptr<ReceiptWait> wait_ ABSL_GUARDED_BY(mutex_);
  int attempts_ = 0;
};

}  // namespace

std::shared_ptr<BundleJob> ScreeningJob(
    Engine& engine, const TenantAccess& tenants, MakeOrder make_order,
    std::size_t request_bytes, v1::CreateScreeningResponse* response,
    std::chrono::system_clock::time_point deadline) {
  return std::make_shared<Job>(engine, tenants, std::move(make_order),
                               request_bytes, response, deadline);
}

}  // namespace prescreen
