// SPDX-License-Identifier: Apache-2.0
// Reads the three catalogue languages and writes their canonical form.
#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/codec/jcs.h"
#include "base/codec/json.h"
#include "base/crypto/hash.h"
#include "base/limits.h"
#include "server/catalogue/catalogue.h"
#include "server/catalogue/parse_pinned_key.h"
#include "server/catalogue/yaml_reader.h"

namespace prescreen {
namespace {

using json::Value;

// 10,000 entries of up to 100 values.
constexpr std::size_t kMaxCatalogueNodes = 1000000;
constexpr int kMaxCatalogueDepth = 16;
constexpr std::size_t kMaxIdentifierBytes = 2048;
constexpr std::int64_t kMaxHours = 100000;
constexpr std::int64_t kMaxCreditsHundredths = 100000000;

Value TextList(const std::vector<std::string>& texts) {
  Value list = Value::Array();
  for (const std::string& text : texts) list.Append(Value::String(text));
  return list;
}

// Adds the list unless it is empty: an empty one means the same as none.
void SetList(absl::string_view name, const std::vector<std::string>& texts,
             Value* object) {
  if (!texts.empty()) object->Set(name, TextList(texts));
}

// Refuses what was seen before under the same name.
class Names {
 public:
  explicit Names(absl::string_view what) : what_(what) {}
  void Add(const YamlReader& place, const std::string& name) {
    if (!lines_.emplace(name, place.node().line).second) {
      place.Refuse(absl::StrCat(what_, " is used on line ", lines_[name]));
    }
  }
  bool Has(const std::string& name) const { return lines_.contains(name); }

 private:
  absl::string_view what_;
  absl::flat_hash_map<std::string, int> lines_;
};

// A mention of another entry, to be checked once all of them are known.
struct Mention {
  YamlReader place;
  std::string name;
};

void CheckMentions(const std::vector<Mention>& mentions, const Names& names,
                   absl::string_view what) {
  for (const Mention& mention : mentions) {
    if (!names.Has(mention.name)) {
      mention.place.Refuse(
          absl::StrCat("names ", what, " that this catalogue does not have"));
    }
  }
}

std::string ReadId(const YamlReader& entry, absl::string_view also,
                   Names* names) {
  const auto reader = entry.Require("id");
  if (!reader) return "";
  const auto id = reader->Id(also);
  if (!id) return "";
  names->Add(*reader, *id);
  return *id;
}

// Ids of the list `name`; absent, null and empty are the same.
std::vector<std::string> ReadIds(const YamlReader& entry,
                                 absl::string_view name, absl::string_view also,
                                 std::vector<Mention>* mentions = nullptr) {
  std::vector<std::string> ids;
  const auto list = entry.Find(name);
  if (!list || list->IsNull()) return ids;
  for (const YamlReader& item : list->OneOrMore(/*may_be_empty=*/true)) {
    const auto id = item.Id(also);
    if (!id) continue;
    if (mentions != nullptr) mentions->push_back({item, *id});
    ids.push_back(*id);
  }
  return ids;
}

// Identifiers and URLs: any text without white space.
std::optional<std::string> ReadIdentifier(const YamlReader& item) {
  auto text = item.Text(kMaxIdentifierBytes);
  if (!text) return std::nullopt;
  for (char c : *text) {
    if (absl::ascii_isspace(static_cast<unsigned char>(c))) {
      item.Refuse("must not hold white space");
      return std::nullopt;
    }
  }
  return text;
}

// `names`, if any, makes each of them unique after normalisation.
std::vector<std::string> ReadIdentifiers(const YamlReader& list, Names* names) {
  std::vector<std::string> identifiers;
  for (const YamlReader& item : list.OneOrMore(/*may_be_empty=*/true)) {
    const auto identifier = ReadIdentifier(item);
    if (!identifier) continue;
    if (names != nullptr) names->Add(item, NormaliseIdentifier(*identifier));
    identifiers.push_back(*identifier);
  }
  return identifiers;
}

std::string ReadTitle(const YamlReader& entry, absl::string_view name) {
  const auto reader = entry.Require(name);
  return reader ? reader->Text(kMaxTitleBytes).value_or("") : "";
}

// --- IssuerCatalogue -------------------------------------------------------

struct IssuerContext {
  Names ids{"this id"};
  Names identifiers{"this identifier"};
  PinnedKeyParser keys;
  std::vector<Mention> mentions;
};

void ReadIssuer(const YamlReader& reader, IssuerContext* context,
                Catalogue* catalogue, Value* list) {
  if (!reader.IsMap({"id", "identifiers", "name", "class", "basis", "keys",
                     "may_issue_for", "status_signers"})) {
    return;
  }
  IssuerEntry entry;
  Value canonical = Value::Object();
  entry.id = ReadId(reader, "", &context->ids);
  if (const auto identifiers = reader.Require("identifiers")) {
    entry.identifiers = ReadIdentifiers(*identifiers, &context->identifiers);
    if (entry.identifiers.empty()) identifiers->Refuse("must not be empty");
  }
  entry.name = ReadTitle(reader, "name");
  if (const auto word = reader.Require("class")) {
    entry.issuer_class =
        word->OneOf(IssuerClassWords()).value_or(entry.issuer_class);
  }
  if (const auto word = reader.Find("basis")) {
    entry.basis = word->OneOf(IssuerBasisWords()).value_or(entry.basis);
  }
  if (const auto keys = reader.Find("keys"); keys && !keys->IsNull()) {
    Value form;
    entry.keys = context->keys.Read(*keys, &form);
    if (!entry.keys.empty()) canonical.Set("keys", std::move(form));
  }
  entry.may_issue_for =
      ReadIds(reader, "may_issue_for", "", &context->mentions);
  if (const auto signers = reader.Find("status_signers");
      signers && !signers->IsNull()) {
    entry.status_signers = ReadIdentifiers(*signers, nullptr);
  }

  canonical.Set("id", Value::String(entry.id));
  canonical.Set("identifiers", TextList(entry.identifiers));
  canonical.Set("name", Value::String(entry.name));
  canonical.Set("class", Value::String(ToWord(entry.issuer_class)));
  canonical.Set("basis", Value::String(ToWord(entry.basis)));
  SetList("may_issue_for", entry.may_issue_for, &canonical);
  SetList("status_signers", entry.status_signers, &canonical);
  list->Append(std::move(canonical));
  catalogue->issuers.push_back(std::move(entry));
}

void ReadIssuers(const YamlReader& root, Catalogue* catalogue,
                 Value* canonical) {
  root.IsMap({"kind", "issuers"});
  IssuerContext context;
  Value list = Value::Array();
  if (const auto issuers = root.Require("issuers")) {
    for (const YamlReader& item : issuers->Items()) {
      ReadIssuer(item, &context, catalogue, &list);
    }
  }
  CheckMentions(context.mentions, context.ids, "an issuer");
  canonical->Set("issuers", std::move(list));
}

// --- AchievementCatalogue --------------------------------------------------

void ReadAssessment(const YamlReader& reader, AchievementEntry* entry,
                    Value* canonical) {
  if (!reader.IsMap({"kind", "supervision", "individual"})) return;
  Value assessment = Value::Object();
  if (const auto word = reader.Find("kind")) {
    entry->assessment = word->OneOf(AssessmentKindWords());
    assessment.Set("kind", Value::String(word->node().text));
  }
  if (const auto word = reader.Find("supervision")) {
    entry->supervision = word->OneOf(SupervisionWords());
    assessment.Set("supervision", Value::String(word->node().text));
  }
  if (const auto flag = reader.Find("individual")) {
    entry->individual = flag->Bool();
    assessment.Set("individual",
                   Value::Bool(entry->individual.value_or(false)));
  }
  canonical->Set("assessment", std::move(assessment));
}

void ReadEffort(const YamlReader& reader, AchievementEntry* entry,
                Value* canonical) {
  if (const auto hours = reader.Find("hours")) {
    entry->hours = hours->Integer(0, kMaxHours);
    canonical->Set("hours", Value::Int(entry->hours.value_or(0)));
  }
  if (const auto credits = reader.Find("credits");
      credits && credits->IsMap({"value", "unit"})) {
    Value credits_json = Value::Object();
    if (const auto value = credits->Require("value")) {
      entry->credits_hundredths = value->Hundredths(kMaxCreditsHundredths);
      credits_json.Set("value", Value::String(value->node().text));
    }
    if (const auto unit = credits->Require("unit")) {
      entry->credits_unit = unit->Text(kMaxIdBytes).value_or("");
      credits_json.Set("unit", Value::String(entry->credits_unit));
    }
    canonical->Set("credits", std::move(credits_json));
  }
  if (const auto level = reader.Find("level"); level && level->IsMap({"eqf"})) {
    Value level_json = Value::Object();
    if (const auto eqf = level->Require("eqf")) {
      entry->eqf = static_cast<int>(eqf->Integer(1, 8).value_or(1));
      level_json.Set("eqf", Value::Int(*entry->eqf));
    }
    canonical->Set("level", std::move(level_json));
  }
}

struct AchievementContext {
  Names ids{"this id"};
  Names uris{"this URI"};
  std::vector<Mention> mentions;
};

void ReadAchievement(const YamlReader& reader, AchievementContext* context,
                     Catalogue* catalogue, Value* list) {
  if (!reader.IsMap({"id", "uris", "owner", "kind", "assessment", "hours",
                     "credits", "level", "skills", "version",
                     "superseded_by"})) {
    return;
  }
  AchievementEntry entry;
  Value canonical = Value::Object();
  entry.id = ReadId(reader, "/", &context->ids);
  canonical.Set("id", Value::String(entry.id));
  if (const auto uris = reader.Require("uris")) {
    entry.uris = ReadIdentifiers(*uris, &context->uris);
    if (entry.uris.empty()) uris->Refuse("must not be empty");
    canonical.Set("uris", TextList(entry.uris));
  }
  if (const auto owner = reader.Find("owner"); owner && !owner->IsNull()) {
    entry.owner = owner->Id().value_or("");
    canonical.Set("owner", Value::String(entry.owner));
  }
  if (const auto kind = reader.Find("kind")) {
    entry.kind = kind->OneOf(AchievementKindWords());
    canonical.Set("kind", Value::String(kind->node().text));
  }
  if (const auto assessment = reader.Find("assessment")) {
    ReadAssessment(*assessment, &entry, &canonical);
  }
  ReadEffort(reader, &entry, &canonical);
  entry.skills = ReadIds(reader, "skills", "");
  SetList("skills", entry.skills, &canonical);
  if (const auto version = reader.Find("version")) {
    entry.version = version->Text(kMaxIdBytes).value_or("");
    canonical.Set("version", Value::String(entry.version));
  }
  if (const auto next = reader.Find("superseded_by"); next && !next->IsNull()) {
    entry.superseded_by = next->Id("/").value_or("");
    context->mentions.push_back({*next, entry.superseded_by});
    canonical.Set("superseded_by", Value::String(entry.superseded_by));
  }
  list->Append(std::move(canonical));
  catalogue->achievements.push_back(std::move(entry));
}

void ReadAchievements(const YamlReader& root, Catalogue* catalogue,
                      Value* canonical) {
  root.IsMap({"kind", "achievements"});
  AchievementContext context;
  Value list = Value::Array();
  if (const auto achievements = root.Require("achievements")) {
    for (const YamlReader& item : achievements->Items()) {
      ReadAchievement(item, &context, catalogue, &list);
    }
  }
  CheckMentions(context.mentions, context.ids, "an achievement");
  canonical->Set("achievements", std::move(list));
}

// --- SkillMap --------------------------------------------------------------

struct SkillContext {
  Names ids{"this id"};
  Names names{"this name of a skill"};
  Names domains{"this id"};
  std::vector<Mention> mentions;
};

void ReadSkill(const YamlReader& reader, SkillContext* context,
               Catalogue* catalogue, Value* list) {
  if (!reader.IsMap({"id", "title", "same_as", "broader"})) return;
  SkillEntry entry;
  Value canonical = Value::Object();
  entry.id = ReadId(reader, "", &context->ids);
  entry.title = ReadTitle(reader, "title");
  canonical.Set("id", Value::String(entry.id));
  canonical.Set("title", Value::String(entry.title));
  if (const auto names = reader.Find("same_as"); names && !names->IsNull()) {
    entry.same_as = ReadIdentifiers(*names, &context->names);
    SetList("same_as", entry.same_as, &canonical);
  }
  entry.broader = ReadIds(reader, "broader", "", &context->mentions);
  SetList("broader", entry.broader, &canonical);
  list->Append(std::move(canonical));
  catalogue->skills.push_back(std::move(entry));
}

void ReadDomain(const YamlReader& reader, SkillContext* context,
                Catalogue* catalogue, Value* list) {
  if (!reader.IsMap({"id", "skills"})) return;
  DomainEntry entry;
  Value canonical = Value::Object();
  entry.id = ReadId(reader, "", &context->domains);
  entry.skills = ReadIds(reader, "skills", "", &context->mentions);
  canonical.Set("id", Value::String(entry.id));
  canonical.Set("skills", TextList(entry.skills));
  list->Append(std::move(canonical));
  catalogue->domains.push_back(std::move(entry));
}

void ReadSkillMap(const YamlReader& root, Catalogue* catalogue,
                  Value* canonical) {
  root.IsMap({"kind", "skills", "domains"});
  SkillContext context;
  Value skills = Value::Array();
  if (const auto list = root.Require("skills")) {
    for (const YamlReader& item : list->Items()) {
      ReadSkill(item, &context, catalogue, &skills);
    }
  }
  canonical->Set("skills", std::move(skills));
  if (const auto list = root.Find("domains"); list && !list->IsNull()) {
    Value domains = Value::Array();
    for (const YamlReader& item : list->Items()) {
      ReadDomain(item, &context, catalogue, &domains);
    }
    if (!catalogue->domains.empty()) {
      canonical->Set("domains", std::move(domains));
    }
  }
  CheckMentions(context.mentions, context.ids, "a skill");
}

// ---------------------------------------------------------------------------

constexpr Word<CatalogueKind> kCatalogueKinds[] = {
    {"IssuerCatalogue", CatalogueKind::kIssuers},
    {"AchievementCatalogue", CatalogueKind::kAchievements},
    {"SkillMap", CatalogueKind::kSkills},
};

void ReadCatalogue(const YamlReader& root, Catalogue* catalogue,
                   Value* canonical) {
  if (!root.IsMap()) return;
  const auto word = root.Require("kind");
  if (!word) return;
  const auto kind =
      word->OneOf(absl::Span<const Word<CatalogueKind>>(kCatalogueKinds));
  if (!kind) return;
  catalogue->kind = *kind;
  canonical->Set("kind", Value::String(word->node().text));
  switch (*kind) {
    case CatalogueKind::kIssuers:
      return ReadIssuers(root, catalogue, canonical);
    case CatalogueKind::kAchievements:
      return ReadAchievements(root, catalogue, canonical);
    case CatalogueKind::kSkills:
      return ReadSkillMap(root, catalogue, canonical);
  }
}

}  // namespace

std::optional<Catalogue> ParseCatalogue(absl::string_view text,
                                        std::vector<yaml::Fault>* faults) {
  yaml::Options options;
  options.max_bytes = kMaxCatalogueBytes;
  options.max_depth = kMaxCatalogueDepth;
  options.max_nodes = kMaxCatalogueNodes;
  const yaml::ParseResult parsed = yaml::Parse(text, options);
  std::vector<yaml::Fault> found = parsed.faults;

  Catalogue catalogue;
  Value canonical = Value::Object();
  if (found.empty()) {
    ReadCatalogue(YamlReader(parsed.root, "", &found), &catalogue, &canonical);
  }
  if (!found.empty()) {
    std::stable_sort(found.begin(), found.end(),
                     [](const yaml::Fault& a, const yaml::Fault& b) {
                       return std::pair(a.line, a.column) <
                              std::pair(b.line, b.column);
                     });
    faults->insert(faults->end(), found.begin(), found.end());
    return std::nullopt;
  }
  auto canonical_text = json::Canonicalize(canonical);
  // Only numbers can fail, and these are small integers.
  PRESCREEN_CHECK(canonical_text.ok());
  catalogue.canonical_text = *std::move(canonical_text);
  catalogue.digest = std::string(AsBytes(Sha256(catalogue.canonical_text)));
  return catalogue;
}

}  // namespace prescreen
