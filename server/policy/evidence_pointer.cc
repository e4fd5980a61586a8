// SPDX-License-Identifier: Apache-2.0
#include "server/policy/calendar.h"
#include "server/policy/judgement_builder.h"

namespace prescreen {
namespace {

std::vector<std::string> Names(const Claim& claim) {
  std::vector<std::string> parts;
  const std::string& achievement =
      !claim.achievement_name.empty()    ? claim.achievement_name
      : !claim.achievement_entry.empty() ? claim.achievement_entry
                                         : claim.achievement_id;
  if (!achievement.empty()) parts.push_back(FitForReport(achievement));
  parts.push_back(FitForReport(!claim.issuer_name.empty() ? claim.issuer_name
                               : !claim.issuer_entry.empty()
                                   ? claim.issuer_entry
                                   : claim.issuer_id));
  return parts;
}

absl::string_view SupervisionWord(const Field<Supervision>& supervision) {
  if (!supervision.known()) return "";
  switch (*supervision.value) {
    case Supervision::kUnsupervised:
    case Supervision::kUnsupervisedWithId:
      return "unsupervised ";
    case Supervision::kSupervised:
      return "supervised ";
    case Supervision::kSupervisedWithId:
      return "proctored ";
  }
  return "";
}

// `proctored exam`; of several kinds those that were asked for.
std::string Assessed(const AssessmentCondition& condition, const Claim& claim) {
  if (!condition.written() || !claim.assessment.known()) return "";
  std::vector<std::string> kinds;
  for (AssessmentKind kind : *claim.assessment.value) {
    if (condition.kind.empty() || Contains(condition.kind, kind)) {
      kinds.push_back(Words(ToWord(kind)));
    }
  }
  if (kinds.empty()) return "";
  return absl::StrCat(SupervisionWord(claim.supervision),
                      absl::StrJoin(kinds, " and "));
}

void AddAskedFor(const Claim& claim, const PolicyWhere& where,
                 std::vector<std::string>* parts) {
  if (where.min_eqf && claim.eqf.known()) {
    parts->push_back(absl::StrCat("EQF ", *claim.eqf.value));
    return;
  }
  if (where.min_evidence > 0 && !claim.evidence.empty()) {
    const std::size_t count = claim.evidence.size();
    parts->push_back(
        absl::StrCat("evidence: ", count, count == 1 ? " link" : " links"));
    return;
  }
  const std::string assessed = Assessed(where.assessment, claim);
  if (!assessed.empty()) {
    parts->push_back(assessed);
  } else if (claim.kind.known()) {
    parts->push_back(Words(ToWord(*claim.kind.value)));
  }
  if (where.min_remaining && claim.valid_until) {
    parts->push_back(absl::StrCat(
        "valid until ", absl::FormatCivilTime(UtcDay(*claim.valid_until))));
  } else if (claim.awarded.known()) {
    parts->push_back(absl::FormatCivilTime(*claim.awarded.value));
  }
}

v1::EvidencePointer Pointer(const Claim& claim,
                            std::vector<std::string> parts) {
  v1::EvidencePointer pointer;
  pointer.set_document(claim.document);
  pointer.set_pointer(claim.pointer);
  if (claim.belief == Belief::kUnchecked) parts.emplace_back("not checked");
  if (claim.belief != Belief::kRejected) {
    pointer.set_rendered(absl::StrJoin(parts, " · "));
  }
  return pointer;
}

}  // namespace

v1::EvidencePointer PointerTo(const Claim& claim, const PolicyWhere& where) {
  std::vector<std::string> parts = Names(claim);
  AddAskedFor(claim, where, &parts);
  return Pointer(claim, std::move(parts));
}

v1::EvidencePointer PointerTo(const Claim& claim) {
  return Pointer(claim, Names(claim));
}

}  // namespace prescreen
