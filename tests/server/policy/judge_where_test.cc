// SPDX-License-Identifier: Apache-2.0
// Every predicate of `where` with each of its values and codes.
#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/policy/calendar.h"
#include "server/policy/predicates.h"
#include "tests/server/policy/sample_claims.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr v1::ReasonCode kNone = v1::REASON_CODE_UNSPECIFIED;

Judgement Judged(const PolicyWhere& where, const Claim& claim,
                 const PolicyAccept& accept = {}) {
  return JudgeWhere(JudgeAccept(accept, claim), where, claim,
                    UtcDay(SampleAsOf()));
}

std::vector<v1::ReasonCode> Codes(const Judgement& judgement) {
  std::vector<v1::ReasonCode> codes;
  for (const v1::PredicateResult& result : judgement.failing) {
    codes.push_back(result.reason());
  }
  return codes;
}

template <typename T>
Field<T> Stated(T value) {
  return {std::move(value), Provenance::kStated, "/here"};
}

struct Case {
  std::string name;
  std::function<void(PolicyWhere*)> condition;
  std::function<void(Claim*)> credential;
  v1::Ternary value;
  v1::ReasonCode code = kNone;
  std::string predicate = "";
  std::string expected = "";
  std::string actual = "";
};

using Kinds = std::vector<AssessmentKind>;

void WantsExam(PolicyWhere* where) {
  where->assessment.kind = {AssessmentKind::kExam, AssessmentKind::kProject};
}
void WantsSupervision(PolicyWhere* where) {
  where->assessment.supervision = Supervision::kSupervised;
}
void WantsIndividual(PolicyWhere* where) {
  where->assessment.individual = true;
}
void WantsAssessor(PolicyWhere* where) {
  where->assessment.assessor_class = {IssuerClass::kProfessionalAssociation};
}
void WantsPass(PolicyWhere* where) { where->passed = true; }
void WantsPercent(PolicyWhere* where) { where->min_percent = {6250, "62.5"}; }
void WantsGradeB(PolicyWhere* where) { where->min_level = "B"; }
void WantsValidity(PolicyWhere* where) {
  where->min_remaining = ParseDuration("P30D");
}
void WantsEvidence(PolicyWhere* where) { where->min_evidence = 2; }
void WantsEqf6(PolicyWhere* where) { where->min_eqf = 6; }

std::function<void(Claim*)> Assessed(Kinds kinds) {
  return [kinds](Claim* claim) { claim->assessment = Stated(kinds); };
}
std::function<void(Claim*)> Supervised(Supervision value) {
  return [value](Claim* claim) { claim->supervision = Stated(value); };
}
std::function<void(Claim*)> Graded(std::vector<GradeClaim> grades) {
  return [grades](Claim* claim) { claim->grades = grades; };
}
std::function<void(Claim*)> ValidUntil(absl::CivilDay day) {
  return [day](Claim* claim) {
    claim->valid_until = absl::FromCivil(day, absl::UTCTimeZone());
  };
}
void SaysNothing(Claim*) {}
void SaysNoAssessment(Claim* claim) { claim->assessment = {}; }

const std::vector<std::string>& Scale() {
  static const auto* scale = new std::vector<std::string>{"D", "C", "B", "A"};
  return *scale;
}

std::vector<Case> AssessmentCases() {
  const std::string kind = "where.assessment.kind";
  const std::string one_of = "one of: exam, project";
  const std::string supervision = "where.assessment.supervision";
  return {
      {"exam", WantsExam, Assessed({AssessmentKind::kExam}), v1::MET},
      {"one of several", WantsExam,
       Assessed({AssessmentKind::kQuiz, AssessmentKind::kProject}), v1::MET},
      {"quiz", WantsExam, Assessed({AssessmentKind::kQuiz}), v1::UNMET,
       v1::ASSESSMENT_KIND_NOT_ACCEPTED, kind, one_of, "quiz"},
      {"attendance", WantsExam, Assessed({AssessmentKind::kAttendance}),
       v1::UNMET, v1::NO_ASSESSMENT, kind, one_of, "attendance"},
      {"none", WantsExam, Assessed({}), v1::UNMET, v1::NO_ASSESSMENT, kind,
       one_of, "none"},
      {"attendance and quiz", WantsExam,
       Assessed({AssessmentKind::kAttendance, AssessmentKind::kQuiz}),
       v1::UNMET, v1::ASSESSMENT_KIND_NOT_ACCEPTED, kind, one_of,
       "attendance, quiz"},
      {"silent", WantsExam, SaysNoAssessment, v1::UNCLEAR,
       v1::ASSESSMENT_NOT_STATED, kind, one_of, "not stated"},
      {"attendance accepted",
       [](PolicyWhere* where) {
         where->assessment.kind = {AssessmentKind::kAttendance};
       },
       Assessed({AssessmentKind::kAttendance}), v1::MET},

      {"as supervised", WantsSupervision, Supervised(Supervision::kSupervised),
       v1::MET},
      {"more than supervised", WantsSupervision,
       Supervised(Supervision::kSupervisedWithId), v1::MET},
      {"less than supervised", WantsSupervision,
       Supervised(Supervision::kUnsupervisedWithId), v1::UNMET,
       v1::SUPERVISION_TOO_WEAK, supervision, "at least supervised",
       "unsupervised with id"},
      {"supervision silent", WantsSupervision, SaysNothing, v1::UNCLEAR,
       v1::SUPERVISION_NOT_STATED, supervision, "at least supervised",
       "not stated"},
      {"supervised attendance", WantsSupervision,
       [](Claim* claim) {
         claim->assessment = Stated(Kinds{AssessmentKind::kAttendance});
         claim->supervision = Stated(Supervision::kSupervised);
       },
       v1::UNMET, v1::NO_ASSESSMENT, kind, "an assessment", "attendance"},

      {"supervised something", WantsSupervision,
       [](Claim* claim) {
         claim->assessment = {};
         claim->supervision = Stated(Supervision::kSupervised);
       },
       v1::UNCLEAR, v1::ASSESSMENT_NOT_STATED, kind, "an assessment",
       "not stated"},

      {"alone", WantsIndividual,
       [](Claim* claim) { claim->individual = Stated(true); }, v1::MET},
      {"group", WantsIndividual,
       [](Claim* claim) { claim->individual = Stated(false); }, v1::UNMET,
       v1::GROUP_ASSESSED, "where.assessment.individual",
       "assessed individually", "assessed as a group"},
      {"group silent", WantsIndividual, SaysNothing, v1::UNCLEAR,
       v1::ASSESSMENT_NOT_STATED, "where.assessment.individual",
       "assessed individually", "not stated"},

      {"good assessor", WantsAssessor,
       [](Claim* claim) {
         claim->assessor_class = Stated(IssuerClass::kProfessionalAssociation);
       },
       v1::MET},
      {"other assessor", WantsAssessor,
       [](Claim* claim) {
         claim->assessor_class = Stated(IssuerClass::kEmployer);
       },
       v1::UNMET, v1::ASSESSOR_NOT_ACCEPTED,
       "where.assessment.assessed_by.class",
       "assessed by professional association", "employer"},
      {"assessor silent", WantsAssessor, SaysNothing, v1::UNCLEAR,
       v1::ASSESSMENT_NOT_STATED, "where.assessment.assessed_by.class",
       "assessed by professional association", "not stated"},
  };
}

std::vector<Case> ResultCases() {
  const std::string percent = "where.result.min_percent";
  const std::string level = "where.result.min_level";
  const std::string grade = "grade B or better";
  return {
      {"passed", WantsPass, [](Claim* claim) { claim->passed = Stated(true); },
       v1::MET},
      {"failed", WantsPass, [](Claim* claim) { claim->passed = Stated(false); },
       v1::UNMET, v1::RESULT_TOO_LOW, "where.result.passed", "passed",
       "not passed"},
      {"pass silent", WantsPass, SaysNothing, v1::UNCLEAR,
       v1::RESULT_NOT_COMPARABLE, "where.result.passed", "passed",
       "not stated"},

      {"just enough", WantsPercent,
       [](Claim* claim) { claim->percent = Stated(6250); }, v1::MET},
      {"just too low", WantsPercent,
       [](Claim* claim) { claim->percent = Stated(6249); }, v1::UNMET,
       v1::RESULT_TOO_LOW, percent, "at least 62.5 %", "62.49 %"},
      {"too low", WantsPercent,
       [](Claim* claim) { claim->percent = Stated(6200); }, v1::UNMET,
       v1::RESULT_TOO_LOW, percent, "at least 62.5 %", "62 %"},
      {"percent silent", WantsPercent, SaysNothing, v1::UNCLEAR,
       v1::RESULT_NOT_COMPARABLE, percent, "at least 62.5 %", "not stated"},

      {"same grade", WantsGradeB, Graded({{"B", Scale(), "/g"}}), v1::MET},
      {"better grade", WantsGradeB, Graded({{"A", Scale(), "/g"}}), v1::MET},
      {"worse grade", WantsGradeB, Graded({{"C", Scale(), "/g"}}), v1::UNMET,
       v1::RESULT_TOO_LOW, level, grade, "grade C"},
      {"another scale", WantsGradeB, Graded({{"good", {"bad", "good"}, "/g"}}),
       v1::UNCLEAR, v1::RESULT_NOT_COMPARABLE, level, grade, "grade good"},
      {"one comparable grade", WantsGradeB,
       Graded({{"bad", {"bad", "good"}, "/g"}, {"A", Scale(), "/h"}}), v1::MET},
      {"the lowest grade", WantsGradeB,
       Graded(
           {{"A", Scale(), "/g"}, {"D", Scale(), "/h"}, {"B", Scale(), "/i"}}),
       v1::UNMET, v1::RESULT_TOO_LOW, level, grade, "grade D"},
      {"no grade", WantsGradeB, SaysNothing, v1::UNCLEAR,
       v1::RESULT_NOT_COMPARABLE, level, grade, "not stated"},
  };
}

std::vector<Case> OtherCases() {
  return {
      {"no end", WantsValidity, SaysNothing, v1::MET},
      {"last day", WantsValidity, ValidUntil(absl::CivilDay(2026, 12, 23)),
       v1::MET},
      {"a day short", WantsValidity, ValidUntil(absl::CivilDay(2026, 12, 22)),
       v1::UNMET, v1::EXPIRES_TOO_SOON, "where.validity.min_remaining",
       "valid until 2026-12-23 or later", "valid until 2026-12-22"},

      {"two links", WantsEvidence,
       [](Claim* claim) {
         claim->evidence = {"/e/0", "/e/1"};
       },
       v1::MET},
      {"one link", WantsEvidence,
       [](Claim* claim) { claim->evidence = {"/e/0"}; }, v1::UNMET,
       v1::NO_EVIDENCE, "where.evidence.min_items",
       "at least 2 links to the work", "1 link"},
      {"no link", WantsEvidence, SaysNothing, v1::UNMET, v1::NO_EVIDENCE,
       "where.evidence.min_items", "at least 2 links to the work", "no link"},

      {"same level", WantsEqf6, [](Claim* claim) { claim->eqf = Stated(6); },
       v1::MET},
      {"higher level", WantsEqf6, [](Claim* claim) { claim->eqf = Stated(7); },
       v1::MET},
      {"lower level", WantsEqf6, [](Claim* claim) { claim->eqf = Stated(5); },
       v1::UNMET, v1::LEVEL_TOO_LOW, "where.level.min_eqf",
       "EQF level 6 or higher", "EQF level 5"},
      {"level silent", WantsEqf6, SaysNothing, v1::UNCLEAR,
       v1::LEVEL_NOT_STATED, "where.level.min_eqf", "EQF level 6 or higher",
       "not stated"},
  };
}

void ExpectCase(const Case& test) {
  SCOPED_TRACE(test.name);
  PolicyWhere where;
  test.condition(&where);
  Claim claim = GoodClaim("sql");
  claim.assessment = Stated(Kinds{AssessmentKind::kExam});
  test.credential(&claim);
  const Judgement judgement = Judged(where, claim);
  EXPECT_EQ(judgement.value, test.value);
  if (test.code == kNone) {
    EXPECT_THAT(judgement.failing, IsEmpty());
    return;
  }
  ASSERT_THAT(Codes(judgement), ElementsAre(test.code));
  const v1::PredicateResult& failing = judgement.failing[0];
  EXPECT_EQ(failing.value(), test.value);
  EXPECT_EQ(failing.predicate(), test.predicate);
  EXPECT_EQ(failing.expected(), test.expected);
  EXPECT_EQ(failing.actual(), test.actual);
  EXPECT_EQ(failing.evidence().rendered(), test.actual);
}

TEST(JudgeWhere, ComparesTheAssessment) {
  for (const Case& test : AssessmentCases()) ExpectCase(test);
}

TEST(JudgeWhere, ComparesTheResult) {
  for (const Case& test : ResultCases()) ExpectCase(test);
}

TEST(JudgeWhere, ComparesValidityEvidenceAndLevel) {
  for (const Case& test : OtherCases()) ExpectCase(test);
}

TEST(JudgeWhere, OrdersSupervision) {
  constexpr Supervision kOrder[] = {
      Supervision::kUnsupervised, Supervision::kUnsupervisedWithId,
      Supervision::kSupervised, Supervision::kSupervisedWithId};
  for (int asked = 0; asked < 4; ++asked) {
    for (int got = 0; got < 4; ++got) {
      PolicyWhere where;
      where.assessment.supervision = kOrder[asked];
      Claim claim = GoodClaim("sql");
      claim.assessment = Stated(Kinds{AssessmentKind::kExam});
      claim.supervision = Stated(kOrder[got]);
      EXPECT_EQ(Judged(where, claim).value, got >= asked ? v1::MET : v1::UNMET)
          << asked << " " << got;
    }
  }
}

TEST(JudgeWhere, HidesWhatAStrongerReasonSays) {
  PolicyWhere where;
  WantsExam(&where);
  WantsSupervision(&where);
  WantsIndividual(&where);
  WantsAssessor(&where);
  Claim claim = GoodClaim("sql");
  claim.assessment = Stated(Kinds{AssessmentKind::kAttendance});
  claim.individual = Stated(false);
  EXPECT_THAT(Codes(Judged(where, claim)), ElementsAre(v1::NO_ASSESSMENT));
  claim.belief = Belief::kRejected;
  EXPECT_THAT(Codes(Judged(where, claim)), ElementsAre(v1::TAMPERED));
}

TEST(JudgeWhere, ShowsExpiryInsteadOfTooLittleValidity) {
  PolicyWhere where;
  WantsValidity(&where);
  Claim claim = GoodClaim("sql");
  ValidUntil(absl::CivilDay(2026, 8, 31))(&claim);
  claim.dates = v1::UNMET;
  claim.dates_code = v1::EXPIRED;
  const Judgement judgement = Judged(where, claim);
  ASSERT_THAT(Codes(judgement), ElementsAre(v1::EXPIRED));
  EXPECT_EQ(judgement.failing[0].expected(), "valid until 2026-12-23 or later");
  EXPECT_EQ(judgement.failing[0].actual(), "expired on 2026-08-31");
  // Where the floor lets it pass, the condition does not.
  PolicyAccept lenient;
  lenient.allow_expired = true;
  EXPECT_THAT(Codes(Judged(where, claim, lenient)),
              ElementsAre(v1::EXPIRES_TOO_SOON));
  EXPECT_EQ(Judged(PolicyWhere(), claim).failing[0].expected(),
            "valid on the day of the decision");
}

TEST(JudgeWhere, PointsAtWhatIsStated) {
  PolicyWhere where;
  WantsExam(&where);
  WantsEqf6(&where);
  Claim claim = GoodClaim("sql");
  claim.pointer = "/credential";
  claim.assessment = Stated(Kinds{AssessmentKind::kQuiz});
  claim.eqf = {5, Provenance::kCatalogue, "northwind/pro"};
  const Judgement judgement = Judged(where, claim);
  ASSERT_EQ(judgement.failing.size(), 2u);
  EXPECT_EQ(judgement.failing[0].evidence().pointer(), "/here");
  EXPECT_EQ(judgement.failing[1].evidence().pointer(), "/credential");
}

TEST(JudgeWhere, KeepsTheOrderOfTheLanguage) {
  PolicyWhere where;
  where.kind = {AchievementKind::kDegree};
  where.issuer_class = {IssuerClass::kEmployer};
  where.max_age = ParseDuration("P1D");
  WantsExam(&where);
  WantsPercent(&where);
  WantsEvidence(&where);
  WantsEqf6(&where);
  EXPECT_THAT(Codes(Judged(where, GoodClaim("sql"))),
              ElementsAre(v1::KIND_NOT_ACCEPTED, v1::ISSUER_CLASS_NOT_ACCEPTED,
                          v1::ASSESSMENT_NOT_STATED, v1::RESULT_NOT_COMPARABLE,
                          v1::TOO_OLD, v1::NO_EVIDENCE, v1::LEVEL_NOT_STATED));
}

}  // namespace
}  // namespace prescreen
