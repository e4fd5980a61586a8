// SPDX-License-Identifier: Apache-2.0
// Which role may call which method: the one table.
#include "server/access/method.h"

namespace prescreen {
namespace {

using v1::ADMIN;
using v1::APPROVER;
using v1::ATS;
using v1::AUDITOR;
using v1::POLICY_AUTHOR;
using v1::PRIVACY;
using v1::RECRUITER;
using v1::REVIEWER;

// Who reads the rules that decisions follow.
constexpr Roles kRuleReaders = {ATS,           RECRUITER, REVIEWER,
                                POLICY_AUTHOR, APPROVER,  AUDITOR};

constexpr std::array<MethodRule, kMethodCount> kRules = {{
    {Method::kCreateScreening, "Screening/CreateScreening", {ATS, RECRUITER}},
    {Method::kAddCredentials, "Screening/AddCredentials", {ATS, RECRUITER}},
    {Method::kReevaluateScreening,
     "Screening/ReevaluateScreening",
     {ATS, RECRUITER, REVIEWER}},
    {Method::kCancelScreening, "Screening/CancelScreening", {ATS, RECRUITER}},
    {Method::kGetScreening,
     "Screening/GetScreening",
     {ATS, RECRUITER, REVIEWER, PRIVACY}},
    {Method::kListScreenings,
     "Screening/ListScreenings",
     {ATS, RECRUITER, REVIEWER, PRIVACY}},
    {Method::kWatchScreenings,
     "Screening/WatchScreenings",
     {ATS, RECRUITER, REVIEWER}},
    {Method::kStreamScreenings, "Screening/StreamScreenings", {ATS}},
    {Method::kVerifyBundle,
     "Screening/VerifyBundle",
     {ATS, RECRUITER, REVIEWER}},
    {Method::kListReasonCodes, "Screening/ListReasonCodes", Roles::All()},
    {Method::kCreatePolicy, "Policies/CreatePolicy", {POLICY_AUTHOR}},
    {Method::kSubmitPolicy, "Policies/SubmitPolicy", {POLICY_AUTHOR}},
    {Method::kApprovePolicy, "Policies/ApprovePolicy", {APPROVER}},
    {Method::kActivatePolicy,
     "Policies/ActivatePolicy",
     {POLICY_AUTHOR, APPROVER}},
    {Method::kGetPolicy, "Policies/GetPolicy", kRuleReaders},
    {Method::kListPolicies, "Policies/ListPolicies", kRuleReaders},
    {Method::kRenderPolicy, "Policies/RenderPolicy", kRuleReaders},
    {Method::kImportCatalogue, "Catalogues/ImportCatalogue", {POLICY_AUTHOR}},
    {Method::kGetCatalogue, "Catalogues/GetCatalogue", kRuleReaders},
    {Method::kListCatalogues, "Catalogues/ListCatalogues", kRuleReaders},
    {Method::kGetReceipt,
     "Receipts/GetReceipt",
     {ATS, RECRUITER, REVIEWER, AUDITOR}},
    {Method::kWaitReceipt,
     "Receipts/WaitReceipt",
     {ATS, RECRUITER, REVIEWER, AUDITOR}},
    {Method::kGetCheckpoint, "Receipts/GetCheckpoint", Roles::All()},
    {Method::kGetInclusionProof, "Receipts/GetInclusionProof", Roles::All()},
    {Method::kGetConsistencyProof, "Receipts/GetConsistencyProof",
     Roles::All()},
    {Method::kListAnchors, "Receipts/ListAnchors", Roles::All()},
    {Method::kCreateTenant, "Admin/CreateTenant", {ADMIN}},
    {Method::kListTenants, "Admin/ListTenants", {ADMIN}},
    {Method::kCreateKey, "Admin/CreateKey", {ADMIN}},
    {Method::kListKeys, "Admin/ListKeys", {ADMIN}},
    {Method::kRevokeKey, "Admin/RevokeKey", {ADMIN}},
    {Method::kBackup, "Admin/Backup", {ADMIN}},
    {Method::kGetServerInfo, "Admin/GetServerInfo", Roles::All()},
    {Method::kListAccess, "Admin/ListAccess", {ADMIN, AUDITOR, PRIVACY}},
}};

constexpr bool IsInOrder() {
  for (int i = 0; i < kMethodCount; ++i) {
    if (static_cast<int>(kRules[i].method) != i) return false;
  }
  return true;
}
static_assert(IsInOrder());

}  // namespace

const std::array<MethodRule, kMethodCount>& MethodRules() { return kRules; }

const MethodRule& RuleOf(Method method) {
  return kRules[static_cast<std::size_t>(method)];
}

}  // namespace prescreen
