// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "server/access/method.h"

namespace prescreen {
namespace {

// Columns: ATS, RECRUITER, REVIEWER, POLICY_AUTHOR, APPROVER, AUDITOR, PRIVACY,
// ADMIN. Typed from what each role is for, not from the table under test.
const std::vector<std::pair<std::string, std::string>>& Rows() {
  static const auto* const kRows =
      new std::vector<std::pair<std::string, std::string>>{
          // ATS REC REV AUT APP AUD PRI ADM
          {"x   x   .   .   .   .   .   .", "Screening/CreateScreening"},
          {"x   x   .   .   .   .   .   .", "Screening/AddCredentials"},
          {"x   x   x   .   .   .   .   .", "Screening/ReevaluateScreening"},
          {"x   x   .   .   .   .   .   .", "Screening/CancelScreening"},
          {"x   x   x   .   .   .   x   .", "Screening/GetScreening"},
          {"x   x   x   .   .   .   x   .", "Screening/ListScreenings"},
          {"x   x   x   .   .   .   .   .", "Screening/WatchScreenings"},
          {"x   .   .   .   .   .   .   .", "Screening/StreamScreenings"},
          {"x   x   x   .   .   .   .   .", "Screening/VerifyBundle"},
          {"x   x   x   x   x   x   x   x", "Screening/ListReasonCodes"},
          {".   .   .   x   .   .   .   .", "Policies/CreatePolicy"},
          {".   .   .   x   .   .   .   .", "Policies/SubmitPolicy"},
          {".   .   .   .   x   .   .   .", "Policies/ApprovePolicy"},
          {".   .   .   x   x   .   .   .", "Policies/ActivatePolicy"},
          {"x   x   x   x   x   x   .   .", "Policies/GetPolicy"},
          {"x   x   x   x   x   x   .   .", "Policies/ListPolicies"},
          {"x   x   x   x   x   x   .   .", "Policies/RenderPolicy"},
          {".   .   .   x   .   .   .   .", "Catalogues/ImportCatalogue"},
          {"x   x   x   x   x   x   .   .", "Catalogues/GetCatalogue"},
          {"x   x   x   x   x   x   .   .", "Catalogues/ListCatalogues"},
          {"x   x   x   .   .   x   .   .", "Receipts/GetReceipt"},
          {"x   x   x   .   .   x   .   .", "Receipts/WaitReceipt"},
          {"x   x   x   x   x   x   x   x", "Receipts/GetCheckpoint"},
          {"x   x   x   x   x   x   x   x", "Receipts/GetInclusionProof"},
          {"x   x   x   x   x   x   x   x", "Receipts/GetConsistencyProof"},
          {"x   x   x   x   x   x   x   x", "Receipts/ListAnchors"},
          {".   .   .   .   .   .   .   x", "Admin/CreateTenant"},
          {".   .   .   .   .   .   .   x", "Admin/ListTenants"},
          {".   .   .   .   .   .   .   x", "Admin/CreateKey"},
          {".   .   .   .   .   .   .   x", "Admin/ListKeys"},
          {".   .   .   .   .   .   .   x", "Admin/RevokeKey"},
          {".   .   .   .   .   .   .   x", "Admin/Backup"},
          {"x   x   x   x   x   x   x   x", "Admin/GetServerInfo"},
          {".   .   .   .   .   x   x   x", "Admin/ListAccess"},
      };
  return *kRows;
}

TEST(MethodRules, GrantExactlyWhatIsExpectedCellByCell) {
  std::map<std::string, std::string> expected;
  for (const auto& [cells, method] : Rows()) expected[method] = cells;
  ASSERT_EQ(expected.size(), MethodRules().size());
  for (const MethodRule& rule : MethodRules()) {
    const auto row = expected.find(std::string(rule.name));
    ASSERT_NE(row, expected.end()) << rule.name;
    for (int role = v1::Role_MIN; role <= v1::Role_MAX; ++role) {
      const bool granted =
          role != v1::ROLE_UNSPECIFIED &&
          row->second[static_cast<std::size_t>(role - 1) * 4] == 'x';
      EXPECT_EQ(rule.roles.Has(static_cast<v1::Role>(role)), granted)
          << rule.name << " " << v1::Role_Name(role);
    }
  }
}

TEST(MethodRules, NoRoleMeansNoMethod) {
  for (const MethodRule& rule : MethodRules()) {
    EXPECT_FALSE(Roles().Meets(rule.roles)) << rule.name;
  }
}

}  // namespace
}  // namespace prescreen
