// SPDX-License-Identifier: Apache-2.0
// Each method × each refusal, over the real services: code, ErrorInfo, field
// violation, RetryInfo.
#include "tests/e2e/refusals.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/limits.h"
#include "client/error_details.h"
#include "prescreen/v1/admin.pb.h"
#include "server/access/method.h"
#include "server/store/keys.h"
#include "server/store/rocksdb_store.h"
#include "tests/support/raw_call.h"
#include "tests/support/service_rig.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

using Code = absl::StatusCode;

constexpr char kRequestId[] = "11111111-2222-4333-8444-555555555555";
constexpr char kNobody[] = "00000000-0000-7000-8000-000000000000";
constexpr std::chrono::seconds kPatience(30);

// The one code that each reason comes with, as reasons.proto says.
const std::map<std::string, Code>& Codes() {
  static const auto* const kCodes = new std::map<std::string, Code>{
      {"INVALID_FIELD", Code::kInvalidArgument},
      {"INVALID_POLICY", Code::kInvalidArgument},
      {"INVALID_CATALOGUE", Code::kInvalidArgument},
      {"LIMIT_EXCEEDED", Code::kResourceExhausted},
      {"TENANT_NOT_FOUND", Code::kNotFound},
      {"POLICY_NOT_FOUND", Code::kNotFound},
      {"CATALOGUE_NOT_FOUND", Code::kNotFound},
      {"SCREENING_NOT_FOUND", Code::kNotFound},
      {"RECEIPT_NOT_FOUND", Code::kNotFound},
      {"CHECKPOINT_NOT_FOUND", Code::kNotFound},
      {"POLICY_NOT_ACTIVE", Code::kFailedPrecondition},
      {"POLICY_EXPIRED", Code::kFailedPrecondition},
      {"REQUEST_ID_REUSED", Code::kAlreadyExists},
      {"AS_OF_OUT_OF_RANGE", Code::kOutOfRange},
      {"SHUTTING_DOWN", Code::kUnavailable},
      {"INTERNAL_FAULT", Code::kDataLoss},
      {"LEAF_NOT_FOUND", Code::kNotFound},
      {"KEY_REQUIRED", Code::kUnauthenticated},
      {"KEY_REFUSED", Code::kUnauthenticated},
      {"ROLE_REQUIRED", Code::kPermissionDenied},
      {"TOO_MANY_IN_FLIGHT", Code::kResourceExhausted},
      {"DISK_LOW", Code::kResourceExhausted},
      {"SCREENING_CANCELLED", Code::kFailedPrecondition},
      {"DRY_RUN_NOT_ALLOWED", Code::kFailedPrecondition},
      {"POLICY_NOT_DRAFT", Code::kFailedPrecondition},
      {"POLICY_NOT_SUBMITTED", Code::kFailedPrecondition},
      {"POLICY_NOT_APPROVED", Code::kFailedPrecondition},
      {"APPROVER_IS_AUTHOR", Code::kPermissionDenied},
      {"TENANT_EXISTS", Code::kAlreadyExists},
      {"KEY_NOT_FOUND", Code::kNotFound},
      {"BACKUP_REFUSED", Code::kFailedPrecondition},
  };
  return *kCodes;
}

// Reasons that no request alone brings about, and who shows them.
const std::map<std::string, std::string>& Elsewhere() {
  static const auto* const kElsewhere = new std::map<std::string, std::string>{
      {"LOG_UNAVAILABLE", "a log that ends: tests/server/log"},
      {"TOO_BUSY", "a full server: tests/e2e/status_test.cc"},
      {"DEADLINE_PASSED", "gRPC answers first; the caller sees the code"},
      {"CALL_CANCELLED", "the caller ended the call and gets no answer"},
      {"RESUME_TOKEN_EXPIRED", "tests/server/service/event_feed_test.cc"},
  };
  return *kElsewhere;
}

// Those with RetryInfo.
const std::set<std::string>& Retryable() {
  static const auto* const kRetryable = new std::set<std::string>{
      "SHUTTING_DOWN", "TOO_MANY_IN_FLIGHT", "DISK_LOW"};
  return *kRetryable;
}

class RefusalsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(rig_.Start().ok());
    TestTenant tenant(rig_.address());
    ASSERT_TRUE(tenant.SetUp().ok());
    auto request = TestTenant::Request("A-1", {});
    request.set_request_id(kRequestId);
    screening_ = Screen(tenant, request);
    cancelled_ = Screen(tenant, TestTenant::Request("A-2", {}));
    v1::CreateKeyRequest all;
    for (int role = v1::ATS; role <= v1::ADMIN; ++role) {
      all.add_roles(static_cast<v1::Role>(role));
    }
    key_ = MakeKey(all, rig_.BootstrapKey());
    Must("Screening/CancelScreening", R"(name: "$C")");
    AddPolicies();
    std::filesystem::create_directories(rig_.backups() + "/full/x");
  }

  // In demo a draft and one that is over, in corp a draft and a submitted
  // one, in open, which needs no approvals, a draft.
  void AddPolicies() {
    Must("Admin/CreateTenant", R"(tenant_id: "corp")");
    Must("Admin/CreateTenant", R"(tenant_id: "open" approvals_required: 0)");
    const std::string text = TestPolicyText();
    const auto named = [&text](const std::string& id, const std::string& end) {
      return absl::StrReplaceAll(
          text, {{"id: test-role", "id: " + id}, {"2999-01-01", end}});
    };
    MakePolicy("demo", named("draft-role", "2999-01-01"));
    MakePolicy("demo", named("old-role", "2021-01-01"));
    MakePolicy("corp", named("draft-role", "2999-01-01"));
    MakePolicy("corp", text);
    MakePolicy("open", text);
    TakeOverCatalogues();
    Must("Policies/SubmitPolicy",
         R"(name: "tenants/corp/policies/test-role@1")");
  }
  // Of demo, which the policies' texts refer to.
  void TakeOverCatalogues() {
    for (const char* kind : {"issuers", "achievements", "skills"}) {
      v1::GetCatalogueRequest get;
      get.set_name(absl::StrCat("tenants/demo/catalogues/", kind));
      v1::Catalogue catalogue;
      const RawResult got = RawCall(rig_.channel(), "Catalogues/GetCatalogue",
                                    get.SerializeAsString(), key_);
      ASSERT_TRUE(got.status.ok()) << got.status;
      ASSERT_TRUE(catalogue.ParseFromString(got.replies.at(0)));
      v1::ImportCatalogueRequest import;
      import.set_text(catalogue.text());
      for (const char* tenant : {"tenants/corp", "tenants/open"}) {
        import.set_parent(tenant);
        MustSend("Catalogues/ImportCatalogue", import);
      }
    }
  }
  void MakePolicy(const std::string& tenant, const std::string& text) {
    v1::CreatePolicyRequest request;
    request.set_parent("tenants/" + tenant);
    request.set_text(text);
    MustSend("Policies/CreatePolicy", request);
  }
  static std::string Screen(TestTenant& tenant,
                            const v1::CreateScreeningRequest& request) {
    v1::CreateScreeningResponse response;
    const grpc::Status status = tenant.Screen(request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.screening().name();
  }
  std::string MakeKey(const v1::CreateKeyRequest& request,
                      const std::string& by) {
    const RawResult made = RawCall(rig_.channel(), "Admin/CreateKey",
                                   request.SerializeAsString(), by);
    EXPECT_TRUE(made.status.ok()) << made.status;
    v1::CreateKeyResponse response;
    if (!made.replies.empty()) response.ParseFromString(made.replies[0]);
    return response.secret();
  }
  void MustSend(const std::string& method,
                const google::protobuf::Message& request) {
    const RawResult result =
        RawCall(rig_.channel(), method, request.SerializeAsString(), key_);
    ASSERT_TRUE(result.status.ok()) << method << ": " << result.status;
  }
  void Must(const std::string& method, const std::string& text) {
    const absl::Status status = Refuse(method, text, key_);
    ASSERT_TRUE(status.ok()) << method << ": " << status;
  }

  static std::vector<const google::protobuf::MethodDescriptor*> Methods() {
    std::vector<const google::protobuf::MethodDescriptor*> methods;
    const auto* const pool = google::protobuf::DescriptorPool::generated_pool();
    for (const char* file :
         {"screening", "policy", "catalogue", "receipt", "admin"}) {
      const auto* const descriptor =
          pool->FindFileByName(absl::StrCat("prescreen/v1/", file, ".proto"));
      for (int s = 0; s < descriptor->service_count(); ++s) {
        const auto* const service = descriptor->service(s);
        for (int m = 0; m < service->method_count(); ++m) {
          methods.push_back(service->method(m));
        }
      }
    }
    return methods;
  }
  static std::string NameOf(const google::protobuf::MethodDescriptor& method) {
    return absl::StrCat(method.service()->name(), "/", method.name());
  }

  std::string Bytes(const std::string& method, const std::string& text) {
    const auto* const descriptor =
        google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
            "prescreen.v1." + absl::StrReplaceAll(method, {{"/", "."}}));
    std::unique_ptr<google::protobuf::Message> request(
        google::protobuf::MessageFactory::generated_factory()
            ->GetPrototype(descriptor->input_type())
            ->New());
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrReplaceAll(text, {{"$S", screening_},
                                   {"$C", cancelled_},
                                   {"$N", kNobody},
                                   {"$B", "full"},
                                   {"$L", std::string(600, 'x')}}),
        request.get()))
        << method << ": " << text;
    return request->SerializeAsString();
  }
  // How the call ended; of a stream of screenings that ended well, its item.
  absl::Status Refuse(const std::string& method, const std::string& text,
                      const std::string& key) {
    const RawResult result =
        RawCall(rig_.channel(), method, Bytes(method, text), key, kPatience);
    v1::StreamScreeningsResponse item;
    if (method != "Screening/StreamScreenings" || result.replies.empty() ||
        !item.ParseFromString(result.replies[0])) {
      return result.status;
    }
    return StatusWithDetails(static_cast<Code>(item.error().code()),
                             item.error().message(),
                             item.error().SerializeAsString());
  }
  void Expect(const std::string& place, const absl::Status& status,
              const std::string& reason, const std::string& field = "") {
    const ErrorDetails details = ErrorDetailsOf(status);
    EXPECT_EQ(details.reason, reason) << place << ": " << status;
    const auto code = Codes().find(reason);
    ASSERT_NE(code, Codes().end()) << reason;
    EXPECT_EQ(status.code(), code->second) << place << ": " << status;
    EXPECT_EQ(details.retry_after.has_value(), Retryable().count(reason) == 1)
        << place;
    if (!field.empty()) {
      ASSERT_FALSE(details.violations.empty()) << place;
      EXPECT_EQ(details.violations[0].field, field) << place;
    }
    EXPECT_EQ(details.violations.empty(),
              status.code() != Code::kInvalidArgument)
        << place;
  }
  // What is right in itself, as far as the table has it.
  std::string AnyRequest(const std::string& method) {
    for (const auto& [row, cell] : RefusalTable().at(method).Cells()) {
      if (!cell->request.empty()) return cell->request;
    }
    return "";
  }

  ServiceRig rig_;
  std::string key_;  // every role, every tenant
  std::string screening_;
  std::string cancelled_;
};

TEST_F(RefusalsTest, EachMethodRefusesAsTheTableSays) {
  for (const auto* const method : Methods()) {
    const std::string name = NameOf(*method);
    ASSERT_EQ(RefusalTable().count(name), 1u) << name << " has no row";
    for (const auto& [row, cell] : RefusalTable().at(name).Cells()) {
      const std::string place = absl::StrCat(name, ", ", row);
      if (cell->reason.empty()) {
        EXPECT_FALSE(cell->not_applicable.empty()) << place << ": not said";
        continue;
      }
      Expect(place, Refuse(name, cell->request, key_), cell->reason,
             cell->field);
    }
  }
  EXPECT_EQ(RefusalTable().size(), Methods().size());
}

TEST_F(RefusalsTest, EachMethodRefusesKeysAndRoles) {
  for (const auto* const method : Methods()) {
    const std::string name = NameOf(*method);
    const std::string request = AnyRequest(name);
    Expect(name, Refuse(name, request, ""), "KEY_REQUIRED");
    Expect(name, Refuse(name, request, "psk_0_x"), "KEY_REFUSED");
    v1::CreateKeyRequest lesser;
    for (const MethodRule& rule : MethodRules()) {
      if (rule.name != name) continue;
      for (int role = v1::ATS; role <= v1::ADMIN; ++role) {
        if (rule.roles.Has(static_cast<v1::Role>(role))) continue;
        lesser.add_roles(static_cast<v1::Role>(role));
      }
    }
    // Not applicable where every role may call.
    if (lesser.roles().empty()) continue;
    Expect(name, Refuse(name, request, MakeKey(lesser, key_)), "ROLE_REQUIRED");
  }
}

TEST_F(RefusalsTest, EachMethodRefusesAnExpiredKey) {
  v1::CreateKeyRequest brief;
  brief.add_roles(v1::ATS);
  brief.mutable_expire_time()->set_seconds(
      absl::ToUnixSeconds(rig_.clock().Now()) + 60);
  const std::string key = MakeKey(brief, key_);
  rig_.clock().Advance(absl::Seconds(60));
  for (const auto* const method : Methods()) {
    const std::string name = NameOf(*method);
    Expect(name, Refuse(name, AnyRequest(name), key), "KEY_REFUSED");
  }
}

TEST_F(RefusalsTest, EachMethodRefusesTooManyCallsOfOneKey) {
  v1::CreateKeyRequest narrow;
  for (int role = v1::ATS; role <= v1::ADMIN; ++role) {
    narrow.add_roles(static_cast<v1::Role>(role));
  }
  narrow.set_max_in_flight(1);
  const std::string key = MakeKey(narrow, key_);
  const auto stub = v1::Screening::NewStub(rig_.channel());
  grpc::ClientContext context;
  AddKey(key, &context);
  const auto stream = stub->StreamScreenings(&context);
  v1::CreateScreeningRequest request;
  ASSERT_TRUE(stream->Write(request));
  v1::StreamScreeningsResponse answer;
  ASSERT_TRUE(stream->Read(&answer));  // it holds the key's one place
  for (const auto* const method : Methods()) {
    const std::string name = NameOf(*method);
    Expect(name, Refuse(name, AnyRequest(name), key), "TOO_MANY_IN_FLIGHT");
  }
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

// By gRPC itself, before any of it is read: no details.
TEST_F(RefusalsTest, EachMethodRefusesTooLargeMessages) {
  const std::string large(kMaxRequestBytes + 1, '\0');
  for (const auto* const method : Methods()) {
    const std::string name = NameOf(*method);
    EXPECT_EQ(RawCall(rig_.channel(), name, large, key_).status.code(),
              Code::kResourceExhausted)
        << name;
  }
}

TEST_F(RefusalsTest, MoreThanTheLimitsIsRefused) {
  std::string documents;
  for (int i = 0; i < 65; ++i) {
    absl::StrAppend(&documents, "documents { content: '", i, "' } ");
  }
  std::string identifiers;
  for (int i = 0; i < 33; ++i) {
    identifiers += "known_identifiers { type: 'x' value: 'x' } ";
  }
  const std::string create =
      R"(parent: "tenants/demo" policy: "tenants/demo/policies/test-role"
         application_ref: "R" request_id: "21111111-2222-4333-8444-555555555555"
      )";
  for (const std::string& more : {documents, identifiers}) {
    for (const char* method :
         {"Screening/CreateScreening", "Screening/StreamScreenings"}) {
      Expect(method, Refuse(method, create + more, key_), "LIMIT_EXCEEDED");
    }
    Expect("VerifyBundle",
           Refuse("Screening/VerifyBundle",
                  R"(parent: "tenants/demo" documents { content: "x" })" + more,
                  key_),
           "LIMIT_EXCEEDED");
  }
  Expect("AddCredentials",
         Refuse("Screening/AddCredentials", R"(name: "$S" )" + documents, key_),
         "LIMIT_EXCEEDED");
}

// The server, then, can say in its log what it did not say in its reply.
TEST_F(RefusalsTest, OfAFaultTheReplySaysNothingAndTheLogHasMore) {
  rig_.Stop();
  {
    RocksDbOptions options;
    options.path = rig_.data() + "/db";
    const auto store = OpenRocksDbStore(options).value();
    const auto rows = store->Scan(Family::kCatalogues, "", "", 100).value();
    WriteBatch batch;
    for (const Row& row : rows) batch.Put(Family::kCatalogues, row.key, "\xff");
    ASSERT_TRUE(store->Write(batch, Durability::kSynced).ok());
  }
  ASSERT_TRUE(rig_.Start().ok());
  const absl::Status status =
      Refuse("Catalogues/GetCatalogue",
             R"(name: "tenants/demo/catalogues/issuers")", key_);
  Expect("GetCatalogue", status, "INTERNAL_FAULT");
  EXPECT_EQ(status.message(), "internal fault; the server's log has more");
  EXPECT_THAT(rig_.events().lines(),
              Contains(testing::AllOf(
                  HasSubstr("error call method=Catalogues/GetCatalogue"),
                  HasSubstr("status=catalogue"), HasSubstr("damaged"))));
}

TEST_F(RefusalsTest, ItemsOfAStreamAreLoggedWithTheirRequestId) {
  Expect("StreamScreenings",
         Refuse("Screening/StreamScreenings",
                R"(parent: "tenants/demo" policy: "tenants/demo/policies/none"
                   application_ref: "secret-reference"
                   request_id: "31111111-2222-4333-8444-555555555555")",
                key_),
         "POLICY_NOT_FOUND");
  EXPECT_THAT(rig_.events().lines(),
              Contains(testing::AllOf(
                  HasSubstr("item method=Screening/StreamScreenings"),
                  HasSubstr("reason=POLICY_NOT_FOUND"),
                  HasSubstr("request_id=31111111-2222"))));
  for (const std::string& line : rig_.events().lines()) {
    EXPECT_EQ(line.find("secret-reference"), std::string::npos) << line;
  }
}

TEST_F(RefusalsTest, WhoeverDrainsTellsWatchersToComeBack) {
  // A channel within the process ends with its server, without a word.
  const auto stub = v1::Screening::NewStub(grpc::CreateChannel(
      rig_.address(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  AddKey(key_, &context);
  v1::WatchScreeningsRequest request;
  request.set_parent("tenants/demo");
  request.mutable_heartbeat()->set_seconds(1);
  const auto reader = stub->WatchScreenings(&context, request);
  v1::ScreeningEvent event;
  ASSERT_TRUE(reader->Read(&event));
  rig_.server().Drain();
  while (reader->Read(&event)) {
  }
  const grpc::Status status = reader->Finish();
  Expect("WatchScreenings",
         StatusWithDetails(static_cast<Code>(status.error_code()),
                           status.error_message(), status.error_details()),
         "SHUTTING_DOWN");
}

TEST_F(RefusalsTest, DryRunsNeedASandboxOrADraft) {
  const auto dry = [this](const std::string& policy) {
    return Refuse(
        "Screening/CreateScreening",
        absl::StrCat(R"(parent: "tenants/open" application_ref: "R")",
                     R"( validate_only: true)",
                     R"( policy: "tenants/open/policies/)", policy, R"(")"),
        key_);
  };
  const std::string name = R"(name: "tenants/open/policies/test-role@1")";
  EXPECT_TRUE(dry("test-role@1").ok());
  Must("Policies/SubmitPolicy", name);
  Must("Policies/ActivatePolicy", name);
  Expect("CreateScreening", dry("test-role@1"), "DRY_RUN_NOT_ALLOWED");
}

// Each reason has its code here, or says who shows it.
TEST(Refusals, EveryReasonIsShownSomewhere) {
  const auto& reasons = *v1::ErrorReason_descriptor();
  for (int i = 1; i < reasons.value_count(); ++i) {
    const std::string& name = reasons.value(i)->name();
    EXPECT_EQ(Codes().count(name) + Elsewhere().count(name), 1u) << name;
    if (Retryable().count(name) == 0) continue;
    EXPECT_EQ(reasons.value(i)->options().GetExtension(v1::retry),
              v1::RETRY_LATER)
        << name;
  }
}

TEST(RefusalsOnAFullDisk, NewScreeningsWaitAndReadsGoOn) {
  ServiceRig rig({"min_free=100%"});
  ASSERT_TRUE(rig.Start().ok());
  TestTenant tenant(rig.address());
  ASSERT_TRUE(tenant.SetUp().ok());
  v1::CreateScreeningResponse response;
  const grpc::Status status =
      tenant.Screen(TestTenant::Request("A-1", {}), &response);
  const ErrorDetails details = ErrorDetailsOf(
      StatusWithDetails(static_cast<Code>(status.error_code()),
                        status.error_message(), status.error_details()));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(details.reason, "DISK_LOW");
  EXPECT_TRUE(details.retry_after.has_value());
}

}  // namespace
}  // namespace prescreen
