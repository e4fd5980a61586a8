// SPDX-License-Identifier: Apache-2.0
// A first-seen Open Badge in JWT form, from bytes to claim, beside the bare
// signature check in the same run.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/crypto/ed25519.h"
#include "base/encoding.h"
#include "server/claims/normalise.h"
#include "server/decode/decode.h"
#include "server/resolve/did_key.h"
#include "server/status/status.h"
#include "server/verify/verifier.h"
#include "tests/support/credential_builder.h"

namespace prescreen {
namespace {

constexpr int kRounds = 400;
constexpr int kRepeats = 20;  // of each within a round
constexpr std::size_t kCredentialBytes = 4500;
constexpr std::size_t kMessageBytes = 2048;

class NoAuthority final : public SignerAuthority {
 public:
  bool MaySignFor(absl::string_view, absl::string_view) const override {
    return false;
  }
};

// A badge as issuers send them: six alignments, long texts, 4.5 KB of JSON.
std::string BadgeToken(const TestIssuer& issuer) {
  TestToken token = OpenBadgeToken(issuer);
  json::Value alignments = json::Value::Array();
  for (int i = 0; i < 6; ++i) {
    json::Value alignment = ParseJsonForTest(R"({"type": ["Alignment"],
      "targetName": "Query optimisation", "targetFramework": "ESCO",
      "targetType": "ceasn:Competency"})");
    alignment.Set("targetUrl", json::Value::String(absl::StrCat(
                                   "http://data.europa.eu/esco/skill/", i)));
    alignments.Append(std::move(alignment));
  }
  token.Set("/credentialSubject/achievement/alignment", alignments);
  token.Set("/evidence", ParseJsonForTest(R"([{"type": ["Evidence"],
      "id": "https://work.example/repository", "name": "Warehouse",
      "genre": "project"}])"));
  const std::size_t size = json::Serialize(token.payload).size();
  std::string words;
  while (size + words.size() < kCredentialBytes) {
    words += "Designs schemas and explains plans. ";
  }
  token.Set("/credentialSubject/achievement/description",
            absl::string_view(words));
  return token.Sign(issuer);
}

// The whole way of one credential.
void Run(const RawDocument& raw, const CatalogueSet& catalogues) {
  const DidKeyResolver keys;
  const NoAuthority authority;
  const StatusChecker status(absl::FromUnixSeconds(1795435200),
                             absl::Seconds(60));
  const std::vector<v1::KnownIdentifier> known;
  ClaimNormaliser normaliser(catalogues, known, 12);
  const CheckedCredential checked =
      CredentialVerifier(keys, authority).Verify(Decode(raw, 0));
  const auto& good = std::get<VerifiedCredential>(checked);
  normaliser.Add(good, status.Check(good));
  PRESCREEN_CHECK(std::move(normaliser).Finish().claims.claims().size() == 1);
}

// This thread's processor time: other load does not count.
double NowMicroseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 +
         static_cast<double>(now.tv_nsec) / 1e3;
}

// Of one call.
template <typename F>
double Microseconds(F call) {
  const double start = NowMicroseconds();
  for (int i = 0; i < kRepeats; ++i) call();
  return (NowMicroseconds() - start) / kRepeats;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void Print(const char* name, double value, const char* unit) {
  std::printf("figure %s %.2f %s target - -\n", name, value, unit);
}

void Main() {
  const TestIssuer issuer('i');
  absl::StatusOr<Ed25519PrivateKey> key =
      Ed25519PrivateKey::FromSeed(std::string(32, 'i'));
  PRESCREEN_CHECK(key.ok());
  const RawDocument raw{"application/jwt", BadgeToken(issuer), ""};
  const absl::string_view token = raw.content;
  const std::string input(token.substr(0, token.rfind('.')));
  const std::string signature =
      *Base64UrlDecode(token.substr(token.rfind('.') + 1));
  const std::string message(kMessageBytes, 'm');
  const std::string message_signature = key->Sign(message);
  const CatalogueSet catalogues(nullptr, nullptr, nullptr);

  std::vector<double> bare, same, whole;
  for (int round = 0; round < kRounds; ++round) {
    bare.push_back(Microseconds([&] {
      PRESCREEN_CHECK(
          Ed25519Verify(key->public_key(), message, message_signature));
    }));
    same.push_back(Microseconds([&] {
      PRESCREEN_CHECK(Ed25519Verify(key->public_key(), input, signature));
    }));
    whole.push_back(Microseconds([&] { Run(raw, catalogues); }));
  }
  const double beyond = Median(whole) - Median(same);
  Print("ed25519_verify_us", Median(bare), "us");
  Print("ed25519_verify_same_message_us", Median(same), "us");
  Print("vcjwt_first_seen_us", Median(whole), "us");
  std::printf("figure vcjwt_beyond_signature_us %.2f us target 10 %s\n", beyond,
              beyond <= 10 ? "met" : "short");
  Print("vcjwt_ratio", Median(whole) / Median(same), "x");
}

}  // namespace
}  // namespace prescreen

int main() {
  prescreen::Main();
  return 0;
}
