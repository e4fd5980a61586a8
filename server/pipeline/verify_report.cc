// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/verify_report.h"

#include <algorithm>
#include <string>
#include <variant>

#include "server/claims/identity.h"

namespace prescreen {
namespace {

v1::Verdict ToProto(Verdict verdict) {
  switch (verdict) {
    case Verdict::kValid:
      return v1::VALID;
    case Verdict::kInvalid:
      return v1::INVALID;
    case Verdict::kUnchecked:
      return v1::UNCHECKED;
  }
  return v1::UNCHECKED;
}

void AddFinding(const Finding& finding, v1::VerifiedObject* object) {
  v1::Finding* entry = object->add_findings();
  entry->set_code(finding.code);
  entry->set_verdict(finding.verdict);
  entry->set_pointer(finding.pointer);
  entry->set_detail(finding.detail);
}

void AddFindings(const std::vector<Finding>& findings,
                 v1::VerifiedObject* object) {
  for (const Finding& finding : findings) AddFinding(finding, object);
}

void AddStatus(const StatusResult& status, v1::VerifiedObject* object) {
  for (const StatusEntryCheck& entry : status.entries) {
    v1::StatusEntryResult* result = object->add_status();
    result->set_type(entry.type);
    result->set_purpose(entry.purpose);
    if (entry.verdict.has_value()) result->set_verdict(ToProto(*entry.verdict));
  }
}

void AddBinding(const CredentialContent& content,
                const std::vector<v1::KnownIdentifier>& known,
                v1::VerifiedObject* object) {
  // Of several subjects it is not known which one the candidate is.
  const StatedSubject* subject =
      content.subjects.size() == 1 ? &content.subjects.front() : nullptr;
  const v1::Ternary bound =
      subject == nullptr ? v1::UNCLEAR : MatchSubject(*subject, known);
  const std::string pointer = subject == nullptr ? "" : subject->pointer;
  if (bound == v1::UNMET) {
    AddFinding({v1::SUBJECT_NOT_BOUND, v1::INVALID, pointer,
                "issued to another identifier than those supplied"},
               object);
  } else if (bound == v1::UNCLEAR) {
    AddFinding({v1::BINDING_NOT_CHECKED, v1::UNCHECKED, pointer,
                "no supplied identifier to compare its recipient with"},
               object);
  }
}

bool Finds(const v1::VerifiedObject& object, v1::Verdict verdict) {
  return std::any_of(
      object.findings().begin(), object.findings().end(),
      [&](const v1::Finding& finding) { return finding.verdict() == verdict; });
}

v1::Verdict OfFindings(const v1::VerifiedObject& object) {
  if (Finds(object, v1::INVALID)) return v1::INVALID;
  return Finds(object, v1::UNCHECKED) ? v1::UNCHECKED : v1::VALID;
}

void Describe(const VerifiedCredential& credential, const StatusChecker& status,
              const std::vector<v1::KnownIdentifier>* binding,
              v1::VerifiedObject* object) {
  const CredentialContent& content = credential.content();
  const StatusResult result = status.Check(credential);
  object->set_issuer(content.issuer_id);
  AddStatus(result, object);
  AddFindings(result.findings, object);
  if (binding != nullptr) AddBinding(content, *binding, object);
  object->set_verdict(OfFindings(*object));
}

void Describe(const UncheckedCredential& credential,
              const StatusChecker& status, v1::VerifiedObject* object) {
  object->set_issuer(credential.unverified().issuer_id);
  AddStatus(status.Check(credential), object);
  AddFindings(credential.findings(), object);
  object->set_verdict(v1::UNCHECKED);
}

void Describe(const RejectedCredential& credential,
              v1::VerifiedObject* object) {
  object->set_issuer(credential.disbelieved().issuer_id);
  AddFindings(credential.findings(), object);
  const bool is_none =
      credential.findings().front().code == v1::NOT_A_CREDENTIAL;
  object->set_verdict(is_none ? v1::UNCHECKED : v1::INVALID);
}

}  // namespace

std::vector<v1::VerifiedObject> ReportObjects(const VerifiedBundle& verified,
                                              const ScreeningInputs& inputs,
                                              const StatusChecker& status,
                                              bool require_binding) {
  const auto* binding = require_binding ? &inputs.known_identifiers : nullptr;
  std::vector<v1::VerifiedObject> objects;
  for (const CheckedCredential& credential : verified.credentials) {
    const CredentialSource& source = SourceOf(credential);
    v1::VerifiedObject object;
    object.set_document(source.document);
    object.set_label(
        inputs.bundle[static_cast<std::size_t>(source.document)].label);
    object.set_pointer(source.pointer);
    object.set_format(source.format);
    for (const CheckedProof& proof : ProofsOf(credential)) {
      v1::ProofResult* result = object.add_proofs();
      result->set_suite(proof.suite);
      result->set_verification_method(proof.verification_method);
      result->set_verdict(ToProto(proof.verdict));
    }
    if (const auto* good = std::get_if<VerifiedCredential>(&credential)) {
      Describe(*good, status, binding, &object);
    } else if (const auto* open =
                   std::get_if<UncheckedCredential>(&credential)) {
      Describe(*open, status, &object);
    } else {
      Describe(std::get<RejectedCredential>(credential), &object);
    }
    objects.push_back(std::move(object));
  }
  return objects;
}

}  // namespace prescreen
