// SPDX-License-Identifier: Apache-2.0
#ifndef PRESCREEN_TESTS_SUPPORT_FAKE_CHAIN_H_
#define PRESCREEN_TESTS_SUPPORT_FAKE_CHAIN_H_

#include <deque>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "anchor/chain.h"

namespace prescreen {

// A ledger that answers what a test has put down. Not thread-safe.
class FakeChain final : public anchor::Chain {
 public:
  explicit FakeChain(std::string id) : id_(std::move(id)) {}

  // Taken from the front; when one is used up: Prepare and Submit succeed,
  // Poll says kPending.
  std::deque<absl::Status> prepares;
  std::deque<absl::Status> submits;
  std::deque<absl::StatusOr<anchor::Progress>> polls;
  // Told of each call: `prepare 7`, `submit TX`, `poll TX`.
  std::function<void(const std::string&)> on_call;

  std::string id() const override { return id_; }
  bool is_public() const override { return true; }
  absl::StatusOr<anchor::AnchorIdentity> Describe() override;
  // `tx 1 of 7`, `tx 2 of 9`, …: number of the call, size of the tree.
  absl::StatusOr<std::string> Prepare(
      const anchor::Checkpoint& checkpoint) override;
  absl::Status Submit(absl::string_view prepared) override;
  // From kIncluded on with an EVM attestation of `prepared`, `block_number`.
  absl::StatusOr<anchor::PollResult> Poll(absl::string_view prepared) override;
  absl::Status Verify(const v1::Attestation& attestation,
                      const anchor::Checkpoint& checkpoint) override;

  std::uint64_t block_number = 100;

 private:
  void Called(const std::string& call);

  const std::string id_;
  int prepared_ = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_FAKE_CHAIN_H_
