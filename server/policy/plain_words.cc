// SPDX-License-Identifier: Apache-2.0
#include "server/policy/plain_words.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace prescreen {
namespace {

constexpr int kMonthsOfAYear = 12;

template <typename T>
std::string Joined(const std::vector<T>& values, std::string (*plain)(T)) {
  std::vector<std::string> words;
  for (T value : values) words.push_back(plain(value));
  return JoinWords(words, "or");
}

// Characters, not bytes: UTF-8 continuation bytes take no column.
std::size_t Columns(absl::string_view text) {
  std::size_t columns = 0;
  for (char c : text) {
    columns += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }
  return columns;
}

// The first `columns` characters.
absl::string_view Head(absl::string_view text, std::size_t columns) {
  std::size_t bytes = 0;
  std::size_t seen = 0;
  while (bytes < text.size()) {
    seen += (static_cast<unsigned char>(text[bytes]) & 0xC0) != 0x80;
    if (seen > columns) break;
    ++bytes;
  }
  return text.substr(0, bytes);
}

std::string WithoutControls(absl::string_view text) {
  std::string clean(text);
  for (char& c : clean) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) c = ' ';
  }
  return clean;
}

void AddAssessment(const AssessmentCondition& condition,
                   std::vector<std::string>* sentences) {
  if (!condition.kind.empty()) {
    sentences->push_back(absl::StrCat(
        "It was earned by ", Joined(condition.kind, PlainAssessment), "."));
  } else if (condition.written()) {
    sentences->emplace_back("It was earned by an assessment, not attendance.");
  }
  if (condition.supervision) {
    sentences->push_back(absl::StrCat(
        "The assessment was ", PlainSupervision(*condition.supervision), "."));
  }
  if (condition.individual) {
    sentences->emplace_back(
        "The candidate was assessed individually, not as part of a group.");
  }
  if (!condition.assessor_class.empty()) {
    sentences->push_back(absl::StrCat("Whoever assessed it is ",
                                      PlainClasses(condition.assessor_class),
                                      "."));
  }
}

void AddResult(const PolicyWhere& where, std::vector<std::string>* sentences) {
  if (where.passed) sentences->emplace_back("Its result is a pass.");
  if (where.min_percent) {
    sentences->push_back(absl::StrCat("Its result is ", where.min_percent->text,
                                      " % or better."));
  }
  if (!where.min_level.empty()) {
    sentences->push_back(
        absl::StrCat("Its grade is ", where.min_level,
                     " or better, on the scale that its issuer states."));
  }
}

}  // namespace

std::string JoinWords(const std::vector<std::string>& words,
                      absl::string_view conjunction) {
  std::string joined;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0 && i + 1 == words.size()) {
      absl::StrAppend(&joined, " ", conjunction, " ");
    } else if (i > 0) {
      joined.append(", ");
    }
    joined.append(words[i]);
  }
  return joined;
}

std::string CountOf(int count, absl::string_view noun) {
  return absl::StrCat(count, " ", noun, count == 1 ? "" : "s");
}

std::string PlainClass(IssuerClass value) {
  switch (value) {
    case IssuerClass::kIndustryLeader:
      return "an industry leader";
    case IssuerClass::kAccreditedUniversity:
      return "an accredited university";
    case IssuerClass::kProfessionalAssociation:
      return "a professional association";
    case IssuerClass::kGovernment:
      return "a government body";
    case IssuerClass::kTrainingProvider:
      return "a training provider";
    case IssuerClass::kEmployer:
      return "an employer";
    case IssuerClass::kUnrecognised:
      return "an issuer that we looked at and do not recognise";
    case IssuerClass::kDenylisted:
      return "an issuer on our deny list";
  }
  return "";
}

std::string PlainClasses(const std::vector<IssuerClass>& values) {
  return Joined(values, PlainClass);
}

std::string PlainBasis(IssuerBasis value) {
  switch (value) {
    case IssuerBasis::kTenant:
      return "our own review";
    case IssuerBasis::kRegistry:
      return "a public registry";
    case IssuerBasis::kTrustMark:
      return "a trust mark";
    case IssuerBasis::kEndorsement:
      return "an endorsement";
    case IssuerBasis::kAccreditationVc:
      return "an accreditation credential";
  }
  return "";
}

std::string PlainKind(AchievementKind value) {
  switch (value) {
    case AchievementKind::kBadge:
      return "a badge";
    case AchievementKind::kCertificate:
      return "a certificate";
    case AchievementKind::kCertification:
      return "a certification";
    case AchievementKind::kMicrocredential:
      return "a microcredential";
    case AchievementKind::kProgram:
      return "a programme";
    case AchievementKind::kCourse:
      return "a course";
    case AchievementKind::kDegree:
      return "a degree";
    case AchievementKind::kLicense:
      return "a licence";
    case AchievementKind::kEmployment:
      return "employment";
  }
  return "";
}

std::string PlainAssessment(AssessmentKind value) {
  switch (value) {
    case AssessmentKind::kAttendance:
      return "attendance";
    case AssessmentKind::kQuiz:
      return "a quiz";
    case AssessmentKind::kExam:
      return "an exam";
    case AssessmentKind::kPractical:
      return "a practical test";
    case AssessmentKind::kProject:
      return "a project";
    case AssessmentKind::kPortfolio:
      return "a portfolio";
    case AssessmentKind::kPriorLearning:
      return "recognition of prior learning";
  }
  return "";
}

std::string PlainSupervision(Supervision value) {
  switch (value) {
    case Supervision::kUnsupervised:
      return "supervised or not, but its issuer says which";
    case Supervision::kUnsupervisedWithId:
      return "taken with the candidate's identity checked, or supervised";
    case Supervision::kSupervised:
      return "supervised";
    case Supervision::kSupervisedWithId:
      return "supervised, with the candidate's identity checked";
  }
  return "";
}

std::string PlainDuration(const CalendarDuration& duration) {
  std::vector<std::string> parts;
  if (duration.months > 0) {
    std::string months = CountOf(duration.months, "month");
    if (duration.months % kMonthsOfAYear == 0) {
      absl::StrAppend(&months, " (",
                      CountOf(duration.months / kMonthsOfAYear, "year"), ")");
    }
    parts.push_back(std::move(months));
  }
  if (duration.days > 0) parts.push_back(CountOf(duration.days, "day"));
  return JoinWords(parts, "and");
}

std::vector<std::string> PlainConditions(const PolicyWhere& where) {
  std::vector<std::string> sentences;
  if (!where.kind.empty()) {
    sentences.push_back(
        absl::StrCat("It is ", Joined(where.kind, PlainKind), "."));
  }
  if (!where.issuer_class.empty()) {
    sentences.push_back(
        absl::StrCat("Its issuer is ", PlainClasses(where.issuer_class), "."));
  }
  if (!where.issuer_basis.empty()) {
    sentences.push_back(absl::StrCat("We know its issuer from ",
                                     Joined(where.issuer_basis, PlainBasis),
                                     "."));
  }
  AddAssessment(where.assessment, &sentences);
  AddResult(where, &sentences);
  if (where.max_age) {
    sentences.push_back(absl::StrCat("It was awarded in the last ",
                                     PlainDuration(*where.max_age), "."));
  }
  if (where.min_remaining) {
    sentences.push_back(absl::StrCat("It stays valid for at least another ",
                                     PlainDuration(*where.min_remaining), "."));
  }
  if (where.min_evidence > 0) {
    sentences.push_back(absl::StrCat("It links to the work: at least ",
                                     CountOf(where.min_evidence, "link"), "."));
  }
  if (where.min_eqf) {
    sentences.push_back(
        absl::StrCat("Its level in the European Qualifications Framework is ",
                     *where.min_eqf, " or higher."));
  }
  return sentences;
}

std::string Wrap(absl::string_view first, absl::string_view text,
                 std::size_t columns) {
  const std::string indent(Columns(first), ' ');
  std::string wrapped;
  std::string line(first);
  bool empty = true;
  const auto end_line = [&] {
    absl::StrAppend(&wrapped, line, "\n");
    line = indent;
    empty = true;
  };
  const std::string clean = WithoutControls(text);
  for (absl::string_view word : absl::StrSplit(clean, ' ', absl::SkipEmpty())) {
    if (!empty && Columns(line) + 1 + Columns(word) > columns) end_line();
    while (Columns(line) + Columns(word) > columns) {
      const absl::string_view head = Head(word, columns - Columns(line));
      line.append(head.data(), head.size());
      word.remove_prefix(head.size());
      end_line();
    }
    absl::StrAppend(&line, empty ? "" : " ", word);
    empty = false;
  }
  return absl::StrCat(wrapped, line, "\n");
}

}  // namespace prescreen
