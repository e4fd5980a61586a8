// SPDX-License-Identifier: Apache-2.0
#include "server/service/watch_screenings.h"

#include <grpcpp/alarm.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/service/call.h"
#include "server/service/errors.h"
#include "server/service/event_feed.h"
#include "server/service/names.h"
#include "server/service/times.h"

namespace prescreen {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kDefaultHeartbeat = std::chrono::seconds(30);
constexpr milliseconds kShortestHeartbeat = std::chrono::seconds(1);
constexpr milliseconds kLongestHeartbeat = std::chrono::minutes(10);
// What a slow reader makes the server hold: about 20 KiB.
constexpr std::size_t kPageOfEvents = 256;
// When every worker is busy, the page is asked for again after this.
constexpr milliseconds kBusyPause(100);

constexpr std::size_t kPositionBytes = 8;
constexpr std::size_t kResumeMacBytes = 16;

std::string ResumeMac(const Tenant& tenant, absl::string_view position) {
  const std::string text =
      absl::StrCat("watch screenings ", tenant.id, position);
  return std::string(
      AsBytes(HmacSha256(tenant.index_key, text)).substr(0, kResumeMacBytes));
}

absl::StatusOr<milliseconds> HeartbeatOf(
    const v1::WatchScreeningsRequest& request) {
  if (!request.has_heartbeat()) return kDefaultHeartbeat;
  // Before they are counted in milliseconds, which overflows.
  const std::int64_t seconds = request.heartbeat().seconds();
  const std::int64_t nanos = request.heartbeat().nanos();
  const auto asked =
      std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, 3600)) +
      std::chrono::duration_cast<milliseconds>(std::chrono::nanoseconds(nanos));
  if (asked < kShortestHeartbeat || asked > kLongestHeartbeat) {
    return FieldError("heartbeat", "must be from 1 second to 10 minutes");
  }
  return asked;
}

v1::ScreeningEvent ToProto(const Tenant& tenant, const NumberedEvent& event) {
  const stored::v1::EventRow& row = event.row;
  v1::ScreeningEvent result;
  result.set_kind(static_cast<v1::ScreeningEvent::Kind>(row.kind()));
  result.set_resume_token(MakeResumeToken(tenant, event.number));
  result.set_screening(FormatScreeningName(tenant.name, row.screening()));
  result.set_revision(static_cast<std::int32_t>(row.revision()));
  result.set_state(static_cast<v1::ScreeningRecord::State>(row.state()));
  result.set_outcome(static_cast<v1::Decision::Outcome>(row.outcome()));
  result.set_disposition(static_cast<v1::Disposition>(row.disposition()));
  result.set_receipt_state(
      static_cast<v1::Receipt::State>(row.receipt_state()));
  *result.mutable_time() = MicrosToTimestamp(row.time());
  return result;
}

// Does one thing at a time: reads a page on a worker, writes an event, or waits
// for the feed or the alarm. `mutex_` is never held while gRPC is called. Held
// by itself until the call is over, and by what may still call it then.
class ScreeningWatch final
    : public grpc::ServerWriteReactor<v1::ScreeningEvent>,
      public std::enable_shared_from_this<ScreeningWatch> {
 public:
  ScreeningWatch(Engine& engine, const grpc::CallbackServerContext& context)
      : engine_(engine), call_(engine, context, Method::kWatchScreenings) {
    engine_.metrics.WatchersChanged(1);
  }
  ~ScreeningWatch() override { engine_.metrics.WatchersChanged(-1); }

  void Start(const v1::WatchScreeningsRequest& request) {
    self_ = shared_from_this();
    const absl::Status status = Begin(request);
    if (!status.ok()) return End(status, true);
    SetAlarm(heartbeat_);
    Act([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      doing_ = Doing::kNothing;
      is_behind_ = true;
    });
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(absl::CancelledError("the caller is gone"), true);
    Act([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      doing_ = Doing::kNothing;
      last_write_ = SteadyClock::now();
    });
  }

  void OnCancel() override {
    End(absl::CancelledError("the caller cancelled"));
  }

  void OnDone() override { const auto last = std::move(self_); }

 private:
  enum class Doing { kNothing, kBeginning, kReading, kWriting };
  enum class Next { kNothing, kRead, kWrite, kFinish };

  absl::Status Begin(const v1::WatchScreeningsRequest& request) {
    RETURN_IF_ERROR(call_.Admit());
    ASSIGN_OR_RETURN(const std::string name,
                     ParseTenantName("parent", request.parent()));
    ASSIGN_OR_RETURN(tenant_, call_.Find(name));
    ASSIGN_OR_RETURN(heartbeat_, HeartbeatOf(request));
    RETURN_IF_ERROR(
        call_.OnRefused([weak = weak_from_this()](const absl::Status& refused) {
          if (const auto self = weak.lock()) self->End(refused);
        }));
    // Before the position is read: no event is missed in between.
    const bool is_open = engine_.feed.Watch(
        tenant_->id,
        [weak = weak_from_this()] {
          if (const auto self = weak.lock()) self->Wake();
        },
        &ticket_);
    if (!is_open) return Draining();
    std::uint64_t position = 0;
    if (request.resume_token().empty()) {
      ASSIGN_OR_RETURN(position, LastEvent(engine_.store, tenant_->id));
    } else {
      ASSIGN_OR_RETURN(position,
                       ParseResumeToken(*tenant_, request.resume_token()));
    }
    absl::MutexLock lock(&mutex_);
    position_ = position;
    last_write_ = SteadyClock::now();
    return absl::OkStatus();
  }

  static absl::Status Draining() {
    return RetryableError(absl::StatusCode::kUnavailable, v1::SHUTTING_DOWN,
                          "the server is ending; watch again",
                          absl::Seconds(1));
  }

  // From the feed.
  void Wake() {
    if (engine_.feed.is_closed()) return End(Draining());
    Act([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { is_behind_ = true; });
  }

  void SetAlarm(milliseconds delay) {
    auto alarm = std::make_unique<grpc::Alarm>();
    alarm->Set(std::chrono::system_clock::now() + delay,
               [weak = weak_from_this()](bool fired) {
                 const auto self = weak.lock();
                 if (fired && self) self->OnAlarm();
               });
    absl::MutexLock lock(&mutex_);
    if (!is_finished_) alarm_ = std::move(alarm);
  }

  void OnAlarm() {
    const auto now = SteadyClock::now();
    milliseconds left;
    {
      absl::MutexLock lock(&mutex_);
      left = std::chrono::ceil<milliseconds>(last_write_ + heartbeat_ - now);
      if (left <= milliseconds(0)) left = heartbeat_;
      if (is_behind_ && doing_ == Doing::kNothing)
        left = std::min(left, kBusyPause);
    }
    SetAlarm(left);
    Act([this, now]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      is_silent_ = last_write_ + heartbeat_ <= now;
    });
  }

  // On a worker.
  void ReadPage() {
    std::uint64_t position = 0;
    {
      absl::MutexLock lock(&mutex_);
      position = position_;
    }
    auto events =
        EventsAfter(engine_.store, tenant_->id, position, kPageOfEvents);
    if (!events.ok()) return End(events.status(), true);
    Act([&, this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      doing_ = Doing::kNothing;
      if (events->size() == kPageOfEvents) is_behind_ = true;
      page_.assign(std::make_move_iterator(events->begin()),
                   std::make_move_iterator(events->end()));
    });
  }

  // `is_idle`: what was under way has just ended.
  void End(const absl::Status& status, bool is_idle = false) {
    Act([&, this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      if (is_idle) doing_ = Doing::kNothing;
      if (end_.ok()) end_ = status;
    });
  }

  Next Choose() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (doing_ != Doing::kNothing || is_finished_) return Next::kNothing;
    const bool is_to_write = !page_.empty() || (is_silent_ && !is_behind_);
    if (end_.ok() && is_to_write) end_ = call_.StillAdmitted();
    if (!end_.ok()) {
      is_finished_ = true;
      return Next::kFinish;
    }
    if (!page_.empty()) {
      written_ = ToProto(*tenant_, page_.front());
      position_ = page_.front().number;
      page_.pop_front();
    } else if (is_behind_) {
      is_behind_ = false;
      doing_ = Doing::kReading;
      return Next::kRead;
    } else if (is_silent_) {
      written_.Clear();
      written_.set_kind(v1::ScreeningEvent::HEARTBEAT);
      written_.set_resume_token(MakeResumeToken(*tenant_, position_));
      *written_.mutable_time() = ToTimestamp(engine_.clock.Now());
    } else {
      return Next::kNothing;
    }
    is_silent_ = false;
    doing_ = Doing::kWriting;
    return Next::kWrite;
  }

  // Changes the state, then does what comes next.
  template <typename Change>
  void Act(Change change) {
    Next next = Next::kNothing;
    absl::Status end;
    std::unique_ptr<grpc::Alarm> alarm;  // let go of outside the lock
    {
      absl::MutexLock lock(&mutex_);
      change();
      next = Choose();
      end = end_;
      if (next == Next::kFinish) alarm = std::move(alarm_);
    }
    switch (next) {
      case Next::kNothing:
        return;
      case Next::kRead:
        return Read();
      case Next::kWrite:
        return StartWrite(&written_);
      case Next::kFinish:
        if (tenant_ != nullptr) engine_.feed.Forget(tenant_->id, ticket_);
        return Finish(call_.End(end));
    }
  }

  // If every worker is busy, the alarm asks again.
  void Read() {
    if (engine_.workers.Run(
            [self = shared_from_this()] { self->ReadPage(); })) {
      return;
    }
    {
      absl::MutexLock lock(&mutex_);
      doing_ = Doing::kNothing;
      is_behind_ = true;
    }
    SetAlarm(kBusyPause);
  }

  Engine& engine_;
  Call call_;
  const Tenant* tenant_ = nullptr;
  milliseconds heartbeat_ = kDefaultHeartbeat;
  std::uint64_t ticket_ = 0;
  std::shared_ptr<ScreeningWatch> self_;  // until OnDone
  v1::ScreeningEvent written_;            // the writer's

  absl::Mutex mutex_;
  Doing doing_ ABSL_GUARDED_BY(mutex_) = Doing::kBeginning;
  bool is_behind_ ABSL_GUARDED_BY(mutex_) = false;  // there may be new rows
  bool is_silent_ ABSL_GUARDED_BY(mutex_) = false;  // a heartbeat is due
  bool is_finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t position_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<NumberedEvent> page_ ABSL_GUARDED_BY(mutex_);
  SteadyClock::time_point last_write_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<grpc::Alarm> alarm_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::string MakeResumeToken(const Tenant& tenant, std::uint64_t position) {
  const std::string bytes = BigEndian64(position);
  return Base64UrlEncode(absl::StrCat(bytes, ResumeMac(tenant, bytes)));
}

absl::StatusOr<std::uint64_t> ParseResumeToken(const Tenant& tenant,
                                               const std::string& token) {
  const absl::StatusOr<std::string> bytes = Base64UrlDecode(token);
  if (bytes.ok() && bytes->size() == kPositionBytes + kResumeMacBytes) {
    const std::string position = bytes->substr(0, kPositionBytes);
    if (bytes->substr(kPositionBytes) == ResumeMac(tenant, position)) {
      return ReadBigEndian64(position);
    }
  }
  return FieldError("resume_token",
                    "is not from an event of this tenant; watch without one");
}

grpc::ServerWriteReactor<v1::ScreeningEvent>* StartWatch(
    Engine& engine, const grpc::CallbackServerContext& context,
    const v1::WatchScreeningsRequest& request) {
  const auto watch = std::make_shared<ScreeningWatch>(engine, context);
  watch->Start(request);
  return watch.get();
}

}  // namespace prescreen
