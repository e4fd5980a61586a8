// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load_client.h"

#include <chrono>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

constexpr int kItemsPerStream = 500;
// More than a server answers before it waits for its reader.
constexpr int kUnread = 100;
constexpr std::chrono::milliseconds kImpatience(2);
constexpr int kCredentialsPerClient = 1'000'000;

std::string RequestId(int client, int number) {
  return absl::StrFormat("22222222-%04d-4333-8444-%012d", client, number);
}

v1::CreateScreeningRequest RequestOf(int client, int number) {
  const int first = client * kCredentialsPerClient + 4 * number;
  std::vector<std::string> documents;
  for (int i = 0; i <= number % 3; ++i) {
    documents.push_back(TestCredential(first + i));
  }
  auto request =
      TestTenant::Request(absl::StrCat("L-", client, "-", number), documents);
  request.set_candidate_ref(absl::StrCat("C-", client, "-", number));
  request.set_request_id(RequestId(client, number));
  return request;
}

}  // namespace

LoadClient::LoadClient(const ProductionServer& server, int number,
                       LoadLedger& ledger)
    : server_(server), number_(number), ledger_(ledger) {
  Reconnect();
}

void LoadClient::Reconnect() {
  const auto channel = server_.Connect();
  screening_ = v1::Screening::NewStub(channel);
  receipts_ = v1::Receipts::NewStub(channel);
}

void LoadClient::Act(int turn) {
  if (response_.revision() == 0) return Create();
  switch (turn % 20) {
    case 2:
    case 12:
      return Retry();
    case 4:
    case 14:
      return Add();
    case 5:
      return Reevaluate();
    case 7:
    case 10:
    case 17:
      return Get();
    case 8:
      return List();
    case 9:
      return CreateImpatiently();
    case 15:
      return ReadReceipt();
    case 19:
      if (turn % 200 == 19) Reconnect();
      return Create();
    default:
      return Create();
  }
}

bool LoadClient::Check(const char* what, const grpc::Status& status) {
  if (!status.ok()) {
    ledger_.Fault(absl::StrCat(what, ": ", status.error_code(), " ",
                               status.error_message()));
  }
  return status.ok();
}

v1::CreateScreeningRequest LoadClient::NewRequest() {
  return RequestOf(number_, ++last_);
}

void LoadClient::Keep(const Response& response) {
  ledger_.Accept(response);
  response_ = response;
}

void LoadClient::Create() {
  request_ = NewRequest();
  Response response;
  grpc::ClientContext context;
  if (Check("create",
            screening_->CreateScreening(&context, request_, &response))) {
    Keep(response);
  }
}

// Gives up almost at once, then asks again under the same request_id.
void LoadClient::CreateImpatiently() {
  request_ = NewRequest();
  Response response;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kImpatience);
  const grpc::Status status =
      screening_->CreateScreening(&context, request_, &response);
  if (status.ok()) return Keep(response);
  if (status.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED &&
      status.error_code() != grpc::StatusCode::CANCELLED) {
    Check("create impatiently", status);
  }
  ++given_up_;
  grpc::ClientContext again;
  if (Check("create again",
            screening_->CreateScreening(&again, request_, &response))) {
    Keep(response);
  }
}

void LoadClient::Retry() {
  Response response;
  grpc::ClientContext context;
  if (!Check("retry",
             screening_->CreateScreening(&context, request_, &response))) {
    return;
  }
  if (response.screening().name() != response_.screening().name()) {
    ledger_.Fault("retry: another screening");
  }
  ledger_.Accept(response);
}

void LoadClient::Add() {
  v1::AddCredentialsRequest request;
  request.set_name(response_.screening().name());
  request.set_request_id(RequestId(number_, ++last_));
  request.add_documents()->set_content(
      TestCredential(number_ * kCredentialsPerClient + 4 * last_));
  Response response;
  grpc::ClientContext context;
  if (Check("add", screening_->AddCredentials(&context, request, &response))) {
    ledger_.Accept(response);
  }
}

void LoadClient::Reevaluate() {
  v1::ReevaluateScreeningRequest request;
  request.set_name(response_.screening().name());
  request.set_request_id(RequestId(number_, ++last_));
  Response response;
  grpc::ClientContext context;
  if (Check("reevaluate",
            screening_->ReevaluateScreening(&context, request, &response))) {
    ledger_.Accept(response);
  }
}

void LoadClient::Get() {
  v1::GetScreeningRequest request;
  request.set_name(response_.screening().name());
  v1::ScreeningRecord record;
  grpc::ClientContext context;
  if (Check("get", screening_->GetScreening(&context, request, &record)) &&
      record.revision() < response_.revision()) {
    ledger_.Fault("get: an older revision than was answered");
  }
}

void LoadClient::List() {
  v1::ListScreeningsRequest request;
  request.set_parent("tenants/demo");
  request.set_candidate_ref(request_.candidate_ref());
  v1::ListScreeningsResponse response;
  grpc::ClientContext context;
  if (Check("list", screening_->ListScreenings(&context, request, &response)) &&
      response.screenings_size() != 1) {
    ledger_.Fault("list: not the one screening of the candidate");
  }
}

void LoadClient::ReadReceipt() {
  v1::GetReceiptRequest request;
  request.set_name(absl::StrCat(response_.screening().name(), "/revisions/",
                                response_.revision(), "/receipt"));
  v1::GetReceiptResponse response;
  grpc::ClientContext context;
  Check("receipt", receipts_->GetReceipt(&context, request, &response));
}

int StreamUntil(const ProductionServer& server, const std::atomic<bool>& stop,
                double items_per_second, LoadLedger& ledger) {
  constexpr int kClient = 9000;
  int items = 0;
  const absl::Time start = absl::Now();
  while (!stop) {
    const auto stub = v1::Screening::NewStub(server.Connect());
    grpc::ClientContext context;
    const auto stream = stub->StreamScreenings(&context);
    std::atomic<int> sent = 0;
    std::thread writer([&] {
      while (sent < kItemsPerStream && !stop) {
        absl::SleepFor(start +
                       absl::Seconds((items + sent) / items_per_second) -
                       absl::Now());
        if (!stream->Write(RequestOf(kClient, items + sent + 1))) break;
        ++sent;
      }
      stream->WritesDone();
    });
    while (sent < kUnread && !stop) absl::SleepFor(absl::Milliseconds(10));
    int answers = 0;
    v1::StreamScreeningsResponse answer;
    while (stream->Read(&answer)) {
      ++answers;
      if (answer.has_screening()) {
        ledger.Accept(answer.screening());
      } else {
        ledger.Fault(absl::StrCat("stream: ", answer.error().message()));
      }
    }
    writer.join();
    if (!stream->Finish().ok() || answers != sent) {
      ledger.Fault("stream: ended early");
    }
    items += sent;
  }
  return items;
}

}  // namespace prescreen
