// SPDX-License-Identifier: Apache-2.0
// A stranger's document on its way to a claim. The first byte says what the
// rest is: `p` a payload to sign as Open Badge, `v` one to sign as vc+jwt, `h`
// a header to sign with a good payload, `0` to `7` a payload to sign with
// another algorithm, anything else a document as it came.
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/check.h"
#include "base/encoding.h"
#include "server/claims/normalise.h"
#include "server/decode/decode.h"
#include "server/resolve/issuer_keys.h"
#include "server/status/status.h"
#include "server/verify/verifier.h"
#include "tests/support/credential_builder.h"
#include "tests/support/jose_signer.h"

namespace prescreen {
namespace {

class NoAuthority final : public SignerAuthority {
 public:
  bool MaySignFor(absl::string_view, absl::string_view) const override {
    return false;
  }
};

class NoPins final : public PinnedKeys {
 public:
  std::vector<PinnedKeyEntry> Find(absl::string_view) const override {
    return {};
  }
};

// Keys are made when first asked for: RSA takes its time.
std::string SignedWith(std::size_t algorithm, absl::string_view payload) {
  static std::map<std::size_t, JoseSigner>* const signers =
      new std::map<std::size_t, JoseSigner>();
  const JoseSigner& signer =
      signers->try_emplace(algorithm, EveryAlgorithm()[algorithm])
          .first->second;
  const absl::StatusOr<json::Value> parsed = json::Parse(payload);
  if (!parsed.ok() || !parsed->is_object()) return signer.Sign("{}", payload);
  return signer.Sign(TestToken{json::Value::Object(), *parsed});
}

std::string ContentOf(absl::string_view input) {
  static const TestIssuer issuer('i');
  static const std::string vc_payload =
      json::Serialize(VcJwtToken(issuer).payload);
  static const std::string badge_header =
      json::Serialize(OpenBadgeToken(issuer).header);
  static const std::string vc_header =
      json::Serialize(VcJwtToken(issuer).header);
  if (input.empty()) return "";
  const absl::string_view rest = input.substr(1);
  switch (input.front()) {
    case 'p':
      return issuer.Sign(badge_header, rest);
    case 'v':
      return issuer.Sign(vc_header, rest);
    case 'h':
      return issuer.Sign(rest, vc_payload);
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
      return SignedWith(static_cast<std::size_t>(input.front() - '0'), rest);
    default:
      return std::string(rest);
  }
}

void CheckFindings(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    PRESCREEN_CHECK(finding.code != v1::REASON_CODE_UNSPECIFIED);
    PRESCREEN_CHECK(finding.pointer.empty() || finding.pointer[0] == '/');
    PRESCREEN_CHECK(IsValidUtf8(finding.pointer));
    PRESCREEN_CHECK(IsValidUtf8(finding.detail));
  }
}

}  // namespace
}  // namespace prescreen

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace prescreen;  // NOLINT(google-build-using-namespace)
  const RawDocument raw{
      "",
      ContentOf(absl::string_view(reinterpret_cast<const char*>(data), size)),
      ""};
  static const CatalogueSet catalogues(nullptr, nullptr, nullptr);
  static const std::vector<v1::KnownIdentifier> known(1);
  static KeyCache* const cache = new KeyCache();
  const NoPins pins;
  const IssuerKeys keys(pins, *cache);
  const NoAuthority authority;
  const StatusChecker status(absl::UnixEpoch(), absl::Seconds(60));
  ClaimNormaliser normaliser(catalogues, known, 12);
  const CheckedCredential checked =
      CredentialVerifier(keys, authority).Verify(Decode(raw, 0));
  if (const auto* good = std::get_if<VerifiedCredential>(&checked)) {
    PRESCREEN_CHECK(good->signer_id() == good->content().issuer_id);
    PRESCREEN_CHECK(good->content().subjects.size() == 1);
    normaliser.Add(*good, status.Check(*good));
  } else if (const auto* open = std::get_if<UncheckedCredential>(&checked)) {
    PRESCREEN_CHECK(!open->findings().empty());
    normaliser.Add(*open, status.Check(*open));
  } else {
    const auto& bad = std::get<RejectedCredential>(checked);
    PRESCREEN_CHECK(!bad.findings().empty());
    normaliser.Add(bad);
  }
  const NormalisedBundle bundle = std::move(normaliser).Finish();
  PRESCREEN_CHECK(bundle.claims.claims().size() == 1);
  CheckFindings(bundle.findings[0]);
  return 0;
}
