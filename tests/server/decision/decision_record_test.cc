// SPDX-License-Identifier: Apache-2.0
// Frozen bytes: tests/testdata/golden/record holds what an independent program
// (make_record_golden.py) computed from the same values.
#include "server/decision/decision_record.h"

#include <fstream>
#include <sstream>

#include "anchor/leaf.h"
#include "anchor/log_identity.h"
#include "anchor/merkle.h"
#include "anchor/signed_note.h"
#include "base/codec/jcs.h"
#include "base/encoding.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/json_schema.h"

namespace prescreen {
namespace {

using json::Value;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr absl::string_view kOrigin = "prescreen.example/log1";

Value ReadJson(const std::string& path) {
  std::ifstream file(std::string(PRESCREEN_SOURCE_DIR) + "/" + path);
  std::stringstream text;
  text << file.rdbuf();
  absl::StatusOr<Value> value = json::Parse(text.str());
  EXPECT_TRUE(value.ok()) << path << ": " << value.status();
  return value.ok() ? *value : Value();
}

Value Golden(const std::string& name) {
  return ReadJson("tests/testdata/golden/record/" + name + ".json");
}

const Value& Schema() {
  static const Value& schema =
      *new Value(ReadJson("anchor/record.schema.json"));
  return schema;
}

// SHA-256 of a label: every "random" value and digest of the golden files.
std::string Pin(absl::string_view label) {
  return std::string(AsBytes(Sha256(label)));
}

// The commitment to `content` under the salt that the golden files use.
std::string Committed(absl::string_view name, absl::string_view item,
                      absl::string_view content) {
  const std::string salt = Pin(absl::StrCat(name, " ", item, " salt"));
  return std::string(AsBytes(anchor::Commit(salt, content)));
}

std::string Uuid4(absl::string_view label) {
  std::string uuid = Pin(label).substr(0, 16);
  uuid[6] = static_cast<char>((uuid[6] & 0x0f) | 0x40);
  uuid[8] = static_cast<char>((uuid[8] & 0x3f) | 0x80);
  return uuid;
}

absl::Time At(std::int64_t seconds) { return absl::FromUnixSeconds(seconds); }

void AddRequirement(v1::Decision& decision, const std::string& id,
                    v1::Ternary value, std::vector<v1::ReasonCode> reasons) {
  v1::RequirementResult* result = decision.add_requirements();
  result->set_id(id);
  result->set_value(value);
  for (const v1::ReasonCode reason : reasons) result->add_reasons(reason);
  // Nothing of these may reach the record.
  result->set_title("LEAK");
  result->set_sentence("LEAK");
  result->mutable_closest()->set_rendered("LEAK");
  result->add_satisfied_by()->set_rendered("LEAK");
  result->add_failing()->set_actual("LEAK");
}

std::string Identifiers() {
  v1::KnownIdentifier identifier;
  identifier.set_type("emailAddress");
  identifier.set_value("candidate@example.org");
  return InputsContent({identifier});
}

// What the three records share.
RecordDraft Draft(const std::string& name) {
  RecordDraft draft;
  draft.origin = std::string(kOrigin);
  draft.rid = Uuid4(name + " rid");
  draft.salt = Pin(name + " salt");
  draft.as_of = At(1790000000);
  draft.policy_name = "data-engineer";
  draft.policy_version = "7.1";
  draft.policy_digest = Pin("policy");
  draft.policy_leaf_index = 1;
  draft.decision.set_headline("LEAK");
  draft.subject = Committed(name, "subject",
                            SubjectContent("tenants/acme", "application-1",
                                           "candidate-1", "requisition-1"));
  draft.inputs = Committed(name, "inputs", Identifiers());
  draft.explanation = Committed(name, "explanation", name + " explained");
  draft.contexts_digest = Pin("contexts");
  draft.config_digest = Pin("config");
  draft.engine_version = "0.1.0";
  return draft;
}

void AddDocuments(const std::string& name, int count, RecordDraft& draft) {
  for (int i = 0; i < count; ++i) {
    const std::string item = absl::StrCat("document ", i);
    draft.documents.push_back(
        Committed(name, item, absl::StrCat(item, " of ", name)));
  }
}

RecordCredential& AddCredential(const std::string& name, RecordDraft& draft) {
  const std::string item =
      absl::StrCat("credential ", draft.credentials.size());
  RecordCredential& credential = draft.credentials.emplace_back();
  credential.commitment =
      Committed(name, item, absl::StrCat(item, " of ", name));
  return credential;
}

RecordSource Source(absl::string_view label, std::int64_t fetched_at = 0) {
  RecordSource source;
  source.digest = Pin(label);
  if (fetched_at != 0) source.fetched_at = At(fetched_at);
  return source;
}

std::string PassRecord() {
  RecordDraft draft = Draft("pass");
  draft.issuers_digest = Pin("issuers");
  draft.achievements_digest = Pin("achievements");
  draft.skills_digest = Pin("skills");
  draft.decision.set_outcome(v1::Decision::PASS);
  draft.decision.add_information(v1::DUPLICATE);
  AddRequirement(draft.decision, "cloud-certification", v1::MET, {});
  AddRequirement(draft.decision, "hands-on-work", v1::MET, {v1::DATE_FALLBACK});
  AddDocuments("pass", 3, draft);
  const char* const issuers[] = {"did:key:z6MkissuerOne",
                                 "did:web:issuer.example",
                                 "https://issuer.example/profile"};
  for (const char* issuer : issuers) {
    RecordCredential& credential = AddCredential("pass", draft);
    credential.issuer = issuer;
    credential.proof = credential.status = v1::VALID;
    credential.dates = credential.binding = v1::VALID;
  }
  draft.credentials[0].key_source = Source("key document 0");
  draft.credentials[1].key_source = Source("key document 1", 1790000001);
  draft.credentials[1].status_source = Source("status list 1", 1790000002);
  draft.credentials[2].key_source = Source("key document 2", 1789999000);
  return SealRecord(draft, RecordPlace{At(1790000010), 41, 1, {}});
}

std::string ReviewRecord() {
  RecordDraft draft = Draft("review");
  draft.issuers_digest = Pin("issuers");
  draft.decision.set_outcome(v1::Decision::REVIEW);
  draft.decision.add_flags(v1::TAMPERED);
  draft.decision.add_information(v1::AS_OF_CHOSEN);
  AddRequirement(draft.decision, "cloud-certification", v1::UNCLEAR,
                 {v1::BINDING_NOT_CHECKED, v1::ISSUER_NOT_REVIEWED});
  AddRequirement(draft.decision, "hands-on-work", v1::UNMET, {v1::TOO_OLD});
  AddDocuments("review", 2, draft);
  RecordCredential& genuine = AddCredential("review", draft);
  genuine.issuer = "did:key:z6MkissuerOne";
  genuine.proof = genuine.status = genuine.dates = v1::VALID;
  genuine.binding = v1::VERDICT_UNSPECIFIED;
  genuine.key_source = Source("key document 0");
  RecordCredential& forged = AddCredential("review", draft);
  forged.issuer = "mailto:candidate@example.org";
  forged.proof = v1::INVALID;
  return SealRecord(draft, RecordPlace{At(1790090000), 42, 2, 3});
}

std::string NotMetRecord() {
  RecordDraft draft = Draft("not_met");
  draft.as_of = At(0);
  draft.sandbox = true;
  draft.subject = Committed("not_met", "subject",
                            SubjectContent("tenants/demo", "a", "", ""));
  draft.inputs = Committed("not_met", "inputs", InputsContent({}));
  draft.decision.set_outcome(v1::Decision::NOT_MET);
  AddRequirement(draft.decision, "r", v1::UNMET, {v1::NO_RELEVANT_CREDENTIAL});
  return SealRecord(draft, RecordPlace{At(0), 1, 1, {}});
}

std::string Tenant(absl::string_view leaf) {
  return Committed(leaf, "tenant", SubjectContent("tenants/acme", "", "", ""));
}

PolicyLeaf SomePolicyLeaf() {
  PolicyLeaf leaf;
  leaf.origin = std::string(kOrigin);
  leaf.iat = At(1789990001);
  leaf.salt = Pin("policy salt");
  leaf.tenant_commitment = Tenant("policy");
  leaf.id = "data-engineer";
  leaf.version = "7.1";
  leaf.digest = Pin("policy");
  leaf.approvals = 2;
  leaf.effective_from = "2026-01-01";
  leaf.effective_until = "2027-12-31";
  return leaf;
}

std::string SomeCatalogueLeaf() {
  CatalogueLeaf leaf;
  leaf.origin = std::string(kOrigin);
  leaf.iat = At(1789990002);
  leaf.salt = Pin("catalogue salt");
  leaf.tenant_commitment = Tenant("catalogue");
  leaf.kind = "issuers";
  leaf.name = "issuers@3";
  leaf.version = "3";
  leaf.digest = Pin("issuers");
  return SealCatalogueLeaf(leaf);
}

absl::StatusOr<Ed25519PrivateKey> TestKey() {
  return Ed25519PrivateKey::FromSeed(Pin("test key"));
}

std::string Genesis() {
  anchor::AnchorIdentity chain;
  chain.caip2 = "eip155:31337";
  chain.contract = "0x" + std::string(40, '1');
  chain.publisher = "0x" + std::string(40, '2');
  chain.from = 1789990000;
  anchor::LogIdentity identity;
  identity.iat = 1789990000;
  identity.origin = std::string(kOrigin);
  identity.vkeys = {anchor::FormatVkey(kOrigin, TestKey()->public_key())};
  identity.anchors = {chain};
  identity.cadence_seconds = 3600;
  identity.formats = {"prescreen-record/1", "tlog-tiles"};
  return anchor::FormatLogIdentity(identity);
}

// Object bytes, SHA-256, entry, leaf hash: all as the golden file has them.
void ExpectGolden(const std::string& name, const std::string& object,
                  anchor::LeafType type) {
  const Value golden = Golden(name);
  EXPECT_EQ(object, golden.FindString("object"));
  EXPECT_EQ(HexEncode(AsBytes(Sha256(object))), golden.FindString("sha256"));
  const std::string entry = anchor::MakeEntry(type, object);
  EXPECT_EQ(HexEncode(entry), golden.FindString("entry"));
  EXPECT_EQ(HexEncode(AsBytes(anchor::LeafHash(entry))),
            golden.FindString("leaf_hash"));
}

TEST(DecisionRecord, PassIsAsFrozen) {
  ExpectGolden("pass", PassRecord(), anchor::LeafType::kDecisionRecord);
}

TEST(DecisionRecord, ReviewOfARevisionIsAsFrozen) {
  ExpectGolden("review", ReviewRecord(), anchor::LeafType::kDecisionRecord);
}

TEST(DecisionRecord, SmallestIsAsFrozen) {
  ExpectGolden("not_met", NotMetRecord(), anchor::LeafType::kDecisionRecord);
}

TEST(PolicyLeaf, IsAsFrozen) {
  ExpectGolden("policy_leaf", SealPolicyLeaf(SomePolicyLeaf()),
               anchor::LeafType::kPolicyVersion);
}

TEST(CatalogueLeaf, IsAsFrozen) {
  ExpectGolden("catalogue_leaf", SomeCatalogueLeaf(),
               anchor::LeafType::kCatalogueVersion);
}

TEST(LogIdentity, IsAsFrozen) {
  ExpectGolden("log_identity", Genesis(), anchor::LeafType::kLogIdentity);
}

TEST(Commitment, EachOneIsAsFrozen) {
  for (const char* name : {"pass", "review", "not_met", "policy_leaf"}) {
    const Value golden = Golden(name);
    ASSERT_NE(golden.Find("commitments"), nullptr);
    EXPECT_FALSE(golden.Find("commitments")->members().empty());
    for (const json::Member& item : golden.Find("commitments")->members()) {
      const absl::StatusOr<std::string> salt =
          HexDecode(item.value.FindString("salt"));
      ASSERT_TRUE(salt.ok());
      EXPECT_EQ(HexEncode(AsBytes(
                    anchor::Commit(*salt, item.value.FindString("content")))),
                item.value.FindString("commitment"))
          << name << " " << item.name;
    }
  }
}

TEST(DecisionRecord, HoldsNothingOfTheExplanation) {
  for (const std::string& record :
       {PassRecord(), ReviewRecord(), NotMetRecord()}) {
    EXPECT_THAT(record, Not(HasSubstr("LEAK")));
    EXPECT_THAT(record, Not(HasSubstr("candidate")));
    EXPECT_THAT(record, Not(HasSubstr("application-1")));
    EXPECT_THAT(record, Not(HasSubstr("acme")));
  }
}

TEST(DecisionRecord, IsCanonicalJson) {
  for (const std::string& record :
       {PassRecord(), ReviewRecord(), NotMetRecord()}) {
    const absl::StatusOr<Value> value = json::Parse(record);
    ASSERT_TRUE(value.ok());
    EXPECT_EQ(json::Canonicalize(*value).value_or(""), record);
  }
}

TEST(DecisionRecord, FollowsItsSchema) {
  for (const std::string& record :
       {PassRecord(), ReviewRecord(), NotMetRecord()}) {
    EXPECT_THAT(SchemaFaults(Schema(), "#", *json::Parse(record)), IsEmpty());
  }
}

TEST(PolicyLeaf, FollowsItsSchemaWithOpenDatesToo) {
  PolicyLeaf open = SomePolicyLeaf();
  open.effective_from = open.effective_until = "";
  for (const PolicyLeaf& leaf : {SomePolicyLeaf(), open}) {
    EXPECT_THAT(SchemaFaults(Schema(), "#/$defs/policy_version",
                             *json::Parse(SealPolicyLeaf(leaf))),
                IsEmpty());
  }
}

TEST(CatalogueLeaf, FollowsItsSchema) {
  EXPECT_THAT(SchemaFaults(Schema(), "#/$defs/catalogue_version",
                           *json::Parse(SomeCatalogueLeaf())),
              IsEmpty());
}

TEST(RecordSchema, ClosesAndDescribesEverything) {
  EXPECT_THAT(SchemaStyleFaults(Schema()), IsEmpty());
}

TEST(RecordSchema, RefusesWhatNoRecordHolds) {
  const Value good = *json::Parse(PassRecord());
  const auto faults = [](const Value& record) {
    return SchemaFaults(Schema(), "#", record).size();
  };
  EXPECT_EQ(faults(good), 0u);
  for (const json::Member& member : good.members()) {
    Value lacking = good;
    lacking.Erase(member.name);
    EXPECT_EQ(faults(lacking), 1u) << member.name;
    Value null = good;
    null.Set(member.name, Value());
    EXPECT_GE(faults(null), 1u) << member.name;
  }
  Value more = good;
  more.Set("name", Value::String("x"));
  EXPECT_EQ(faults(more), 1u);
  Value nested = good;
  Value engine = *good.Find("engine");
  engine.Set("host", Value::String("x"));
  nested.Set("engine", engine);
  EXPECT_EQ(faults(nested), 1u);
}

TEST(DecisionRecord, EveryReasonCodeHasTheFormThatTheSchemaAsksFor) {
  RecordDraft draft = Draft("pass");
  draft.decision.set_outcome(v1::Decision::INCOMPLETE);
  for (int code = 1; code <= v1::ReasonCode_MAX; ++code) {
    if (!v1::ReasonCode_IsValid(code)) continue;
    draft.decision.add_flags(static_cast<v1::ReasonCode>(code));
  }
  const std::string record = SealRecord(draft, RecordPlace{At(1), 1, 1, {}});
  EXPECT_THAT(SchemaFaults(Schema(), "#", *json::Parse(record)), IsEmpty());
}

TEST(RecordableIssuer, IsADidUrlOrUrn) {
  EXPECT_TRUE(IsRecordableIssuer("did:web:issuer.example%3A8443:a"));
  EXPECT_TRUE(IsRecordableIssuer("https://issuer.example/a?b=c#d"));
  EXPECT_TRUE(IsRecordableIssuer("urn:uuid:5dfb0e1a"));
  for (const char* other :
       {"", "did:", "Example University", "mailto:a@example.org",
        "https://a@example.org/", "did:web:a b", "did:web:\xc3\xa9",
        "javascript:x", "did:web:a\n"}) {
    EXPECT_FALSE(IsRecordableIssuer(other)) << other;
  }
}

TEST(RecordableIssuer, EndsAtItsLimit) {
  const std::string longest =
      "did:" + std::string(kMaxRecordIssuerBytes - 4, 'a');
  EXPECT_TRUE(IsRecordableIssuer(longest));
  EXPECT_FALSE(IsRecordableIssuer(longest + "a"));
}

TEST(SubjectContent, EscapesAndOrdersItsReferences) {
  EXPECT_EQ(SubjectContent("tenants/t", "a\"b", "", "r"),
            R"({"application_ref":"a\"b","requisition_ref":"r",)"
            R"("tenant":"tenants/t"})");
}

TEST(InputsContent, KeepsTheOrderGiven) {
  v1::KnownIdentifier one;
  one.set_type("z");
  one.set_value("1");
  v1::KnownIdentifier two;
  two.set_type("a");
  two.set_value("2");
  EXPECT_EQ(InputsContent({one, two}),
            R"({"known_identifiers":[{"type":"z","value":"1"},)"
            R"({"type":"a","value":"2"}]})");
}

}  // namespace
}  // namespace prescreen
