// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/crypto/hash.h"
#include "base/limits.h"
#include "server/catalogue/yaml_reader.h"
#include "server/policy/canonical_policy.h"
#include "server/policy/lint.h"
#include "server/policy/parse_requirement.h"
#include "server/policy/parse_where.h"
#include "server/policy/policy_words.h"
#include "server/policy/role_policy.h"

namespace prescreen {
namespace {

constexpr std::int64_t kMaxAlignments = 1000;
constexpr std::int64_t kMaxSnapshot = 1000000000;
constexpr std::size_t kMaxCodeBytes = 64;

// Set by the server from the caller's identity, never by a text.
constexpr absl::string_view kServerFields[] = {
    "state",  "version", "approvers",   "approvals",
    "author", "digest",  "create_time", "revision"};

// CheckFields, but server fields have a sentence of their own.
void CheckFieldsOf(const YamlReader& map,
                   absl::Span<const absl::string_view> known) {
  const std::vector<YamlReader> members = map.Members();
  std::vector<absl::string_view> allowed(known.begin(), known.end());
  for (std::size_t i = 0; i < members.size(); ++i) {
    const absl::string_view name = map.NameOf(i);
    if (std::find(std::begin(kServerFields), std::end(kServerFields), name) ==
        std::end(kServerFields)) {
      continue;
    }
    members[i].Refuse(
        "is set by the server from the caller's identity and cannot be part "
        "of the text");
    allowed.push_back(name);
  }
  CheckFields(map, allowed);
}

// The word's value, or `fallback` where the field is absent or refused.
template <typename T, std::size_t N>
T ReadWord(const YamlReader& map, absl::string_view name,
           const Word<T> (&words)[N], T fallback) {
  const auto member = map.Find(name);
  return member ? member->OneOf(AsSpan(words)).value_or(fallback) : fallback;
}

bool ReadBool(const YamlReader& map, absl::string_view name, bool fallback) {
  const auto member = map.Find(name);
  return member ? member->Bool().value_or(fallback) : fallback;
}

int ReadInteger(const YamlReader& map, absl::string_view name, std::int64_t min,
                std::int64_t max, int fallback) {
  const auto member = map.Find(name);
  if (!member) return fallback;
  return static_cast<int>(member->Integer(min, max).value_or(fallback));
}

// Absent unless it is there and a map.
std::optional<YamlReader> FindMap(const YamlReader& map,
                                  absl::string_view name) {
  auto member = map.Find(name);
  if (member && !member->IsMap()) return std::nullopt;
  return member;
}

void ReadEffective(const YamlReader& reader, PolicyMetadata* metadata) {
  if (!reader.IsMap()) return;
  CheckFields(reader, {"from", "until"});
  if (const auto from = reader.Find("from")) {
    metadata->effective_from = from->Date();
  }
  const auto until = reader.Require("until");
  if (!until) return;
  const auto day = until->Date();
  if (!day) return;
  metadata->effective_until = *day;
  if (metadata->effective_from && *day < *metadata->effective_from) {
    until->Refuse("lies before `from`");
  }
}

void ReadMetadata(const YamlReader& reader, PolicyMetadata* metadata) {
  if (!reader.IsMap()) return;
  CheckFieldsOf(reader, {"id", "title", "owner", "effective", "purpose",
                         "jurisdictions", "occupation"});
  if (const auto id = reader.Require("id")) {
    metadata->id = id->Id().value_or("");
  }
  if (const auto title = reader.Require("title")) {
    metadata->title = title->Text(kMaxTitleBytes).value_or("");
  }
  if (const auto owner = reader.Find("owner")) {
    metadata->owner = owner->Text(kMaxTitleBytes).value_or("");
  }
  if (const auto effective = reader.Require("effective")) {
    ReadEffective(*effective, metadata);
  }
  metadata->purpose =
      ReadWord(reader, "purpose", kPurposeWords, metadata->purpose);
  if (const auto list = reader.Find("jurisdictions")) {
    for (const YamlReader& item : list->OneOrMore()) {
      metadata->jurisdictions.push_back(item.Text(kMaxCodeBytes).value_or(""));
    }
  }
  if (const auto occupation = FindMap(reader, "occupation")) {
    CheckFields(*occupation, {"onet_soc", "isco08"});
    if (const auto code = occupation->Find("onet_soc")) {
      metadata->onet_soc = code->Text(kMaxCodeBytes).value_or("");
    }
    if (const auto code = occupation->Find("isco08")) {
      metadata->isco08 = code->Text(kMaxCodeBytes).value_or("");
    }
  }
}

// `issuers@3` under the name `issuers`.
std::optional<int> ReadSnapshot(const YamlReader& uses, CatalogueKind kind) {
  const auto member = uses.Find(ToWord(kind));
  if (!member) return std::nullopt;
  const auto text = member->Text(kMaxCodeBytes);
  if (!text) return std::nullopt;
  absl::string_view number = *text;
  int value = 0;
  if (absl::ConsumePrefix(&number, absl::StrCat(ToWord(kind), "@")) &&
      !number.empty() && number[0] >= '1' && number[0] <= '9' &&
      number.find_first_not_of("0123456789") == number.npos &&
      absl::SimpleAtoi(number, &value) && value <= kMaxSnapshot) {
    return value;
  }
  member->Refuse(
      absl::StrCat("must be a snapshot such as ", ToWord(kind), "@1"));
  return std::nullopt;
}

void ReadUses(const YamlReader& reader, PolicyUses* uses) {
  CheckFields(reader, {"issuers", "achievements", "skills"});
  uses->issuers = ReadSnapshot(reader, CatalogueKind::kIssuers);
  uses->achievements = ReadSnapshot(reader, CatalogueKind::kAchievements);
  uses->skills = ReadSnapshot(reader, CatalogueKind::kSkills);
}

void ReadAccept(const YamlReader& reader, PolicyAccept* accept) {
  CheckFields(reader, {"proof", "binding", "status", "expired", "completed",
                       "authorised_issuer", "not_issuer_class",
                       "unrecognised_issuer", "unchecked", "max_alignments"});
  accept->proof = ReadWord(reader, "proof", kProofWords, accept->proof);
  accept->binding = ReadWord(reader, "binding", kBindingWords, accept->binding);
  accept->any_status =
      ReadWord(reader, "status", kAnyStatusWords, accept->any_status);
  accept->allow_expired =
      ReadWord(reader, "expired", kAllowExpiredWords, accept->allow_expired);
  accept->completed = ReadBool(reader, "completed", accept->completed);
  accept->authorised_issuer =
      ReadBool(reader, "authorised_issuer", accept->authorised_issuer);
  if (const auto list = reader.Find("not_issuer_class")) {
    accept->not_issuer_class =
        list->SomeOf(IssuerClassWords(), /*may_be_empty=*/true);
  }
  accept->review_unrecognised_issuer =
      ReadWord(reader, "unrecognised_issuer", kReviewUnrecognisedWords,
               accept->review_unrecognised_issuer);
  accept->exclude_unchecked = ReadWord(
      reader, "unchecked", kExcludeUncheckedWords, accept->exclude_unchecked);
  accept->max_alignments = ReadInteger(reader, "max_alignments", 1,
                                       kMaxAlignments, accept->max_alignments);
}

void ReadDecision(const YamlReader& reader, PolicyDecision* decision) {
  constexpr auto kMaxCount = static_cast<std::int64_t>(kMaxPolicyRequirements);
  CheckFields(reader, {"pass", "near_miss", "flags_to_review", "automation"});
  if (const auto pass = FindMap(reader, "pass")) {
    CheckFields(*pass, {"critical", "growth_at_least"});
    ReadFixed(pass->Find("critical"), "all");
    decision->growth_at_least =
        ReadInteger(*pass, "growth_at_least", 0, kMaxCount, 0);
  }
  if (const auto near_miss = FindMap(reader, "near_miss")) {
    CheckFields(*near_miss, {"critical_unmet_at_most"});
    decision->critical_unmet_at_most =
        ReadInteger(*near_miss, "critical_unmet_at_most", 0, kMaxCount, 0);
  }
  if (const auto flags = reader.Find("flags_to_review")) {
    decision->flags_to_review =
        flags->SomeOf(AsSpan(kFlagWords), /*may_be_empty=*/true);
  }
  if (const auto automation = FindMap(reader, "automation")) {
    CheckFields(*automation, {"pass", "not_met"});
    decision->pass_automatic = ReadWord(
        *automation, "pass", kPassAutomaticWords, decision->pass_automatic);
    // An adverse outcome always waits for a person.
    ReadFixed(automation->Find("not_met"), "human");
  }
}

void ReadRequirements(const YamlReader& reader, RolePolicy* policy) {
  const std::vector<YamlReader> items = reader.Items();
  if (reader.node().kind == yaml::Node::Kind::kSequence && items.empty()) {
    reader.Refuse("must hold at least one requirement");
  }
  if (CountRequirements(reader.node()) > kMaxPolicyRequirements) {
    reader.Refuse(absl::StrCat("holds more than ", kMaxPolicyRequirements,
                               " requirements"));
    return;
  }
  RequirementIds ids;
  for (const YamlReader& item : items) {
    policy->requirements.push_back(ReadRequirement(item, &ids));
  }
}

void ReadPolicy(const YamlReader& root, RolePolicy* policy) {
  if (!root.IsMap()) return;
  CheckFieldsOf(root, {"apiVersion", "kind", "metadata", "uses", "accept",
                       "requirements", "decision"});
  ReadFixed(root.Require("apiVersion"), kPolicyApiVersion);
  ReadFixed(root.Require("kind"), kPolicyKind);
  if (const auto metadata = root.Require("metadata")) {
    ReadMetadata(*metadata, &policy->metadata);
  }
  if (const auto uses = FindMap(root, "uses")) ReadUses(*uses, &policy->uses);
  if (const auto accept = FindMap(root, "accept")) {
    ReadAccept(*accept, &policy->accept);
  }
  if (const auto requirements = root.Require("requirements")) {
    ReadRequirements(*requirements, policy);
  }
  if (const auto decision = FindMap(root, "decision")) {
    ReadDecision(*decision, &policy->decision);
  }
}

}  // namespace

ParsedPolicy ParseRolePolicy(absl::string_view text) {
  yaml::Options options;
  options.max_bytes = kMaxPolicyBytes;
  const yaml::ParseResult parsed = yaml::Parse(text, options);
  ParsedPolicy result;
  result.faults = parsed.faults;

  RolePolicy policy;
  if (result.faults.empty()) {
    ReadPolicy(YamlReader(parsed.root, "", &result.faults), &policy);
  }
  if (!result.faults.empty()) {
    std::stable_sort(result.faults.begin(), result.faults.end(),
                     [](const yaml::Fault& a, const yaml::Fault& b) {
                       return std::pair(a.line, a.column) <
                              std::pair(b.line, b.column);
                     });
    return result;
  }
  result.warnings = Lint(policy);
  policy.canonical_text = CanonicalPolicy(policy);
  policy.digest = std::string(AsBytes(Sha256(policy.canonical_text)));
  result.policy = std::move(policy);
  return result;
}

}  // namespace prescreen
