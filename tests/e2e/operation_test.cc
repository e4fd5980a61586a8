// SPDX-License-Identifier: Apache-2.0
// What an operator sees of a real server: metrics as README lists them, logs
// and metrics without a trace of any candidate.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/encoding.h"
#include "client/sample/bundles.h"
#include "client/sample/cast.h"
#include "client/sample/credential.h"
#include "client/sample/sign.h"
#include "tests/support/http_server.h"
#include "tests/support/server_process.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kRequestId[] = "3f0e1a52-6a1b-4c8e-9d55-0123456789ab";
// In every text field of every bad request.
constexpr char kPlanted[] = "planted-jane-doe";

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string GetMetrics(int port) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  PRESCREEN_CHECK(connect(connection, reinterpret_cast<sockaddr*>(&address),
                          sizeof(address)) == 0);
  const std::string request =
      "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  PRESCREEN_CHECK(send(connection, request.data(), request.size(), 0) ==
                  static_cast<ssize_t>(request.size()));
  std::string answer;
  char bytes[4096];
  ssize_t count = 0;
  while ((count = recv(connection, bytes, sizeof(bytes), 0)) > 0) {
    answer.append(bytes, static_cast<std::size_t>(count));
  }
  close(connection);
  return answer;
}

// Of the lines `# TYPE name kind`: `name kind`.
std::set<std::string> NamesIn(const std::string& metrics) {
  std::set<std::string> names;
  for (const absl::string_view line : absl::StrSplit(metrics, '\n')) {
    const std::vector<std::string> words =
        absl::StrSplit(line, ' ', absl::SkipWhitespace());
    if (words.size() == 4 && words[1] == "TYPE" &&
        absl::StartsWith(words[2], "prescreen_")) {
      names.insert(absl::StrCat(words[2], " ", words[3]));
    }
  }
  return names;
}

// Of the rows "| `name` | kind |" in the server's README.
std::set<std::string> NamesInReadme() {
  const std::string text =
      ReadFile(std::string(PRESCREEN_SOURCE_DIR) + "/server/README.md");
  std::set<std::string> names;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<absl::string_view> cells =
        absl::StrSplit(line, absl::ByAnyChar("|` "), absl::SkipEmpty());
    if (absl::StartsWith(line, "| `prescreen_")) {
      names.insert(absl::StrCat(cells.at(0), " ", cells.at(1)));
    }
  }
  return names;
}

class OperationTest : public testing::Test {
 protected:
  void Start(std::vector<std::string> overrides) {
    ServerProcessOptions options;
    options.binary_dir = PRESCREEN_BINARY_DIR;
    options.folder = folder_.path();
    options.chains =
        absl::StrCat("chains:\n  - {kind: file, path: ", folder_.path(),
                     "/journal, cadence_seconds: 1, poll_seconds: 1}\n");
    options.overrides = std::move(overrides);
    auto server = ServerProcess::Start(options);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    tenant_ = std::make_unique<TestTenant>(server_->address());
    ASSERT_TRUE(tenant_->SetUp().ok());
  }

  void StartWithMetrics() {
    Start({"metrics_listen=127.0.0.1:0", "log_requests=all", "min_free=0%",
           "fetch.allow_loopback=true", "fetch.http_hosts=127.0.0.1"});
    const std::string& line = server_->start_up_line();
    constexpr char kBefore[] = "metrics on port ";
    const std::size_t at = line.find(kBefore);
    ASSERT_NE(at, std::string::npos) << line;
    ASSERT_TRUE(absl::SimpleAtoi(line.substr(at + sizeof(kBefore) - 1),
                                 &metrics_port_));
  }

  std::string Metrics() const { return GetMetrics(metrics_port_); }
  std::string Log() const { return ReadFile(folder_.path() + "/server.log"); }

  grpc::Status Screen(const std::string& application,
                      const std::string& request_id = "") {
    auto request = TestTenant::Request(application, {TestCredential(1)});
    request.set_request_id(request_id);
    return tenant_->Screen(request, &response_);
  }

  TemporaryFolder folder_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<TestTenant> tenant_;
  int metrics_port_ = 0;
  v1::CreateScreeningResponse response_;
};

// Everything that identifies somebody in what was presented.
class Presented {
 public:
  void Add(const std::string& value) { values_.insert(value); }
  // A credential's ids: the digits of its UUIDs.
  void AddDocument(const std::string& content) {
    const std::vector<std::string> parts = absl::StrSplit(content, '.');
    std::string text = content;
    if (parts.size() == 3) {
      const auto payload = Base64UrlDecode(parts[1]);
      if (payload.ok()) text = *payload;
      Add(parts[2]);
    }
    constexpr std::size_t kUuidLength = 36;
    std::vector<std::string> after = absl::StrSplit(text, "urn:uuid:");
    for (auto id = after.begin() + 1; id != after.end(); ++id) {
      Add(id->substr(0, kUuidLength));
    }
  }
  const std::set<std::string>& values() const { return values_; }

 private:
  std::set<std::string> values_;
};

// Screens the embedded cast and, where it is at hand, one credential for each
// of the design's bundles, named as they are.
class SampleLoad {
 public:
  explicit SampleLoad(TestTenant& tenant) : tenant_(tenant) {}

  void PresentTheCast(HttpServer& status_lists) {
    sample::SampleOptions options;
    options.as_of = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
    options.status_url = status_lists.url("");
    const auto list = sample::MakeNorthwindStatusList(options);
    ASSERT_TRUE(list.ok());
    status_lists.On("/northwind/1",
                    HttpReply::Ok(list->content, "application/vc+jwt"));
    for (const auto& candidate : sample::SampleCandidates()) {
      const auto bundle = sample::MakeBundle(candidate, options);
      ASSERT_TRUE(bundle.ok());
      std::vector<std::string> documents;
      for (const sample::SampleFile& file : *bundle) {
        documents.push_back(file.content);
      }
      Present(candidate.folder, candidate.email, documents);
    }
  }

  // True if ../shared is there.
  bool PresentTheDesignsBundles() {
    const std::string text = ReadFile(std::string(PRESCREEN_SOURCE_DIR) +
                                      "/../shared/design/bundles.yaml");
    constexpr absl::string_view kBefore = "  name: ";
    int found = 0;
    for (const absl::string_view line : absl::StrSplit(text, '\n')) {
      if (!absl::StartsWith(line, kBefore)) continue;
      ++found;
      const std::string name(line.substr(kBefore.size()));
      const std::string first = name.substr(0, name.find(' '));
      sample::CredentialSpec spec;
      spec.label = name;
      spec.issuer = "northwind";
      spec.achievement =
          sample::FindSampleAchievement("northwind/data-engineer-pro");
      spec.email = absl::StrCat(first, "@people.example");
      spec.awarded = absl::CivilDay(2025, 9, 10);
      const auto credential = sample::MakeCredential(spec);
      const auto key = sample::KeyOf(*sample::FindSampleIssuer(spec.issuer));
      Present(name, spec.email, {sample::SignVcJwt(*credential, *key)});
    }
    return found > 0;
  }

  const std::set<std::string>& values() const { return presented_.values(); }

 private:
  // Also what follows a first screening.
  void Present(const std::string& who, const std::string& email,
               const std::vector<std::string>& documents) {
    auto request = TestTenant::Request("application of " + who, documents);
    request.set_candidate_ref("candidate " + who);
    request.set_requisition_ref("requisition for " + who);
    request.mutable_known_identifiers(0)->set_value(email);
    request.mutable_documents(0)->set_label("label of " + who);
    for (const std::string& document : documents) {
      presented_.AddDocument(document);
    }
    for (const std::string& value :
         {request.application_ref(), request.candidate_ref(),
          request.requisition_ref(), request.documents(0).label(), email}) {
      presented_.Add(value);
    }
    v1::CreateScreeningResponse response;
    const grpc::Status status = tenant_.Screen(request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    AddAndCancel(response.screening().name(), who);
  }

  void AddAndCancel(const std::string& screening, const std::string& who) {
    v1::AddCredentialsRequest add;
    add.set_name(screening);
    add.add_documents()->set_content(TestCredential(9));
    presented_.AddDocument(TestCredential(9));
    v1::CreateScreeningResponse added;
    grpc::ClientContext add_context;
    EXPECT_TRUE(
        tenant_.screening().AddCredentials(&add_context, add, &added).ok());
    v1::CancelScreeningRequest cancel;
    cancel.set_name(screening);
    cancel.set_reason("cancelled because of " + who);
    presented_.Add(cancel.reason());
    v1::ScreeningRecord cancelled;
    grpc::ClientContext cancel_context;
    EXPECT_TRUE(tenant_.screening()
                    .CancelScreening(&cancel_context, cancel, &cancelled)
                    .ok());
  }

  TestTenant& tenant_;
  Presented presented_;
};

// Requests that must fail, with kPlanted wherever a text goes.
std::vector<std::function<void(v1::CreateScreeningRequest*)>> Damages() {
  using Request = v1::CreateScreeningRequest;
  const std::string text = kPlanted;
  return {
      [=](Request* r) { r->set_parent(text); },
      [=](Request* r) { r->set_parent("tenants/" + text); },
      [=](Request* r) { r->set_policy(text); },
      [=](Request* r) { r->set_policy("tenants/demo/policies/" + text); },
      [=](Request* r) { r->set_request_id(text); },
      [=](Request* r) { r->set_application_ref(text + std::string(600, 'x')); },
      [=](Request* r) { r->set_application_ref(text + "\x01"); },
      [=](Request* r) { r->set_candidate_ref(text + std::string(600, 'x')); },
      [=](Request* r) { r->mutable_known_identifiers(0)->set_type(text); },
      [=](Request* r) {
        r->mutable_known_identifiers(0)->set_value(text +
                                                   std::string(9000, 'x'));
      },
      [=](Request* r) {
        r->mutable_documents(0)->set_label(text + std::string(9000, 'x'));
      },
      [=](Request* r) { r->clear_documents(); },
  };
}

void SendDamagedRequests(TestTenant& tenant) {
  int refused = 0;
  for (const auto& damage : Damages()) {
    auto request = TestTenant::Request(std::string(kPlanted) + "-application",
                                       {std::string("{\"id\": \"") + kPlanted});
    damage(&request);
    v1::CreateScreeningResponse response;
    grpc::ClientContext context;
    context.AddMetadata("traceparent", kPlanted);
    context.AddMetadata("user-id", kPlanted);
    refused +=
        tenant.screening().CreateScreening(&context, request, &response).ok()
            ? 0
            : 1;
  }
  EXPECT_GE(refused, 8);
}

template <typename Stub, typename Request, typename Response>
void ExpectRefused(Stub& stub,
                   grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                const Request&, Response*),
                   const Request& request) {
  grpc::ClientContext context;
  Response response;
  EXPECT_FALSE((stub.*method)(&context, request, &response).ok())
      << request.GetTypeName();
}

void SendBadNames(TestTenant& tenant) {
  const std::string text = kPlanted;
  const std::string screening = "tenants/demo/screenings/" + text;
  using Screening = v1::Screening::Stub;
  v1::GetScreeningRequest get;
  get.set_name(screening);
  ExpectRefused(tenant.screening(), &Screening::GetScreening, get);
  v1::AddCredentialsRequest add;
  add.set_name(screening);
  add.add_documents()->set_content(text);
  ExpectRefused(tenant.screening(), &Screening::AddCredentials, add);
  v1::ReevaluateScreeningRequest again;
  again.set_name(screening);
  ExpectRefused(tenant.screening(), &Screening::ReevaluateScreening, again);
  v1::CancelScreeningRequest cancel;
  cancel.set_name("tenants/" + text + "/screenings/" + text);
  cancel.set_reason(text);
  ExpectRefused(tenant.screening(), &Screening::CancelScreening, cancel);
  v1::ListScreeningsRequest list;
  list.set_parent("tenants/demo");
  list.set_page_token(text);
  ExpectRefused(tenant.screening(), &Screening::ListScreenings, list);
  v1::CreatePolicyRequest policy;
  policy.set_parent("tenants/demo");
  policy.set_text(text + ": [");
  ExpectRefused(tenant.policies(), &v1::Policies::Stub::CreatePolicy, policy);
  v1::ImportCatalogueRequest catalogue;
  catalogue.set_parent("tenants/demo");
  catalogue.set_text("kind: " + text);
  ExpectRefused(tenant.catalogues(), &v1::Catalogues::Stub::ImportCatalogue,
                catalogue);
  v1::GetReceiptRequest receipt;
  receipt.set_name(screening + "/revisions/1/receipt");
  ExpectRefused(tenant.receipts(), &v1::Receipts::Stub::GetReceipt, receipt);
}

// A file chain has neither balance nor spending.
const std::set<std::string> kNeedAPublicChain = {
    "prescreen_anchor_balance gauge", "prescreen_anchor_spent_total counter"};

TEST_F(OperationTest, MetricsAreThoseOfTheReadme) {
  StartWithMetrics();
  HttpServer status_lists;
  SampleLoad load(*tenant_);
  load.PresentTheCast(status_lists);
  std::set<std::string> expected = NamesInReadme();
  for (const std::string& name : kNeedAPublicChain) {
    EXPECT_EQ(expected.erase(name), 1u) << name;
  }
  std::string metrics = Metrics();
  // The journal is written within a second, on a thread of its own.
  while (!absl::StrContains(metrics, "prescreen_anchor_age_seconds{")) {
    metrics = Metrics();
  }
  EXPECT_EQ(NamesIn(metrics), expected);
}

TEST_F(OperationTest, MetricsCountWhatHappened) {
  StartWithMetrics();
  ASSERT_TRUE(Screen("a-1").ok());
  ASSERT_TRUE(Screen("a-2").ok());
  ASSERT_TRUE(Screen("a-2").ok());  // nothing new
  const std::string metrics = Metrics();
  EXPECT_THAT(metrics,
              HasSubstr("prescreen_calls_total{code=\"OK\",method="
                        "\"Screening/CreateScreening\",reason=\"\"} 3\n"));
  EXPECT_THAT(metrics, HasSubstr("prescreen_decisions_total{outcome=\"PASS\","
                                 "sandbox=\"true\"} 2\n"));
  EXPECT_THAT(metrics,
              HasSubstr("prescreen_requirements_total{policy=\"test-role\","
                        "requirement=\"cloud\",sandbox=\"true\","
                        "value=\"MET\"} 2\n"));
  EXPECT_THAT(metrics, HasSubstr("prescreen_verify_seconds_count{suite="));
  EXPECT_THAT(metrics, HasSubstr("prescreen_screenings_under_way 0\n"));
}

TEST_F(OperationTest, MetricsCountWatchers) {
  StartWithMetrics();
  EXPECT_THAT(Metrics(), HasSubstr("prescreen_watchers 0\n"));
  v1::WatchScreeningsRequest request;
  request.set_parent("tenants/demo");
  request.mutable_heartbeat()->set_seconds(1);
  grpc::ClientContext context;
  const auto reader = tenant_->screening().WatchScreenings(&context, request);
  v1::ScreeningEvent event;
  ASSERT_TRUE(reader->Read(&event));
  EXPECT_THAT(Metrics(), HasSubstr("prescreen_watchers 1\n"));
  context.TryCancel();
  while (reader->Read(&event)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  // The server hears of it in its own time.
  while (!absl::StrContains(Metrics(), "prescreen_watchers 0\n")) {
  }
}

TEST_F(OperationTest, LogsAndMetricsNameNobody) {
  StartWithMetrics();
  HttpServer status_lists;
  SampleLoad load(*tenant_);
  load.PresentTheCast(status_lists);
  if (!load.PresentTheDesignsBundles()) {
    std::printf("../shared is absent: the embedded cast alone was presented\n");
  }
  SendDamagedRequests(*tenant_);
  SendBadNames(*tenant_);
  const std::string metrics = Metrics();
  EXPECT_EQ(server_->Terminate(), 0);
  const std::string log = Log();
  // Not for want of lines.
  EXPECT_THAT(log, HasSubstr("\"code\":\"INVALID_ARGUMENT\""));
  EXPECT_THAT(log, HasSubstr("\"method\":\"Screening/CancelScreening\""));
  EXPECT_THAT(metrics, HasSubstr("reason=\"STATUS_UNAVAILABLE\""));
  for (const std::string& value : load.values()) {
    EXPECT_THAT(log, Not(HasSubstr(value)));
    EXPECT_THAT(metrics, Not(HasSubstr(value)));
  }
  for (const std::string& text : {std::string(kPlanted), std::string("jane")}) {
    EXPECT_THAT(log, Not(HasSubstr(text)));
    EXPECT_THAT(metrics, Not(HasSubstr(text)));
  }
}

TEST_F(OperationTest, ErrorsAloneAreLoggedByDefault) {
  Start({"min_free=0%"});
  ASSERT_TRUE(Screen("a-1", kRequestId).ok());
  auto other = TestTenant::Request("a-2", {TestCredential(2)});
  other.set_request_id(kRequestId);
  grpc::ClientContext context;
  context.AddMetadata("traceparent",
                      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-"
                      "01");
  ASSERT_EQ(tenant_->screening()
                .CreateScreening(&context, other, &response_)
                .error_code(),
            grpc::StatusCode::ALREADY_EXISTS);
  const std::string log = Log();
  EXPECT_THAT(log, Not(HasSubstr("\"code\":\"OK\"")));
  EXPECT_THAT(log, HasSubstr("\"event\":\"call\",\"method\":\"Screening/"
                             "CreateScreening\",\"code\":\"ALREADY_EXISTS\""));
  EXPECT_THAT(log, HasSubstr("\"reason\":\"REQUEST_ID_REUSED\""));
  EXPECT_THAT(log, HasSubstr(absl::StrCat("\"request_id\":\"", kRequestId)));
  EXPECT_THAT(log,
              HasSubstr("\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\""));
  EXPECT_THAT(log, HasSubstr("\"peer\":\"loopback\""));
}

TEST_F(OperationTest, WithoutAddressThereAreNoMetrics) {
  Start({});
  EXPECT_THAT(server_->start_up_line(), Not(HasSubstr("metrics")));
}

}  // namespace
}  // namespace prescreen
