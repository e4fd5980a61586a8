// SPDX-License-Identifier: Apache-2.0
#include "server/policy/render.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/policy/plain_words.h"

namespace prescreen {
namespace {

constexpr absl::string_view kIndent = "   ";

std::string TitleOf(const Requirement& requirement) {
  return requirement.title.empty() ? requirement.id : requirement.title;
}

std::string FlagWords(v1::ReasonCode flag) {
  switch (flag) {
    case v1::TAMPERED:
      return "does not match its signature";
    case v1::UNKNOWN_KEY:
      return "is signed with a key that its issuer is not known to use";
    case v1::ALG_NOT_ALLOWED:
      return "is signed with an algorithm that is not accepted";
    case v1::NONCE_MISMATCH:
      return "does not answer our request";
    case v1::ISSUER_NOT_AUTHORISED:
      return "comes from an issuer that may not award the achievement";
    case v1::SIGNER_NOT_ISSUER:
      return "is signed by someone other than its issuer";
    case v1::SCHEMA_INVALID:
      return "lacks parts that a credential must have";
    default:
      return v1::ReasonCode_Name(flag);
  }
}

absl::string_view DistinctWords(DistinctBy distinct_by) {
  switch (distinct_by) {
    case DistinctBy::kIssuerAndAchievement:
      return "that differ in issuer or achievement";
    case DistinctBy::kAchievement:
      return "for different achievements";
    case DistinctBy::kIssuer:
      return "from different issuers";
    case DistinctBy::kCredential:
      return "that are not copies of each other";
  }
  return "";
}

// `in sql or data-modelling, or in the field computing`.
std::string AboutWords(const Requirement& leaf) {
  std::vector<std::string> parts;
  if (!leaf.about_skills.empty()) {
    parts.push_back(absl::StrCat("in ", JoinWords(leaf.about_skills, "or")));
  }
  if (!leaf.about_domains.empty()) {
    parts.push_back(absl::StrCat("in the field",
                                 leaf.about_domains.size() == 1 ? " " : "s ",
                                 JoinWords(leaf.about_domains, "or")));
  }
  if (!leaf.about_achievements.empty()) {
    parts.push_back(absl::StrCat("for the achievement ",
                                 JoinWords(leaf.about_achievements, "or")));
  }
  return JoinWords(parts, "or");
}

class Renderer {
 public:
  explicit Renderer(const RolePolicy& policy) : policy_(policy) {}

  std::string Run() && {
    Head();
    Summary();
    Tier(v1::CRITICAL);
    Tier(v1::GROWTH);
    Tier(v1::FUTURE);
    Floor();
    Outcome();
    return std::move(text_);
  }

 private:
  bool IsPlan() const {
    return policy_.metadata.purpose == Purpose::kDevelopment;
  }

  void Line(absl::string_view first, absl::string_view text) {
    text_.append(Wrap(first, text, kPlainTextColumns));
  }
  void Item(absl::string_view text) { Line("- ", text); }
  void Gap() { text_.append("\n"); }

  std::vector<const Requirement*> OfTier(v1::Tier tier) const {
    std::vector<const Requirement*> requirements;
    for (const Requirement& requirement : policy_.requirements) {
      if (requirement.tier == tier) requirements.push_back(&requirement);
    }
    return requirements;
  }
  int CountTier(v1::Tier tier) const {
    return static_cast<int>(OfTier(tier).size());
  }

  void Head() {
    const PolicyMetadata& metadata = policy_.metadata;
    Line("", metadata.title);
    std::string about = absl::StrCat("Policy ", metadata.id);
    if (!metadata.owner.empty()) {
      absl::StrAppend(&about, ", owned by ", metadata.owner);
    }
    absl::StrAppend(&about, ". In effect ");
    if (metadata.effective_from) {
      absl::StrAppend(&about, "from ",
                      absl::FormatCivilTime(*metadata.effective_from), " ");
    }
    absl::StrAppend(&about, "until ",
                    absl::FormatCivilTime(metadata.effective_until), ", for ",
                    PurposeWords(), ".");
    if (!metadata.jurisdictions.empty()) {
      absl::StrAppend(&about, " Jurisdictions, for information: ",
                      JoinWords(metadata.jurisdictions, "and"), ".");
    }
    Line("", about);
    Gap();
  }

  absl::string_view PurposeWords() const {
    switch (policy_.metadata.purpose) {
      case Purpose::kHiring:
        return "hiring";
      case Purpose::kInternal:
        return "internal moves";
      case Purpose::kDevelopment:
        return "development plans";
    }
    return "";
  }

  std::string TitlesOf(v1::Tier tier, absl::string_view conjunction) const {
    std::vector<std::string> titles;
    for (const Requirement* requirement : OfTier(tier)) {
      titles.push_back(absl::StrCat("\"", TitleOf(*requirement), "\""));
    }
    return JoinWords(titles, conjunction);
  }

  // `To pass, a candidate must show all of … and at least N of …`.
  void Summary() {
    const int needed = policy_.decision.growth_at_least;
    std::vector<std::string> parts;
    if (CountTier(v1::CRITICAL) > 0) {
      parts.push_back(absl::StrCat(CountTier(v1::CRITICAL) > 1 ? "all of " : "",
                                   TitlesOf(v1::CRITICAL, "and")));
    }
    if (needed > 0) {
      parts.push_back(absl::StrCat(
          "at least ", needed, " of ",
          CountTier(v1::GROWTH) > 0 ? TitlesOf(v1::GROWTH, "and")
                                    : "the growth requirements, of which there "
                                      "are none"));
    }
    const absl::string_view start =
        IsPlan() ? "Nobody passes or fails: the answer is a plan of what is "
                   "still open. It counts as complete with "
                 : "To pass, a candidate must show ";
    Line("", absl::StrCat(start,
                          parts.empty() ? std::string("nothing in particular")
                                        : JoinWords(parts, "and"),
                          "."));
  }

  std::string TierHeading(v1::Tier tier) const {
    const int count = CountTier(tier);
    switch (tier) {
      case v1::CRITICAL:
        return count == 1 ? "CRITICAL: this is needed"
                          : absl::StrCat("CRITICAL: all of these ", count,
                                         " are needed");
      case v1::GROWTH: {
        const int needed = policy_.decision.growth_at_least;
        return needed == 0
                   ? std::string("GROWTH: welcome; none is needed for a pass")
                   : absl::StrCat("GROWTH: at least ", needed, " of these ",
                                  count, needed == 1 ? " is" : " are",
                                  " needed");
      }
      default:
        return "FUTURE: nice to have; no effect on the outcome";
    }
  }

  void Tier(v1::Tier tier) {
    const std::vector<const Requirement*> requirements = OfTier(tier);
    if (requirements.empty()) return;
    Gap();
    Line("", TierHeading(tier));
    for (const Requirement* requirement : requirements) {
      Gap();
      Line(absl::StrCat(++number_, ". "), TitleOf(*requirement));
      Body(*requirement, std::string(kIndent));
    }
  }

  void Body(const Requirement& requirement, const std::string& indent) {
    if (!requirement.why.empty()) {
      Line(indent, absl::StrCat("Why: ", requirement.why));
    }
    if (!requirement.candidate_text.empty()) {
      Line(indent,
           absl::StrCat("Candidates read: ", requirement.candidate_text));
    }
    if (requirement.any_of.empty()) {
      Leaf(requirement, indent);
    } else {
      Routes(requirement, indent);
    }
    switch (requirement.when_unknown) {
      case WhenUnknown::kReview:
        break;
      case WhenUnknown::kUnmet:
        Line(indent, "What a credential does not say counts against it here.");
        break;
      case WhenUnknown::kMet:
        Line(indent,
             "What a credential does not say counts in its favour "
             "here.");
        break;
    }
  }

  void Routes(const Requirement& requirement, const std::string& indent) {
    Line(indent, "Needed: any one of these routes.");
    char letter = 'a';
    for (const Requirement& route : requirement.any_of) {
      // After the 26th the letters would run out: the id tells them apart.
      Line(
          absl::StrCat(indent, std::string(1, letter), ") "),
          route.title.empty() ? absl::StrCat("Route ", route.id) : route.title);
      if (letter < 'z') ++letter;
      Body(route, absl::StrCat(indent, kIndent));
    }
  }

  void Leaf(const Requirement& leaf, const std::string& indent) {
    const int count = leaf.need_at_least;
    std::string needed = absl::StrCat("Needed: at least ",
                                      count == 1 ? std::string("one credential")
                                                 : CountOf(count, "credential"),
                                      " ", AboutWords(leaf));
    if (count > 1) {
      absl::StrAppend(&needed, ", ", DistinctWords(leaf.distinct_by));
    }
    const std::vector<std::string> conditions = PlainConditions(leaf.where);
    absl::StrAppend(&needed, conditions.empty() ? "."
                             : count == 1 ? ", of which all of this holds:"
                                          : ", of each of which all of this "
                                            "holds:");
    Line(indent, needed);
    for (const std::string& condition : conditions) {
      Line(absl::StrCat(indent, "- "), condition);
    }
  }

  void Floor() {
    const PolicyAccept& accept = policy_.accept;
    Gap();
    Line("",
         "FLOOR: what every credential must clear before it counts for "
         "anything");
    Gap();
    ProofAndBinding(accept);
    Item(accept.any_status
             ? "It counts even if its issuer has revoked or suspended it."
             : "Its issuer has neither revoked nor suspended it. Where that "
               "cannot be found out, a person decides.");
    Item(accept.allow_expired
             ? "It may have expired, but it is not dated in the future."
             : "It is within its dates on the day of the decision.");
    Item(accept.completed
             ? "It does not itself say that the achievement is unfinished."
             : "It may say that the achievement is unfinished.");
    if (accept.authorised_issuer) {
      Item("Its issuer may award this achievement.");
    } else {
      Item("Whether its issuer may award this achievement is not asked.");
    }
    if (!accept.not_issuer_class.empty()) {
      Item(absl::StrCat("Its issuer is not ",
                        PlainClasses(accept.not_issuer_class), "."));
    }
    Item(accept.review_unrecognised_issuer
             ? "An issuer that we do not recognise, or that nobody has looked "
               "at, goes to a person."
             : "An issuer that we looked at and do not recognise is not "
               "accepted; one that nobody has looked at goes to a person.");
    Item(accept.exclude_unchecked
             ? "A credential in a form that we cannot check is not accepted; "
               "one whose key cannot be fetched goes to a person."
             : "A credential that we cannot check never counts by itself: it "
               "goes to a person.");
    Item(absl::StrCat("Of the skills that it names, the first ",
                      accept.max_alignments, " count."));
  }

  void ProofAndBinding(const PolicyAccept& accept) {
    switch (accept.proof) {
      case PolicyAccept::Proof::kCryptographic:
        Item("It carries a digital signature.");
        break;
      case PolicyAccept::Proof::kHosted:
        Item("It carries a digital signature, or its issuer hosts it.");
        break;
      case PolicyAccept::Proof::kAny:
        Item("Any kind of proof is accepted.");
        break;
    }
    switch (accept.binding) {
      case PolicyAccept::Binding::kHolderProof:
        Item("The candidate proves to hold the key that it is made out to.");
        break;
      case PolicyAccept::Binding::kIdentifierMatch:
        Item(
            "It is made out to the candidate, by key or by an identifier such "
            "as an e-mail address. Where there is nothing to compare with, a "
            "person decides.");
        break;
      case PolicyAccept::Binding::kAny:
        Item("Whom it is made out to is not asked.");
        break;
    }
  }

  void Outcome() {
    Gap();
    Line("", "OUTCOME");
    Gap();
    if (IsPlan()) {
      Item(
          "GAP_PLAN: what is met, and what is still open of the critical, "
          "growth and future requirements.");
      return;
    }
    Item(absl::StrCat("PASS: everything needed is met. ",
                      policy_.decision.pass_automatic
                          ? "It takes effect by itself."
                          : "A person confirms it."));
    Review();
    const int near = policy_.decision.critical_unmet_at_most;
    Item(absl::StrCat(
        "NOT_MET: ",
        near == 0
            ? std::string("a critical requirement is")
            : absl::StrCat("more than ", CountOf(near, "critical requirement"),
                           near == 1 ? " is" : " are"),
        " not met. A person always makes the final decision."));
    Item("INCOMPLETE: nothing was presented that could be read.");
  }

  void Review() {
    std::vector<std::string> cases;
    const int near = policy_.decision.critical_unmet_at_most;
    if (near > 0) {
      cases.push_back(
          absl::StrCat("up to ", CountOf(near, "critical requirement"),
                       near == 1 ? " is" : " are", " not met (a near miss)"));
    }
    cases.emplace_back(
        "something that is needed is unclear, because a credential does not "
        "say it or could not be checked");
    if (policy_.decision.growth_at_least > 0) {
      cases.emplace_back("too few growth requirements are met");
    }
    std::vector<std::string> flags;
    for (v1::ReasonCode flag : policy_.decision.flags_to_review) {
      flags.push_back(FlagWords(flag));
    }
    if (!flags.empty()) {
      cases.push_back(absl::StrCat("a document that concerns a requirement ",
                                   JoinWords(flags, "or")));
    }
    Item("REVIEW, by a person, unless NOT_MET, where one of these holds:");
    for (const std::string& one : cases) {
      Line("  - ", absl::StrCat(one, "."));
    }
  }

  const RolePolicy& policy_;
  std::string text_;
  int number_ = 0;
};

}  // namespace

std::string RenderPolicy(const RolePolicy& policy) {
  return Renderer(policy).Run();
}

}  // namespace prescreen
