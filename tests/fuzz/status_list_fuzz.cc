// SPDX-License-Identifier: Apache-2.0
// A stranger's status list. The first byte says what the rest is: `g` gzip
// bytes, `l` an encodedList, `c` a list credential's payload to sign, `s` a
// credential's credentialStatus to check against a good list.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/check.h"
#include "base/encoding.h"
#include "server/resolve/did_key.h"
#include "server/status/bitstring.h"
#include "server/status/status.h"
#include "tests/support/status_list_builder.h"

namespace prescreen {
namespace {

constexpr char kUrl[] = "https://issuer.example/status/3";
constexpr std::size_t kMaxBytes = 64u << 10;

class NoAuthority final : public SignerAuthority, public StatusAuthority {
 public:
  bool MaySignFor(absl::string_view, absl::string_view) const override {
    return false;
  }
  bool MaySignStatusFor(absl::string_view, absl::string_view) const override {
    return false;
  }
};

const TestIssuer& Issuer() {
  static const TestIssuer issuer('i');
  return issuer;
}

void Expand(absl::string_view encoded) {
  const auto bits = ExpandBitstring(encoded, kMaxBytes);
  if (!bits.ok()) return;
  PRESCREEN_CHECK(bits->size() <= kMaxBytes);
  PRESCREEN_CHECK(encoded.front() == 'u');
  const absl::string_view view(bits->data(), bits->size());
  for (std::uint64_t i = 0; i < std::uint64_t{8} * view.size(); i += 127) {
    BitAt(view, i);
  }
}

void ReadList(absl::string_view payload, const CredentialVerifier& verifier) {
  static const std::string header =
      json::Serialize(VcJwtToken(Issuer()).header);
  const std::string body = Issuer().Sign(header, payload);
  const StatusList list =
      ReadStatusList(absl::string_view(body.data(), body.size()), verifier);
  PRESCREEN_CHECK(list.fault.empty() || list.bits.empty());
  PRESCREEN_CHECK(IsValidUtf8(list.fault));
  PRESCREEN_CHECK(!list.fault.empty() || list.issuer_id == Issuer().did());
}

StatusLists GoodLists(const CredentialVerifier& verifier) {
  const std::string body =
      StatusListToken(Issuer(), kUrl, "revocation", {7}).Sign(Issuer());
  StatusLists lists;
  StatusEvidence& evidence = lists[kUrl];
  evidence.document = std::make_shared<const FetchedDocument>();
  evidence.list = std::make_shared<const StatusList>(
      ReadStatusList(absl::string_view(body.data(), body.size()), verifier));
  PRESCREEN_CHECK(evidence.list->fault.empty());
  return lists;
}

// Valid only if each entry that was asked is.
void CheckStatus(absl::string_view text, const CredentialVerifier& verifier,
                 const StatusAuthority& authority) {
  static const StatusLists lists = GoodLists(verifier);
  auto entries = json::Parse(text);
  if (!entries.ok()) return;
  TestToken token = VcJwtToken(Issuer());
  token.Set("/credentialStatus", *std::move(entries));
  RawDocument raw;
  raw.content = token.Sign(Issuer());
  const CheckedCredential checked = verifier.Verify(Decode(raw, 0));
  const auto* good = std::get_if<VerifiedCredential>(&checked);
  if (good == nullptr) return;
  StatusRules rules;
  rules.as_of = rules.now = absl::FromUnixSeconds(1795435200);
  const StatusResult result =
      StatusChecker(rules, lists, authority).Check(*good);
  PRESCREEN_CHECK(result.entries.size() == good->content().statuses.size());
  for (const StatusEntryCheck& entry : result.entries) {
    PRESCREEN_CHECK(result.status != Verdict::kValid ||
                    entry.verdict.value_or(Verdict::kValid) == Verdict::kValid);
  }
}

}  // namespace
}  // namespace prescreen

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace prescreen;  // NOLINT(google-build-using-namespace)
  if (size == 0) return 0;
  const absl::string_view rest(reinterpret_cast<const char*>(data) + 1,
                               size - 1);
  static const DidKeyResolver keys;
  static const NoAuthority authority;
  static const CredentialVerifier verifier(keys, authority);
  switch (data[0]) {
    case 'g': {
      const std::string encoded = absl::StrCat("u", Base64UrlEncode(rest));
      Expand(absl::string_view(encoded.data(), encoded.size()));
      break;
    }
    case 'l':
      Expand(rest);
      break;
    case 'c':
      ReadList(rest, verifier);
      break;
    default:
      CheckStatus(rest, verifier, authority);
  }
  return 0;
}
