// SPDX-License-Identifier: Apache-2.0
#include "tests/support/test_tenant.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "client/sample/cast.h"
#include "client/sample/credential.h"
#include "client/sample/deploy_texts.h"
#include "client/sample/sample_files.h"
#include "client/sample/sign.h"

namespace prescreen {

std::string TestPolicyText() {
  return R"(apiVersion: prescreen/v1
kind: RolePolicy
metadata:
  id: test-role
  title: Test role
  owner: tests@employer.example
  effective: {from: 2020-01-01, until: 2999-01-01}
requirements:
  - id: cloud
    tier: critical
    title: Cloud data platform certification
    why: Tests need a requirement.
    candidate_text: A certification for a cloud data platform.
    about: {skills: [cloud-data-platform]}
    where:
      kind: [certification]
      issuer: {class: [industry_leader]}
decision:
  pass: {critical: all, growth_at_least: 0}
  near_miss: {critical_unmet_at_most: 0}
)";
}

std::string TestCredential(int number) {
  sample::CredentialSpec spec;
  spec.label = absl::StrCat("test ", number);
  spec.issuer = "northwind";
  spec.achievement =
      sample::FindSampleAchievement("northwind/data-engineer-pro");
  spec.email = kTestEmail;
  spec.awarded = absl::CivilDay(2025, 9, 10);
  const auto credential = sample::MakeCredential(spec);
  PRESCREEN_CHECK(credential.ok());
  const auto key = sample::KeyOf(*sample::FindSampleIssuer(spec.issuer));
  PRESCREEN_CHECK(key.ok());
  return sample::SignVcJwt(*credential, *key);
}

std::string AlteredCredential(int number) {
  std::string jwt = TestCredential(number);
  char& c = jwt[jwt.find('.') + 40];
  c = c == 'A' ? 'B' : 'A';
  return jwt;
}

TestTenant::TestTenant(const std::string& address)
    : TestTenant(
          grpc::CreateChannel(address, grpc::InsecureChannelCredentials())) {}

TestTenant::TestTenant(std::shared_ptr<grpc::Channel> channel)
    : channel_(std::move(channel)),
      screening_(v1::Screening::NewStub(channel_)),
      policies_(v1::Policies::NewStub(channel_)),
      catalogues_(v1::Catalogues::NewStub(channel_)),
      receipts_(v1::Receipts::NewStub(channel_)) {}

grpc::Status TestTenant::SetUp() {
  const auto issuers = sample::AddIssuerKeys(sample::DeployedIssuers());
  PRESCREEN_CHECK(issuers.ok());
  for (const std::string& text :
       {*issuers, std::string(sample::DeployedAchievements()),
        std::string(sample::DeployedSkills())}) {
    v1::ImportCatalogueRequest request;
    request.set_parent("tenants/demo");
    request.set_text(text);
    v1::Catalogue catalogue;
    grpc::ClientContext context;
    const grpc::Status status =
        catalogues_->ImportCatalogue(&context, request, &catalogue);
    if (!status.ok()) return status;
  }
  v1::CreatePolicyRequest create;
  create.set_parent("tenants/demo");
  create.set_text(TestPolicyText());
  v1::Policy policy;
  grpc::ClientContext create_context;
  const grpc::Status created =
      policies_->CreatePolicy(&create_context, create, &policy);
  if (!created.ok()) return created;
  v1::ActivatePolicyRequest activate;
  activate.set_name(policy.name());
  grpc::ClientContext activate_context;
  return policies_->ActivatePolicy(&activate_context, activate, &policy);
}

v1::CreateScreeningRequest TestTenant::Request(
    const std::string& application, const std::vector<std::string>& documents) {
  v1::CreateScreeningRequest request;
  request.set_parent("tenants/demo");
  request.set_policy(kTestPolicy);
  request.set_application_ref(application);
  auto* identifier = request.add_known_identifiers();
  identifier->set_type("emailAddress");
  identifier->set_value(kTestEmail);
  for (const std::string& content : documents) {
    auto* document = request.add_documents();
    document->set_content(content);
    document->set_label(absl::StrCat("document-", request.documents_size()));
  }
  return request;
}

grpc::Status TestTenant::Screen(const v1::CreateScreeningRequest& request,
                                v1::CreateScreeningResponse* response) {
  grpc::ClientContext context;
  return screening_->CreateScreening(&context, request, response);
}

}  // namespace prescreen
