// SPDX-License-Identifier: Apache-2.0
#include "server/service/stream_screenings.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/status_macros.h"
#include "server/service/call.h"
#include "server/service/errors.h"
#include "server/service/screening_job.h"

namespace prescreen {
namespace {

// One request and what it is answered with. A job borrows both.
struct StreamItem {
  v1::CreateScreeningRequest request;
  v1::CreateScreeningResponse response;
};

v1::StreamScreeningsResponse AnswerTo(StreamItem& item,
                                      const absl::Status& status) {
  v1::StreamScreeningsResponse answer;
  answer.set_request_id(item.request.request_id());
  if (status.ok()) {
    *answer.mutable_screening() = std::move(item.response);
  } else {
    *answer.mutable_error() = ToRpcStatus(status);
  }
  return answer;
}

// Reads, jobs and writes go on side by side; `mutex_` guards what they share
// and is never held while gRPC or a job is called. The call is finished when
// nothing is under way any more, so that nothing refers to it afterwards.
class ScreeningStream final
    : public grpc::ServerBidiReactor<v1::CreateScreeningRequest,
                                     v1::StreamScreeningsResponse>,
      public std::enable_shared_from_this<ScreeningStream> {
 public:
  ScreeningStream(Engine& engine, const grpc::CallbackServerContext& context)
      : engine_(engine),
        call_(engine, context, Method::kStreamScreenings),
        deadline_(context.deadline()) {}

  void Start() {
    self_ = shared_from_this();
    const absl::Status admitted = Admit();
    Act([&, this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      if (admitted.ok() || is_abandoned_) return;
      all_read_ = true;
      status_ = admitted;
    });
  }

  void OnReadDone(bool ok) override {
    if (ok) Judge();
    Act([this, ok]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      is_reading_ = false;
      if (!ok) all_read_ = true;
    });
  }

  void OnWriteDone(bool ok) override {
    if (!ok) Abandon(CallerEnded());
    Act([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      is_writing_ = false;
      --unanswered_;
    });
  }

  void OnCancel() override {
    Abandon(CallerEnded());
    Act([]() {});
  }

  void OnDone() override { const auto last = std::move(self_); }

 private:
  using Jobs = std::map<std::uint64_t, std::shared_ptr<BundleJob>>;

  static absl::Status CallerEnded() {
    return absl::CancelledError("the caller ended the stream");
  }

  absl::Status Admit() {
    RETURN_IF_ERROR(call_.Admit());
    return call_.OnRefused(
        [weak = weak_from_this()](const absl::Status& refused) {
          const auto self = weak.lock();
          if (!self) return;
          self->Abandon(refused);
          self->Act([]() {});
        });
  }

  // Of the request that was read.
  void Judge() {
    auto item = std::make_shared<StreamItem>();
    item->request = std::move(next_);
    next_.Clear();
    {
      absl::MutexLock lock(&mutex_);
      ++unanswered_;
      ++running_;
    }
    if (const absl::Status admitted = call_.StillAdmitted(); !admitted.ok()) {
      {
        absl::MutexLock lock(&mutex_);
        all_read_ = true;
        status_ = admitted;
      }
      return Answer(*item, admitted, std::nullopt);
    }
    if (item->request.request_id().empty()) {
      return Answer(*item,
                    FieldError("request_id", "is missing; a stream needs one"),
                    std::nullopt);
    }
    StartJob(std::move(item));
  }

  void StartJob(std::shared_ptr<StreamItem> item) {
    const auto job = ScreeningJob(
        engine_, call_,
        [borrowed = &item->request] {
          return absl::StatusOr<ScreeningOrder>(OrderOf(*borrowed));
        },
        item->request.ByteSizeLong(), &item->response, deadline_);
    std::uint64_t number = 0;
    {
      absl::MutexLock lock(&mutex_);
      number = ++last_job_;
    }
    job->Start([this, item, number](const absl::Status& status) {
      Answer(*item, status, number);
    });
    bool is_abandoned = false;
    {
      absl::MutexLock lock(&mutex_);
      is_abandoned = is_abandoned_;
      // It may have ended by now.
      if (ended_.erase(number) == 0) jobs_.emplace(number, job);
    }
    if (is_abandoned) job->Cancel();
  }

  // To a request whose job has ended, or that got none. Of a job's thread: this
  // may be gone when it returns.
  void Answer(StreamItem& item, const absl::Status& status,
              std::optional<std::uint64_t> number) {
    call_.NoteItem(item.request.request_id(), status);
    v1::StreamScreeningsResponse answer = AnswerTo(item, status);
    std::shared_ptr<BundleJob> job;  // let go of outside the lock
    Act([&, this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      --running_;
      if (number) {
        const auto found = jobs_.find(*number);
        if (found == jobs_.end()) {
          ended_.insert(*number);
        } else {
          job = std::move(found->second);
          jobs_.erase(found);
        }
      }
      answers_.push_back(std::move(answer));
    });
  }

  // Nobody is to read the answers any more.
  void Abandon(const absl::Status& why) {
    Jobs jobs;
    {
      absl::MutexLock lock(&mutex_);
      if (is_abandoned_) return;
      all_read_ = true;
      is_abandoned_ = true;
      status_ = why;
      jobs = jobs_;
    }
    for (const auto& [number, job] : jobs) job->Cancel();
  }

  // Changes the state, then does what it allows. What is marked as under way
  // keeps the stream until its reaction; a finished one is not touched.
  template <typename Change>
  void Act(Change change) {
    bool read = false;
    bool write = false;
    bool finish = false;
    absl::Status status;
    {
      absl::MutexLock lock(&mutex_);
      change();
      if (is_abandoned_) answers_.clear();
      read = !is_reading_ && !all_read_ && unanswered_ < kMaxUnanswered;
      is_reading_ = is_reading_ || read;
      write = !is_writing_ && !answers_.empty();
      if (write) {
        is_writing_ = true;
        written_ = std::move(answers_.front());
        answers_.pop_front();
      }
      // The end of an abandoned stream ends the read that waits.
      finish = all_read_ && (!is_reading_ || is_abandoned_) && !is_writing_ &&
               running_ == 0 && !is_finished_;
      is_finished_ = is_finished_ || finish;
      status = status_;
    }
    if (read) StartRead(&next_);
    if (write) StartWrite(&written_);
    if (finish) Finish(call_.End(status));
  }

  Engine& engine_;
  Call call_;
  std::shared_ptr<ScreeningStream> self_;  // until OnDone
  const std::chrono::system_clock::time_point deadline_;
  v1::CreateScreeningRequest next_;       // the reader's
  v1::StreamScreeningsResponse written_;  // the writer's

  absl::Mutex mutex_;
  bool is_reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool all_read_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_abandoned_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_finished_ ABSL_GUARDED_BY(mutex_) = false;
  int unanswered_ ABSL_GUARDED_BY(mutex_) = 0;  // until their answer is written
  int running_ ABSL_GUARDED_BY(mutex_) = 0;     // until they have an answer
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t last_job_ ABSL_GUARDED_BY(mutex_) = 0;
  Jobs jobs_ ABSL_GUARDED_BY(mutex_);
  // That ended before they were in `jobs_`.
  std::set<std::uint64_t> ended_ ABSL_GUARDED_BY(mutex_);
  std::deque<v1::StreamScreeningsResponse> answers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerBidiReactor<v1::CreateScreeningRequest,
                        v1::StreamScreeningsResponse>*
StartScreeningStream(Engine& engine,
                     const grpc::CallbackServerContext& context) {
  const auto stream = std::make_shared<ScreeningStream>(engine, context);
  stream->Start();
  return stream.get();
}

}  // namespace prescreen
