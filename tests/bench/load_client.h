// SPDX-License-Identifier: Apache-2.0
// The callers of the load program: what an ATS sends, in its proportions.
#ifndef PRESCREEN_TESTS_BENCH_LOAD_CLIENT_H_
#define PRESCREEN_TESTS_BENCH_LOAD_CLIENT_H_

#include <atomic>
#include <memory>
#include <string>

#include "prescreen/v1/receipt.grpc.pb.h"
#include "prescreen/v1/screening.grpc.pb.h"
#include "tests/bench/load_ledger.h"
#include "tests/support/production_server.h"

namespace prescreen {

// One connection. Not thread-safe.
class LoadClient {
 public:
  // `number`: distinct for each, and its references with it.
  LoadClient(const ProductionServer& server, int number, LoadLedger& ledger);

  // The `turn`-th thing to do. What fails against expectation goes to the
  // ledger.
  void Act(int turn);

  // Errors that were asked for: calls given up on purpose.
  int given_up() const { return given_up_; }

 private:
  using Response = v1::CreateScreeningResponse;

  v1::CreateScreeningRequest NewRequest();
  void Create();
  void CreateImpatiently();
  void Retry();
  void Add();
  void Reevaluate();
  void Get();
  void List();
  void ReadReceipt();
  void Reconnect();
  bool Check(const char* what, const grpc::Status& status);
  void Keep(const Response& response);

  const ProductionServer& server_;
  const int number_;
  LoadLedger& ledger_;
  std::unique_ptr<v1::Screening::Stub> screening_;
  std::unique_ptr<v1::Receipts::Stub> receipts_;
  int last_ = 0;  // of its requests
  int given_up_ = 0;
  v1::CreateScreeningRequest request_;  // the last new one
  Response response_;                   // its answer
};

// Loads one stream after the other until `stop`, each of 500 items, of whose
// answers none is read until `kUnread` items were sent. Gives the number of
// items.
int StreamUntil(const ProductionServer& server, const std::atomic<bool>& stop,
                double items_per_second, LoadLedger& ledger);

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_BENCH_LOAD_CLIENT_H_
