// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_chain.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

absl::Status Take(std::deque<absl::Status>& answers) {
  if (answers.empty()) return absl::OkStatus();
  absl::Status answer = std::move(answers.front());
  answers.pop_front();
  return answer;
}

}  // namespace

void FakeChain::Called(const std::string& call) {
  if (on_call) on_call(call);
}

absl::StatusOr<anchor::AnchorIdentity> FakeChain::Describe() {
  anchor::AnchorIdentity identity;
  identity.caip2 = id_;
  return identity;
}

absl::StatusOr<std::string> FakeChain::Prepare(
    const anchor::Checkpoint& checkpoint) {
  Called(absl::StrCat("prepare ", checkpoint.size));
  RETURN_IF_ERROR(Take(prepares));
  return absl::StrCat("tx ", ++prepared_, " of ", checkpoint.size);
}

absl::Status FakeChain::Submit(absl::string_view prepared) {
  Called(absl::StrCat("submit ", prepared));
  return Take(submits);
}

absl::StatusOr<anchor::PollResult> FakeChain::Poll(absl::string_view prepared) {
  Called(absl::StrCat("poll ", prepared));
  anchor::Progress progress = anchor::Progress::kPending;
  if (!polls.empty()) {
    const absl::StatusOr<anchor::Progress> next = polls.front();
    polls.pop_front();
    if (!next.ok()) return next.status();
    progress = *next;
  }
  anchor::PollResult result;
  result.progress = progress;
  if (progress == anchor::Progress::kIncluded ||
      progress == anchor::Progress::kSafe ||
      progress == anchor::Progress::kFinal) {
    v1::EvmAttestation& evm = *result.attestation.mutable_evm();
    evm.set_raw_tx(std::string(prepared));
    evm.set_block_number(block_number);
  }
  return result;
}

absl::Status FakeChain::Verify(const v1::Attestation& attestation,
                               const anchor::Checkpoint&) {
  return attestation.has_evm() ? absl::OkStatus()
                               : absl::NotFoundError("fake chain: not there");
}

}  // namespace prescreen
