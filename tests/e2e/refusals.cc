// SPDX-License-Identifier: Apache-2.0
#include "tests/e2e/refusals.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace prescreen {
namespace {

Refusal No(const std::string& why) { return {{}, {}, {}, why}; }
Refusal Field(const std::string& request, const std::string& field) {
  return {request, "INVALID_FIELD", field, {}};
}
Refusal Reason(const std::string& request, const std::string& reason) {
  return {request, reason, {}, {}};
}
Refusal NoTenant(const std::string& request) {
  return Reason(request, "TENANT_NOT_FOUND");
}

const Refusal& NoId() {
  static const auto* const kCell = new Refusal(No("takes no request_id"));
  return *kCell;
}
const Refusal& NoPages() {
  static const auto* const kCell = new Refusal(No("has no pages"));
  return *kCell;
}

using Table = std::map<std::string, MethodRefusals>;

// Of a request to screen; `id` is what a stream needs besides.
MethodRefusals Create(const std::string& id) {
  const std::string parent = absl::StrCat(id, R"( parent: "tenants/demo" )");
  const std::string policy = R"( policy: "tenants/demo/policies/test-role" )";
  const std::string ref = R"( application_ref: "R" )";
  return {
      .missing = Field(parent + policy, "application_ref"),
      .malformed =
          Field(absl::StrCat(id, R"( parent: "demo" )", policy, ref), "parent"),
      .tenant = NoTenant(absl::StrCat(
          id, R"( parent: "tenants/none" policy: "tenants/none/policies/x" )",
          ref)),
      .unknown =
          Reason(absl::StrCat(parent,
                              R"( policy: "tenants/demo/policies/none" )", ref),
                 "POLICY_NOT_FOUND"),
      .value = Field(absl::StrCat(parent, policy, R"( application_ref: "$L" )"),
                     "application_ref"),
      .state = Reason(
          absl::StrCat(parent, R"( policy: "tenants/demo/policies/draft-role")",
                       ref),
          "POLICY_NOT_ACTIVE"),
      .reused_id = Reason(
          absl::StrCat(R"( request_id: "11111111-2222-4333-8444-555555555555")"
                       R"( parent: "tenants/demo" )",
                       policy, R"( application_ref: "other" )"),
          "REQUEST_ID_REUSED"),
      .page_size = NoPages(),
      .page_token = NoPages(),
      .more = {
          Field(absl::StrCat(parent, policy, ref, " documents {}"),
                "documents[0].content"),
          Field(absl::StrCat(parent, policy, ref,
                             R"( known_identifiers { value: "x" })"),
                "known_identifiers[0].type"),
          Field(absl::StrCat(parent, policy, ref, " as_of { nanos: -1 }"),
                "as_of"),
          Reason(absl::StrCat(parent, policy, ref,
                              " as_of { seconds: 99999999999 }"),
                 "AS_OF_OUT_OF_RANGE"),
          Field(absl::StrCat(parent, R"( policy: "tenants/corp/policies/x" )",
                             ref),
                "policy"),
      }};
}

void AddScreeningCalls(Table* table) {
  (*table)["Screening/CreateScreening"] = Create("");
  (*table)["Screening/StreamScreenings"] =
      Create(R"(request_id: "99999999-2222-4333-8444-555555555555")");
  (*table)["Screening/StreamScreenings"].more.push_back(Field(
      R"(parent: "tenants/demo" policy: "tenants/demo/policies/test-role"
         application_ref: "R")",
      "request_id"));
  (*table)["Screening/AddCredentials"] = {
      .missing = Field(R"(name: "$S")", "documents"),
      .malformed = Field(R"(name: "x" documents { content: "x" })", "name"),
      .tenant = NoTenant(R"(name: "tenants/none/screenings/$N"
                            documents { content: "x" })"),
      .unknown = Reason(R"(name: "tenants/demo/screenings/$N"
                           documents { content: "x" })",
                        "SCREENING_NOT_FOUND"),
      .value = Field(R"(name: "$S" documents { content: "x" label: "$L" })",
                     "documents[0].label"),
      .state = Reason(R"(name: "$C" documents { content: "x" })",
                      "SCREENING_CANCELLED"),
      .reused_id = Reason(
          R"(name: "$S" documents { content: "x" }
             request_id: "11111111-2222-4333-8444-555555555555")",
          "REQUEST_ID_REUSED"),
      .page_size = NoPages(),
      .page_token = NoPages()};
  (*table)["Screening/ReevaluateScreening"] = {
      .missing = Field("", "name"),
      .malformed = Field(R"(name: "tenants/demo/screenings/1")", "name"),
      .tenant = NoTenant(R"(name: "tenants/none/screenings/$N")"),
      .unknown = Reason(R"(name: "tenants/demo/screenings/$N")",
                        "SCREENING_NOT_FOUND"),
      .value = Field(R"(name: "$S" request_id: "x")", "request_id"),
      .state = Reason(R"(name: "$C")", "SCREENING_CANCELLED"),
      .reused_id = Reason(
          R"(name: "$S" request_id: "11111111-2222-4333-8444-555555555555")",
          "REQUEST_ID_REUSED"),
      .page_size = NoPages(),
      .page_token = NoPages(),
      .more = {Field(R"(name: "$S/revisions/1")", "name")}};
  (*table)["Screening/CancelScreening"] = {
      .missing = Field("", "name"),
      .malformed = Field(R"(name: "$S/revisions/1")", "name"),
      .tenant = NoTenant(R"(name: "tenants/none/screenings/$N")"),
      .unknown = Reason(R"(name: "tenants/demo/screenings/$N")",
                        "SCREENING_NOT_FOUND"),
      .value = Field(R"(name: "$S" reason: "$L")", "reason"),
      .state = No("a cancelled screening answers as it did"),
      .reused_id = NoId(),
      .page_size = NoPages(),
      .page_token = NoPages()};
  (*table)["Screening/VerifyBundle"] = {
      .missing = Field(R"(parent: "tenants/demo")", "documents"),
      .malformed =
          Field(R"(parent: "demo" documents { content: "x" })", "parent"),
      .tenant =
          NoTenant(R"(parent: "tenants/none" documents { content: "x" })"),
      .unknown = No("names a tenant alone"),
      .value = Field(R"(parent: "tenants/demo" challenge: "$L"
                        documents { content: "x" })",
                     "challenge"),
      .state = No("a tenant has no states"),
      .reused_id = NoId(),
      .page_size = NoPages(),
      .page_token = NoPages(),
      .more = {Reason(R"(parent: "tenants/demo" documents { content: "x" }
                         as_of { seconds: 99999999999 })",
                      "AS_OF_OUT_OF_RANGE")}};
}

void AddScreeningReads(Table* table) {
  (*table)["Screening/GetScreening"] = {
      .missing = Field("", "name"),
      .malformed = Field(R"(name: "$S/revisions/0")", "name"),
      .tenant = NoTenant(R"(name: "tenants/none/screenings/$N")"),
      .unknown = Reason(R"(name: "tenants/demo/screenings/$N")",
                        "SCREENING_NOT_FOUND"),
      .value = No("has no field but the name"),
      .state = No("is read in every state"),
      .reused_id = NoId(),
      .page_size = NoPages(),
      .page_token = NoPages(),
      .more = {Reason(R"(name: "$S/revisions/9")", "SCREENING_NOT_FOUND")}};
  (*table)["Screening/ListScreenings"] = {
      .missing = Field("", "parent"),
      .malformed = Field(R"(parent: "tenants/demo/screenings")", "parent"),
      .tenant = NoTenant(R"(parent: "tenants/none")"),
      .unknown = No("a filter that nothing meets gives an empty page"),
      .value = Field(R"(parent: "tenants/demo" outcomes: OUTCOME_UNSPECIFIED)",
                     "outcomes"),
      .state = No("a tenant has no states"),
      .reused_id = NoId(),
      .page_size =
          Field(R"(parent: "tenants/demo" page_size: -1)", "page_size"),
      .page_token =
          Field(R"(parent: "tenants/demo" page_token: "x")", "page_token"),
      .more = {
          Field(R"(parent: "tenants/demo" application_ref: "$L")",
                "application_ref"),
          Field(R"(parent: "tenants/demo" states: STATE_UNSPECIFIED)",
                "states"),
          Field(R"(parent: "tenants/demo" policy: "tenants/corp/policies/x")",
                "policy")}};
  (*table)["Screening/WatchScreenings"] = {
      .missing = Field("", "parent"),
      .malformed = Field(R"(parent: "demo")", "parent"),
      .tenant = NoTenant(R"(parent: "tenants/none")"),
      .unknown = No("names a tenant alone"),
      .value = Field(R"(parent: "tenants/demo" heartbeat { nanos: 1 })",
                     "heartbeat"),
      .state = No("a tenant has no states"),
      .reused_id = NoId(),
      .page_size = NoPages(),
      .page_token =
          Field(R"(parent: "tenants/demo" resume_token: "x")", "resume_token")};
  (*table)["Screening/ListReasonCodes"] = {
      .missing = No("the language may be missing"),
      .malformed = No("names nothing"),
      .tenant = No("is the same for every tenant"),
      .unknown = No("names nothing"),
      .value = Field(R"(language: "xx")", "language"),
      .state = No("has no states"),
      .reused_id = NoId(),
      .page_size = NoPages(),
      .page_token = NoPages()};
}

// A step of the version that `extra` fields go with.
MethodRefusals PolicyStep(const Refusal& value, const Refusal& state) {
  return {
      .missing = Field(R"(name: "tenants/demo/policies/test-role")", "name"),
      .malformed = Field(R"(name: "tenants/demo/policies/x@0")", "name"),
      .tenant = NoTenant(R"(name: "tenants/none/policies/x@1")"),
      .unknown = Reason(R"(name: "tenants/demo/policies/test-role@9")",
                        "POLICY_NOT_FOUND"),
      .value = value,
      .state = state,
      .reused_id = NoId(),
      .page_size = NoPages(),
      .page_token = NoPages()};
}

void AddPolicies(Table* table) {
  (*table)["Policies/CreatePolicy"] = {
      .missing = Field(R"(parent: "tenants/demo")", "text"),
      .malformed = Field(R"(parent: "demo" text: "x")", "parent"),
      .tenant = NoTenant(R"(parent: "tenants/none" text: "x")"),
      .unknown = No("names a tenant alone"),
      .value = Reason(R"(parent: "tenants/demo" text: "x")", "INVALID_POLICY"),
      .state = No("every text is a new version"),
      .reused_id = NoId(),
      .page_size = NoPages(),
      .page_token = NoPages()};
  (*table)["Policies/SubmitPolicy"] =
      PolicyStep(No("has no field but the name"),
                 Reason(R"(name: "tenants/demo/policies/test-role@1")",
                        "POLICY_NOT_DRAFT"));
  (*table)["Policies/ApprovePolicy"] = PolicyStep(
      Field(R"(name: "tenants/corp/policies/draft-role@1" digest: "zz")",
            "digest"),
      Reason(R"(name: "tenants/corp/policies/draft-role@1")",
             "POLICY_NOT_SUBMITTED"));
  (*table)["Policies/ApprovePolicy"].more = {
      Field(R"(name: "tenants/corp/policies/draft-role@1" digest: "00")",
            "digest"),
      Reason(R"(name: "tenants/corp/policies/test-role@1")",
             "APPROVER_IS_AUTHOR")};
  (*table)["Policies/ActivatePolicy"] =
      PolicyStep(No("has no field but the name"),
                 Reason(R"(name: "tenants/corp/policies/draft-role@1")",
                        "POLICY_NOT_APPROVED"));
  (*table)["Policies/ActivatePolicy"].more = {
      Reason(R"(name: "tenants/demo/policies/old-role@1")", "POLICY_EXPIRED")};
  (*table)["Policies/GetPolicy"] = {
      .missing = Field("", "name"),
      .malformed = Field(R"(name: "tenants/demo/policies/x@1.0")", "name"),
      .tenant = NoTenant(R"(name: "tenants/none/policies/x")"),
      .unknown =
          Reason(R"(name: "tenants/demo/policies/none")", "POLICY_NOT_FOUND"),
      .value = No("has no field but the name"),
      .state = No("is read in every state"),
      .reused_id = NoId(),
      .page_size = NoPages(),
      .page_token = NoPages()};
  (*table)["Policies/RenderPolicy"] = (*table)["Policies/GetPolicy"];
  (*table)["Policies/RenderPolicy"].missing = Field("", "source");
  (*table)["Policies/RenderPolicy"].value =
      Reason(R"(text: "x")", "INVALID_POLICY");
  (*table)["Policies/ListPolicies"] = {
      .missing = Field("", "parent"),
      .malformed = Field(R"(parent: "demo")", "parent"),
      .tenant = NoTenant(R"(parent: "tenants/none")"),
      .unknown = No("names a tenant alone"),
      .value = Field(R"(parent: "tenants/demo" states: STATE_UNSPECIFIED)",
                     "states"),
      .state = No("a tenant has no states"),
      .reused_id = NoId(),
      .page_size =
          Field(R"(parent: "tenants/demo" page_size: -1)", "page_size"),
      .page_token =
          Field(R"(parent: "tenants/demo" page_token: "x")", "page_token")};
}

void AddCatalogues(Table* table) {
  (*table)["Catalogues/ImportCatalogue"] = (*table)["Policies/CreatePolicy"];
  (*table)["Catalogues/ImportCatalogue"].value =
      Reason(R"(parent: "tenants/demo" text: "x")", "INVALID_CATALOGUE");
  (*table)["Catalogues/GetCatalogue"] = {
      .missing = Field("", "name"),
      .malformed = Field(R"(name: "tenants/demo/catalogues/cats")", "name"),
      .tenant = NoTenant(R"(name: "tenants/none/catalogues/issuers")"),
      .unknown = Reason(R"(name: "tenants/demo/catalogues/issuers@99")",
                        "CATALOGUE_NOT_FOUND"),
      .value = No("has no field but the name"),
      .state = No("a catalogue has no states"),
      .reused_id = NoId(),
      .page_size = NoPages(),
      .page_token = NoPages()};
  (*table)["Catalogues/ListCatalogues"] = (*table)["Policies/ListPolicies"];
  (*table)["Catalogues/ListCatalogues"].value =
      Field(R"(parent: "tenants/demo" kind: "cats")", "kind");
}

void AddReceipts(Table* table) {
  (*table)["Receipts/GetReceipt"] = {
      .missing = Field("", "name"),
      .malformed = Field(R"(name: "$S/receipt")", "name"),
      .tenant = NoTenant(R"(name: "tenants/none/screenings/$N/revisions/1/)"
                         R"(receipt")"),
      .unknown = Reason(R"(name: "tenants/demo/screenings/$N/revisions/1/)"
                        R"(receipt")",
                        "RECEIPT_NOT_FOUND"),
      .value = No("has no field but the name"),
      .state = No("is read in every state"),
      .reused_id = NoId(),
      .page_size = NoPages(),
      .page_token = NoPages(),
      .more = {
          Reason(R"(name: "$S/revisions/9/receipt")", "RECEIPT_NOT_FOUND")}};
  (*table)["Receipts/WaitReceipt"] = (*table)["Receipts/GetReceipt"];
  const MethodRefusals of_log = {
      .missing = Field("", "name"),
      .malformed = Field(R"(name: "log/x/1")", "name"),
      .tenant = No("the log is of all tenants"),
      .unknown =
          Reason(R"(name: "log/checkpoints/999")", "CHECKPOINT_NOT_FOUND"),
      .value = Field(R"(name: "log/checkpoints/-1")", "name"),
      .state = No("the log has no states"),
      .reused_id = NoId(),
      .page_size = NoPages(),
      .page_token = NoPages()};
  (*table)["Receipts/GetCheckpoint"] = of_log;
  MethodRefusals& leaf = (*table)["Receipts/GetInclusionProof"];
  leaf = of_log;
  leaf.unknown = Reason(R"(name: "log/leaves/999")", "LEAF_NOT_FOUND");
  leaf.value = Field(R"(name: "log/leaves/01")", "name");
  leaf.more = {
      Reason(R"(name: "log/leaves/0" tree_size: 999)", "CHECKPOINT_NOT_FOUND")};
  MethodRefusals& trees = (*table)["Receipts/GetConsistencyProof"];
  trees = of_log;
  trees.missing = Field("", "first_size");
  trees.malformed = No("names nothing");
  trees.unknown = Reason("first_size: 999", "CHECKPOINT_NOT_FOUND");
  trees.value = Field("first_size: 2 second_size: 1", "second_size");
  MethodRefusals& anchors = (*table)["Receipts/ListAnchors"];
  anchors = of_log;
  anchors.missing = Field("", "parent");
  anchors.malformed = Field(R"(parent: "x")", "parent");
  anchors.unknown = No("a chain without anchors gives an empty page");
  anchors.value = No("has no other field");
  anchors.page_size =
      Field(R"(parent: "anchors/-" page_size: -1)", "page_size");
  anchors.page_token =
      Field(R"(parent: "anchors/-" page_token: "x")", "page_token");
}

// Of methods that list what the caller may see.
MethodRefusals ListOfServer() {
  return {.missing = No("has no required field"),
          .malformed = No("names nothing"),
          .tenant = No("is not of one tenant"),
          .unknown = No("names nothing"),
          .value = No("has no other field"),
          .state = No("has no states"),
          .reused_id = NoId(),
          .page_size = Field("page_size: -1", "page_size"),
          .page_token = Field(R"(page_token: "x")", "page_token")};
}

void AddAdmin(Table* table) {
  (*table)["Admin/ListTenants"] = ListOfServer();
  (*table)["Admin/ListKeys"] = ListOfServer();
  (*table)["Admin/GetServerInfo"] = ListOfServer();
  (*table)["Admin/GetServerInfo"].page_size = NoPages();
  (*table)["Admin/GetServerInfo"].page_token = NoPages();
  MethodRefusals& access = (*table)["Admin/ListAccess"];
  access = ListOfServer();
  access.malformed = Field(R"(tenant: "demo")", "tenant");
  access.tenant = NoTenant(R"(tenant: "tenants/none")");
  MethodRefusals& tenant = (*table)["Admin/CreateTenant"];
  tenant = ListOfServer();
  tenant.missing = Field("", "tenant_id");
  tenant.malformed = Field(R"(tenant_id: "9x")", "tenant_id");
  tenant.value =
      Field(R"(tenant_id: "x" approvals_required: 11)", "approvals_required");
  tenant.state = Reason(R"(tenant_id: "demo")", "TENANT_EXISTS");
  tenant.page_size = NoPages();
  tenant.page_token = NoPages();
  MethodRefusals& key = (*table)["Admin/CreateKey"];
  key = tenant;
  key.missing = Field("", "roles");
  key.malformed = Field(R"(roles: ATS tenants: "demo")", "tenants");
  key.tenant = NoTenant(R"(roles: ATS tenants: "tenants/none")");
  key.value = Field("roles: ATS max_in_flight: -1", "max_in_flight");
  key.state = Field("roles: ATS expire_time { seconds: 1 }", "expire_time");
  key.more = {Field("roles: ROLE_UNSPECIFIED", "roles"),
              Field(R"(roles: ATS label: "$L")", "label")};
  MethodRefusals& revoke = (*table)["Admin/RevokeKey"];
  revoke = tenant;
  revoke.missing = Field("", "name");
  revoke.malformed = Field(R"(name: "x")", "name");
  revoke.unknown = Reason(R"(name: "keys/x")", "KEY_NOT_FOUND");
  revoke.value = No("has no field but the name");
  revoke.state = No("a revoked key answers as it did");
  MethodRefusals& backup = (*table)["Admin/Backup"];
  backup = tenant;
  backup.missing = Field("", "folder");
  backup.malformed = Field(R"(folder: "../x")", "folder");
  backup.value = Field(R"(folder: "/tmp/x")", "folder");
  backup.state = Reason(R"(folder: "$B")", "BACKUP_REFUSED");
}

}  // namespace

std::vector<std::pair<std::string, const Refusal*>> MethodRefusals::Cells()
    const {
  std::vector<std::pair<std::string, const Refusal*>> cells = {
      {"missing field", &missing}, {"malformed name", &malformed},
      {"unknown tenant", &tenant}, {"unknown resource", &unknown},
      {"bad value", &value},       {"wrong state", &state},
      {"reused id", &reused_id},   {"page size", &page_size},
      {"page token", &page_token}};
  for (const Refusal& refusal : more) cells.emplace_back("more", &refusal);
  return cells;
}

const std::map<std::string, MethodRefusals>& RefusalTable() {
  static const auto* const kTable = [] {
    auto* const table = new Table;
    AddScreeningCalls(table);
    AddScreeningReads(table);
    AddPolicies(table);
    AddCatalogues(table);
    AddReceipts(table);
    AddAdmin(table);
    return table;
  }();
  return *kTable;
}

}  // namespace prescreen
