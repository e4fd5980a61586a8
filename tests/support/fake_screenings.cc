// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_screenings.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace prescreen {
namespace {

constexpr std::int64_t kAsOf = 1795435200;  // 2026-11-23T12:00:00Z

v1::ScreeningRecord Base(absl::string_view application) {
  v1::ScreeningRecord record;
  record.set_name(
      "tenants/demo/screenings/01936f2e-7a00-7000-8000-0123456789ab");
  record.set_state(v1::ScreeningRecord::DECIDED);
  record.set_revision(1);
  record.set_application_ref(std::string(application));
  record.set_policy("tenants/demo/policies/data-engineer@1");
  record.set_policy_title("Data Engineer");
  record.set_receipt(absl::StrCat(record.name(), "/revisions/1/receipt"));
  record.set_sandbox(true);
  v1::Decision& decision = *record.mutable_decision();
  decision.set_critical_total(2);
  decision.set_growth_total(2);
  decision.set_growth_needed(1);
  decision.set_policy_digest(std::string("bba154e5") + std::string(56, '0'));
  decision.mutable_as_of()->set_seconds(kAsOf);
  return record;
}

v1::CredentialResult& AddCredential(absl::string_view label,
                                    absl::string_view achievement,
                                    absl::string_view issuer,
                                    v1::ScreeningRecord* record) {
  v1::CredentialResult& credential = *record->add_credentials();
  credential.set_document(record->credentials_size() - 1);
  credential.set_label(std::string(label));
  credential.set_achievement(std::string(achievement));
  credential.set_issuer_name(std::string(issuer));
  credential.set_format("application/vc+jwt");
  credential.set_proof(v1::VALID);
  credential.set_dates(v1::VALID);
  credential.set_binding(v1::VALID);
  credential.set_used(true);
  return credential;
}

void AddModelCredentials(v1::ScreeningRecord* record) {
  AddCredential("northwind-data-engineer.jwt", "Data Engineer Professional",
                "Northwind", record);
  AddCredential("zed-advanced-sql.jwt", "Advanced SQL", "University of Zed",
                record);
  AddCredential("zed-pipelines-project.jwt", "Data Pipelines Project",
                "University of Zed", record);
}

v1::RequirementResult& AddRequirement(absl::string_view id,
                                      absl::string_view title, v1::Tier tier,
                                      v1::ScreeningRecord* record) {
  v1::RequirementResult& requirement =
      *record->mutable_decision()->add_requirements();
  requirement.set_id(std::string(id));
  requirement.set_title(std::string(title));
  requirement.set_tier(tier);
  requirement.set_value(v1::MET);
  return requirement;
}

void AddRequirements(v1::ScreeningRecord* record) {
  AddRequirement("sql-modelling", "SQL and data modelling", v1::CRITICAL,
                 record)
      .add_satisfied_by()
      ->set_document(1);
  AddRequirement("cloud-platform", "Cloud data platform certification",
                 v1::CRITICAL, record)
      .add_satisfied_by()
      ->set_document(0);
  AddRequirement("pipelines", "Data pipelines", v1::GROWTH, record)
      .add_satisfied_by()
      ->set_document(2);
  v1::RequirementResult& breadth = AddRequirement(
      "breadth", "Two different credentials in the field", v1::GROWTH, record);
  for (const int document : {0, 1, 2}) {
    breadth.add_satisfied_by()->set_document(document);
  }
}

void SetUnmet(v1::ReasonCode reason, absl::string_view sentence,
              v1::RequirementResult* requirement) {
  requirement->set_value(v1::UNMET);
  requirement->clear_satisfied_by();
  requirement->add_reasons(reason);
  requirement->set_sentence(std::string(sentence));
}

}  // namespace

v1::ScreeningRecord FakePass() {
  v1::ScreeningRecord record = Base("A-1029");
  AddModelCredentials(&record);
  AddRequirements(&record);
  v1::Decision& decision = *record.mutable_decision();
  decision.set_outcome(v1::Decision::PASS);
  decision.set_headline("every critical requirement is met");
  decision.set_critical_met(2);
  decision.set_growth_met(2);
  return record;
}

v1::ScreeningRecord FakeReview() {
  v1::ScreeningRecord record = Base("A-1030");
  AddModelCredentials(&record);
  AddRequirements(&record);
  v1::Decision& decision = *record.mutable_decision();
  decision.set_outcome(v1::Decision::REVIEW);
  decision.set_headline(
      "one critical requirement is not met; a document does not match its "
      "signature");
  decision.add_flags(v1::TAMPERED);
  decision.set_critical_met(1);
  decision.set_growth_met(2);
  decision.add_no_effect(1);
  v1::RequirementResult& breadth = *decision.mutable_requirements(3);
  breadth.clear_satisfied_by();
  for (const int document : {0, 2}) {
    breadth.add_satisfied_by()->set_document(document);
  }
  v1::CredentialResult& sql = *record.mutable_credentials(1);
  sql.set_achievement("");
  sql.set_issuer_name("");
  sql.set_proof(v1::INVALID);
  sql.set_dates(v1::VERDICT_UNSPECIFIED);
  sql.set_binding(v1::VERDICT_UNSPECIFIED);
  sql.set_used(false);
  v1::Finding& finding = *sql.add_findings();
  finding.set_code(v1::TAMPERED);
  finding.set_verdict(v1::INVALID);
  v1::RequirementResult& requirement = *decision.mutable_requirements(0);
  SetUnmet(v1::TAMPERED, "", &requirement);
  requirement.mutable_closest()->set_document(1);
  v1::PredicateResult& predicate = *requirement.add_failing();
  predicate.set_predicate("accept.proof");
  predicate.set_value(v1::UNMET);
  predicate.set_reason(v1::TAMPERED);
  predicate.set_expected("a document that matches its signature");
  predicate.set_actual("one that does not");
  return record;
}

v1::ScreeningRecord FakeNotMet() {
  v1::ScreeningRecord record = Base("A-1031");
  AddRequirements(&record);
  v1::Decision& decision = *record.mutable_decision();
  decision.set_outcome(v1::Decision::NOT_MET);
  decision.set_headline("no critical requirement is met; a person decides");
  for (int i = 0; i < 41; ++i) {
    v1::CredentialResult& credential =
        AddCredential(absl::StrFormat("skillbarn-webinar-%02d.jwt", i + 1),
                      "SQL webinar", "SkillBarn", &record);
    credential.set_used(false);
    decision.add_no_effect(i);
  }
  for (v1::RequirementResult& requirement : *decision.mutable_requirements()) {
    SetUnmet(v1::ISSUER_UNRECOGNISED, "", &requirement);
    v1::PredicateResult& predicate = *requirement.add_failing();
    requirement.mutable_closest()->set_document(0);
    predicate.set_predicate("accept.unrecognised_issuer");
    predicate.set_value(v1::UNMET);
    predicate.set_reason(v1::ISSUER_UNRECOGNISED);
    predicate.set_expected("a recognised issuer");
    predicate.set_actual("unrecognised");
  }
  v1::RequirementResult& cloud = *decision.mutable_requirements(1);
  cloud.clear_closest();
  cloud.clear_failing();
  cloud.clear_reasons();
  SetUnmet(v1::NO_RELEVANT_CREDENTIAL,
           "No credential shown concerns this requirement.", &cloud);
  return record;
}

v1::Receipt FakeLoggedReceipt() {
  v1::Receipt receipt;
  receipt.set_record("a record");
  receipt.set_leaf_type(1);
  receipt.set_leaf_index(11);
  receipt.mutable_logged()->set_checkpoint(
      "log.example/demo\n12\n"
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nsignature\n");
  receipt.set_state(v1::Receipt::LOGGED);
  return receipt;
}

v1::Receipt FakeAnchoredReceipt() {
  v1::Receipt receipt = FakeLoggedReceipt();
  receipt.set_state(v1::Receipt::ANCHORED);
  receipt.set_publicly_anchored(true);
  v1::Attestation& attestation = *receipt.add_attestations();
  attestation.set_chain("eip155:31337");
  attestation.set_required(true);
  attestation.set_state(v1::Attestation::FINAL);
  attestation.mutable_evm()->set_block_number(42);
  attestation.mutable_evm()->set_block_time(kAsOf + 180);
  return receipt;
}

}  // namespace prescreen
