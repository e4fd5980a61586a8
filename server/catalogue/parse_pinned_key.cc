// SPDX-License-Identifier: Apache-2.0
#include "server/catalogue/parse_pinned_key.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/crypto/jwk.h"
#include "base/crypto/multikey.h"

namespace prescreen {
namespace {

using json::Value;

// An RSA key of 4096 bits takes 720 characters.
constexpr std::size_t kMaxKeyTextBytes = 2048;

void ReadId(const YamlReader& entry, PinnedKey* key, Value* canonical) {
  const auto id = entry.Require("id");
  if (!id) return;
  key->id = id->Text(kMaxKeyTextBytes).value_or("");
  for (char c : key->id) {
    if (!absl::ascii_isspace(static_cast<unsigned char>(c))) continue;
    id->Refuse("must not hold white space");
    return;
  }
  canonical->Set("id", Value::String(key->id));
}

void ReadPeriod(const YamlReader& entry, PinnedKey* key, Value* canonical) {
  if (const auto from = entry.Find("from")) {
    key->from = from->Date();
    canonical->Set("from", Value::String(from->node().text));
  }
  if (const auto until = entry.Find("until")) {
    key->until = until->Date();
    canonical->Set("until", Value::String(until->node().text));
    if (key->from && key->until && *key->until < *key->from) {
      until->Refuse("lies before `from`");
    }
  }
}

void KeepKey(const YamlReader& place, absl::StatusOr<PublicKey> parsed,
             PinnedKey* key) {
  if (!parsed.ok()) {
    place.Refuse(absl::StrCat("is no key that can be used: ",
                              parsed.status().message()));
    return;
  }
  key->key = *std::move(parsed);
}

void ReadMultibase(const YamlReader& reader, PinnedKey* key, Value* canonical) {
  const auto text = reader.Text(kMaxKeyTextBytes);
  if (!text) return;
  KeepKey(reader, ParseMultikey(*text), key);
  canonical->Set("public_key_multibase", Value::String(*text));
}

// A member of a JWK: a text or a list of texts.
std::optional<Value> ReadJwkMember(const YamlReader& member) {
  if (member.node().kind != yaml::Node::Kind::kSequence) {
    const auto text = member.Text(kMaxKeyTextBytes);
    return text ? std::optional<Value>(Value::String(*text)) : std::nullopt;
  }
  Value list = Value::Array();
  for (const YamlReader& item : member.Items()) {
    const auto text = item.Text(kMaxKeyTextBytes);
    if (!text) return std::nullopt;
    list.Append(Value::String(*text));
  }
  return list;
}

void ReadJwk(const YamlReader& reader, PinnedKey* key, Value* canonical) {
  if (!reader.IsMap()) return;
  Value jwk = Value::Object();
  for (std::size_t i = 0; i < reader.node().members.size(); ++i) {
    const absl::string_view name = reader.NameOf(i);
    std::optional<Value> member = ReadJwkMember(*reader.Find(name));
    if (!member) return;
    jwk.Set(name, *std::move(member));
  }
  KeepKey(reader, ParseJwk(jwk), key);
  key->alg = std::string(jwk.FindString("alg"));
  canonical->Set("public_key_jwk", std::move(jwk));
}

void ReadMaterial(const YamlReader& entry, PinnedKey* key, Value* canonical) {
  const auto multibase = entry.Find("public_key_multibase");
  const auto jwk = entry.Find("public_key_jwk");
  if (multibase && jwk) {
    jwk->Refuse("stands beside `public_key_multibase`; keep one of the two");
    return;
  }
  for (const absl::string_view method : {"did:key:", "did:jwk:"}) {
    if ((multibase || jwk) && absl::StartsWith(key->id, method)) {
      (multibase ? multibase : jwk)
          ->Refuse("is not needed: the identifier is the key");
      return;
    }
  }
  if (multibase) ReadMultibase(*multibase, key, canonical);
  if (jwk) ReadJwk(*jwk, key, canonical);
}

}  // namespace

std::vector<PinnedKey> PinnedKeyParser::Read(const YamlReader& keys,
                                             Value* canonical) {
  std::vector<PinnedKey> read;
  *canonical = Value::Array();
  for (const YamlReader& entry : keys.Items()) {
    if (!entry.IsMap({"id", "from", "until", "public_key_multibase",
                      "public_key_jwk"})) {
      continue;
    }
    PinnedKey key;
    Value form = Value::Object();
    ReadId(entry, &key, &form);
    ReadPeriod(entry, &key, &form);
    ReadMaterial(entry, &key, &form);
    if (key.key.has_value()) CheckSameMaterial(entry, key);
    read.push_back(std::move(key));
    canonical->Append(std::move(form));
  }
  return read;
}

void PinnedKeyParser::CheckSameMaterial(const YamlReader& entry,
                                        const PinnedKey& key) {
  const auto [stated, first] = material_by_id_.try_emplace(
      key.id, Stated{entry.node().line,
                     absl::StrCat(FormatMultikey(*key.key), " ", key.alg)});
  if (first || stated->second.material ==
                   absl::StrCat(FormatMultikey(*key.key), " ", key.alg)) {
    return;
  }
  entry.Refuse(absl::StrCat("has another key than the same id on line ",
                            stated->second.line));
}

}  // namespace prescreen
