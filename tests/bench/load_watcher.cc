// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load_watcher.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "prescreen/v1/screening.grpc.pb.h"

namespace prescreen {
namespace {

constexpr absl::Duration kStall = absl::Seconds(2);
constexpr absl::Duration kPatience = absl::Minutes(1);
// To compare with what is expected takes long.
constexpr absl::Duration kPause = absl::Seconds(1);

}  // namespace

LoadWatcher::LoadWatcher(const ProductionServer& server, WatcherHabits habits,
                         LoadLedger& ledger)
    : server_(server), habits_(habits), ledger_(ledger) {
  thread_ = std::thread([this] {
    for (;;) {
      WatchOnce();
      absl::MutexLock lock(&mutex_);
      if (is_ending_) return;
    }
  });
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&is_watching_));
}

LoadWatcher::~LoadWatcher() {
  {
    absl::MutexLock lock(&mutex_);
    is_ending_ = true;
  }
  thread_.join();
}

int LoadWatcher::connections() const {
  absl::MutexLock lock(&mutex_);
  return connections_;
}

void LoadWatcher::WatchOnce() {
  v1::WatchScreeningsRequest request;
  request.set_parent("tenants/demo");
  request.set_resume_token(token_);
  request.mutable_heartbeat()->set_seconds(1);
  const auto stub = v1::Screening::NewStub(server_.Connect());
  grpc::ClientContext context;
  const auto reader = stub->WatchScreenings(&context, request);
  v1::ScreeningEvent event;
  bool is_ending = false;
  int events = 0;
  for (; events < habits_.events_per_connection && !is_ending; ++events) {
    if (!reader->Read(&event)) break;
    if (events == 10 && habits_.stalls) absl::SleepFor(kStall);
    token_ = event.resume_token();
    Note(event);
    absl::MutexLock lock(&mutex_);
    if (events == 0) ++connections_;
    is_watching_ = true;
    is_ending = is_ending_;
  }
  context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (!status.ok() && status.error_code() != grpc::StatusCode::CANCELLED) {
    ledger_.Fault(absl::StrCat("watch: ", status.error_message()));
  }
}

void LoadWatcher::Note(const v1::ScreeningEvent& event) {
  if (event.kind() == v1::ScreeningEvent::HEARTBEAT) return;
  absl::MutexLock lock(&mutex_);
  ++events_;
  if (event.kind() != v1::ScreeningEvent::REVISED) return;
  std::int32_t& newest = seen_[event.screening()];
  if (event.revision() > newest + 1) {
    ledger_.Fault(absl::StrCat("watch: ", event.screening(), " from revision ",
                               newest, " to ", event.revision()));
  }
  newest = std::max(newest, event.revision());
}

bool LoadWatcher::Await(const Revisions& expected) {
  std::uint64_t events = 0;
  for (absl::Time last = absl::Now(); absl::Now() - last < kPatience;) {
    {
      absl::MutexLock lock(&mutex_);
      if (HasSeen(expected)) return true;
      if (events_ != events) last = absl::Now();
      events = events_;
    }
    absl::SleepFor(kPause);
  }
  return false;
}

bool LoadWatcher::HasSeen(const Revisions& expected) const {
  for (const auto& [name, revision] : expected) {
    const auto found = seen_.find(name);
    if (found == seen_.end() || found->second < revision) return false;
  }
  return true;
}

}  // namespace prescreen
