// SPDX-License-Identifier: Apache-2.0
#include "tests/support/data_integrity_builder.h"

#include <string>
#include <utility>

#include "base/check.h"
#include "tests/support/credential_builder.h"

namespace prescreen {

sample::SampleKey TestKey(KeyType type, char name) {
  const std::string seed(32, name);
  absl::StatusOr<sample::SampleKey> key = sample::SampleKey::FromSeed(
      type, absl::string_view(seed.data(), seed.size()));
  PRESCREEN_CHECK(key.ok());
  return *std::move(key);
}

json::Value OpenBadgeCredential(const sample::SampleKey& key) {
  json::Value credential = OpenBadgeToken(TestIssuer('i')).payload;
  for (const char* claim : {"iss", "sub", "jti", "nbf", "exp"}) {
    credential.Erase(claim);
  }
  const std::string did = key.did();
  FindAt(&credential, "/issuer")
      ->Set("id",
            json::Value::String(absl::string_view(did.data(), did.size())));
  return credential;
}

json::Value Secured(const json::Value& document, const sample::SampleKey& key,
                    absl::string_view options) {
  json::Value members = ParseJsonForTest(R"({
    "created": "2026-03-02T08:00:00Z"})");
  const json::Value wanted = ParseJsonForTest(options);
  for (const json::Member& option : wanted.members()) {
    members.Set(option.name, option.value);
  }
  absl::StatusOr<json::Value> secured = sample::SignDataIntegrity(
      document, sample::JcsSuiteOf(key.public_key().type()), key, members);
  PRESCREEN_CHECK(secured.ok());
  return *std::move(secured);
}

}  // namespace prescreen
