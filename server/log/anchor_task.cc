// SPDX-License-Identifier: Apache-2.0
#include "server/log/anchor_task.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "anchor/checkpoint.h"
#include "base/status_macros.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

using stored::v1::AnchorRow;

// Doubling: a ledger that restarts is met early, one that is gone costs little.
constexpr absl::Duration kFirstBackOff = absl::Seconds(1);
constexpr absl::Duration kLongestBackOff = absl::Minutes(1);
// Whatever is configured, a ledger is not asked in a busy loop.
constexpr absl::Duration kShortestPoll = absl::Milliseconds(1);
// Ledgers' messages are cut to what a line of a report holds.
constexpr std::size_t kMaxErrorBytes = 300;

// Fit to be stored and printed, whatever a node sent.
std::string Printable(absl::string_view text) {
  std::string line(text.substr(0, kMaxErrorBytes));
  for (char& c : line) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(c))) c = '?';
  }
  return line;
}

std::string Describe(const absl::Status& error) {
  return Printable(absl::StrCat(absl::StatusCodeToString(error.code()), ": ",
                                error.message()));
}

// The checkpoint within a signed note that this log wrote itself.
absl::StatusOr<anchor::Checkpoint> OwnCheckpoint(absl::string_view note) {
  const std::size_t end = note.find("\n\n");
  if (end == absl::string_view::npos) {
    return absl::DataLossError("anchor row: its checkpoint is damaged");
  }
  return anchor::ParseCheckpoint(note.substr(0, end + 1));
}

}  // namespace

AnchorTask::AnchorTask(const PublishedChain& chain, const Log& log,
                       Store& store, const Clock& clock,
                       AnchorListener listener)
    : chain_(chain),
      id_(chain.chain->id()),
      poll_interval_(std::max(chain.poll_interval, kShortestPoll)),
      log_(log),
      store_(store),
      clock_(clock),
      listener_(std::move(listener)) {}

absl::Time AnchorTask::Step() {
  if (stopped_) return absl::InfiniteFuture();
  ReadBalance();
  const Wait wait = Advance();
  if (stopped_) return absl::InfiniteFuture();
  if (wait.ok()) {
    failures_ = 0;
    return clock_.Now() + *wait;
  }
  Report(wait.status());
  return stopped_ ? absl::InfiniteFuture() : clock_.Now() + BackOff();
}

void AnchorTask::ReadBalance() {
  const absl::Time now = clock_.Now();
  balance_due_ = std::min(balance_due_, now + chain_.cadence);
  if (!listener_.on_balance || now < balance_due_) return;
  balance_due_ = now + chain_.cadence;
  const absl::StatusOr<double> balance = chain_.chain->Balance();
  if (balance.ok()) listener_.on_balance(id_, *balance);
}

AnchorTask::Wait AnchorTask::Advance() {
  if (!loaded_) RETURN_IF_ERROR(Load());
  if (!InFlight()) return PlanIfDue();
  switch (row_->state()) {
    case v1::Anchor::PLANNED:
      return Sign();
    case v1::Anchor::SIGNED:
    case v1::Anchor::REORGED:
      return Send();
    case v1::Anchor::SENT:
    case v1::Anchor::INCLUDED:
      return Track();
    default:
      return absl::DataLossError("anchor row: unknown state");
  }
}

bool AnchorTask::InFlight() const {
  return row_ && row_->state() != v1::Anchor::FINAL &&
         row_->state() != v1::Anchor::FAILED;
}

// One anchor at a time is in flight, so it is the newest.
absl::Status AnchorTask::Load() {
  absl::StatusOr<Row> newest = store_.Last(
      Family::kAnchors, keys::Anchor(id_, 0), keys::AnchorsEnd(id_));
  if (absl::IsNotFound(newest.status())) {
    row_.reset();
    loaded_ = true;
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(newest.status());
  AnchorRow row;
  if (!row.ParseFromString(newest->value)) {
    return absl::DataLossError("anchor row: damaged");
  }
  row_ = std::move(row);
  stored_ = std::move(newest->value);
  submitted_ = false;
  loaded_ = true;
  return absl::OkStatus();
}

AnchorTask::Wait AnchorTask::PlanIfDue() {
  const absl::Time now = clock_.Now();
  // A clock set back must not put off anchors for longer than the cadence.
  due_ = std::min(due_, now + chain_.cadence);
  if (now < due_) return due_ - now;
  const bool failed = row_ && row_->state() == v1::Anchor::FAILED;
  if (row_ && !failed && log_.checkpoint().size <= row_->tree_size()) {
    return poll_interval_;
  }
  return Plan();
}

AnchorTask::Wait AnchorTask::Plan() {
  std::string note = log_.signed_checkpoint();
  ASSIGN_OR_RETURN(const anchor::Checkpoint checkpoint, OwnCheckpoint(note));
  const absl::Time now = clock_.Now();
  AnchorRow next;
  next.set_state(v1::Anchor::PLANNED);
  next.set_tree_size(checkpoint.size);
  next.set_root(AsBytes(checkpoint.root).data(), checkpoint.root.size());
  next.set_checkpoint(std::move(note));
  next.set_plan_time(absl::ToUnixMicros(now));
  RETURN_IF_ERROR(Write(next));
  due_ = now + chain_.cadence;
  return absl::ZeroDuration();
}

AnchorTask::Wait AnchorTask::Sign() {
  ASSIGN_OR_RETURN(const anchor::Checkpoint checkpoint,
                   OwnCheckpoint(row_->checkpoint()));
  ASSIGN_OR_RETURN(std::string prepared, chain_.chain->Prepare(checkpoint));
  AnchorRow next = *row_;
  next.set_state(v1::Anchor::SIGNED);
  next.set_prepared(std::move(prepared));
  next.clear_last_error();
  RETURN_IF_ERROR(Write(next));
  last_told_.clear();
  return absl::ZeroDuration();
}

AnchorTask::Wait AnchorTask::Send() {
  AnchorRow next = *row_;
  next.set_state(v1::Anchor::SENT);
  RETURN_IF_ERROR(Write(next));
  submitted_ = false;
  return absl::ZeroDuration();
}

AnchorTask::Wait AnchorTask::Track() {
  absl::Status submitted;
  if (row_->state() == v1::Anchor::SENT && !submitted_) {
    submitted = chain_.chain->Submit(row_->prepared());
    if (absl::IsUnavailable(submitted)) return submitted;
    // Refused otherwise: Poll knows whether these bytes still have a future.
    submitted_ = submitted.ok();
  }
  const absl::StatusOr<anchor::PollResult> result =
      chain_.chain->Poll(row_->prepared());
  if (absl::IsFailedPrecondition(result.status())) return Fail(result.status());
  RETURN_IF_ERROR(result.status());
  switch (result->progress) {
    case anchor::Progress::kPending:
      return Pending(submitted);
    case anchor::Progress::kIncluded:
    case anchor::Progress::kSafe:
      return Included(*result);
    case anchor::Progress::kFinal:
      return Final(*result);
    case anchor::Progress::kLost:
      return Lost();
  }
  return absl::InternalError("chain: unknown progress");
}

AnchorTask::Wait AnchorTask::Pending(const absl::Status& submitted) {
  if (row_->state() == v1::Anchor::INCLUDED) return Reorged();
  RETURN_IF_ERROR(submitted);
  AnchorRow next = *row_;
  next.clear_last_error();
  RETURN_IF_ERROR(Write(next));
  last_told_.clear();
  return poll_interval_;
}

AnchorTask::Wait AnchorTask::Lost() {
  if (row_->state() == v1::Anchor::INCLUDED) return Reorged();
  // It was in no block: still SENT, whose bytes go out again.
  Tell("not known to the ledger any more, sent again");
  submitted_ = false;
  return poll_interval_;
}

AnchorTask::Wait AnchorTask::Reorged() {
  AnchorRow next = *row_;
  next.set_state(v1::Anchor::REORGED);
  next.clear_attestation();
  next.clear_last_error();
  RETURN_IF_ERROR(Write(next));
  return absl::ZeroDuration();
}

AnchorTask::Wait AnchorTask::Included(const anchor::PollResult& result) {
  const v1::Attestation::State attested =
      result.progress == anchor::Progress::kSafe ? v1::Attestation::SAFE
                                                 : v1::Attestation::INCLUDED;
  RETURN_IF_ERROR(Write(Attested(v1::Anchor::INCLUDED, attested, result)));
  last_told_.clear();
  return poll_interval_;
}

AnchorTask::Wait AnchorTask::Final(const anchor::PollResult& result) {
  AnchorRow next = Attested(v1::Anchor::FINAL, v1::Attestation::FINAL, result);
  next.set_final_time(absl::ToUnixMicros(clock_.Now()));
  RETURN_IF_ERROR(Write(next));
  last_told_.clear();
  return absl::ZeroDuration();
}

AnchorTask::Wait AnchorTask::Fail(const absl::Status& why) {
  AnchorRow next = *row_;
  next.set_state(v1::Anchor::FAILED);
  next.clear_attestation();
  next.set_last_error(Describe(why));
  RETURN_IF_ERROR(Write(next));
  due_ = absl::InfinitePast();
  return std::max(poll_interval_, kFirstBackOff);
}

AnchorRow AnchorTask::Attested(v1::Anchor::State state,
                               v1::Attestation::State attested,
                               const anchor::PollResult& result) const {
  AnchorRow next = *row_;
  next.set_state(state);
  next.clear_last_error();
  v1::Attestation& attestation = *next.mutable_attestation();
  attestation = result.attestation;
  attestation.set_chain(id_);
  attestation.set_required(chain_.required);
  attestation.set_state(attested);
  return next;
}

// Durable on return. Conditional on what this task read, so that a second
// server on a shared store cannot anchor the same root again.
absl::Status AnchorTask::Write(const AnchorRow& next) {
  std::string value = next.SerializeAsString();
  const bool same_key = row_ && row_->tree_size() == next.tree_size();
  if (same_key && value == stored_) return absl::OkStatus();
  const bool is_news = !same_key || row_->state() != next.state();
  const std::string key = keys::Anchor(id_, next.tree_size());
  WriteBatch batch;
  batch.Put(Family::kAnchors, key, value);
  batch.Require(Family::kAnchors, key,
                same_key ? std::optional<std::string>(stored_) : std::nullopt);
  const absl::Status written = store_.Write(batch, Durability::kSynced);
  if (absl::IsAborted(written)) {
    loaded_ = false;
    return absl::AbortedError("anchor row: somebody else wrote it");
  }
  if (!written.ok()) {
    stopped_ = true;
    listener_.on_store_fault(written);
    return written;
  }
  row_ = next;
  stored_ = std::move(value);
  if (is_news) {
    listener_.on_event(absl::StrCat("anchor ", id_, "/", next.tree_size(), ": ",
                                    v1::Anchor::State_Name(next.state()),
                                    next.last_error().empty() ? "" : ", ",
                                    next.last_error()));
  }
  listener_.on_change();
  return absl::OkStatus();
}

// Stored and told once, however often it repeats.
void AnchorTask::Report(const absl::Status& error) {
  const std::string text = Describe(error);
  Tell(text);
  if (!loaded_ || !InFlight()) return;
  AnchorRow next = *row_;
  next.set_last_error(text);
  // A lost race shows at the next step.
  Write(next).IgnoreError();
}

void AnchorTask::Tell(absl::string_view what) {
  if (what == last_told_) return;
  last_told_ = std::string(what);
  listener_.on_event(absl::StrCat("anchor ", id_, ": ", what));
}

absl::Duration AnchorTask::BackOff() {
  absl::Duration wait = kFirstBackOff;
  for (int i = 0; i < failures_ && wait < kLongestBackOff; ++i) wait *= 2;
  ++failures_;
  return std::min(wait, kLongestBackOff);
}

}  // namespace prescreen
