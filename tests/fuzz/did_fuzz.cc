// SPDX-License-Identifier: Apache-2.0
// A verification method's URL that a stranger wrote. The first byte says what
// the rest is: `j` a JWK for a did:jwk, `k` the bytes of a did:key, anything
// else a URL as it came.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/check.h"
#include "base/crypto/multikey.h"
#include "base/encoding.h"
#include "server/resolve/issuer_keys.h"

namespace prescreen {
namespace {

class NoPins final : public PinnedKeys {
 public:
  std::vector<PinnedKeyEntry> Find(absl::string_view) const override {
    return {};
  }
};

std::string UrlOf(absl::string_view input) {
  if (input.empty()) return "";
  const absl::string_view rest = input.substr(1);
  switch (input.front()) {
    case 'j':
      return absl::StrCat("did:jwk:", Base64UrlEncode(rest), "#0");
    case 'k': {
      const std::string multibase = MultibaseEncodeBase58Btc(rest);
      return absl::StrCat("did:key:", multibase, "#", multibase);
    }
    default:
      return std::string(rest);
  }
}

bool IsSame(const VerificationMethod& a, const VerificationMethod& b) {
  return a.id == b.id && a.controller == b.controller && a.codec == b.codec &&
         a.alg == b.alg && a.key == b.key;
}

// What resolves belongs to the identifier before `#`, and stays what it is.
void Check(const std::string& url) {
  static KeyCache* const cache = new KeyCache(64);
  const NoPins pins;
  const IssuerKeys keys(pins, *cache);
  const absl::StatusOr<VerificationMethod> method = keys.Resolve(url);
  if (!method.ok()) {
    PRESCREEN_CHECK(keys.Resolve(url).status() == method.status());
    return;
  }
  PRESCREEN_CHECK(method->id == url);
  PRESCREEN_CHECK(method->controller == url.substr(0, url.find('#')));
  PRESCREEN_CHECK(OnlyVerificationMethod(method->controller) == url);
  PRESCREEN_CHECK(!method->key.has_value() ||
                  method->codec == MulticodecOf(method->key->type()));
  PRESCREEN_CHECK(IsSame(*keys.Resolve(url), *method));
}

}  // namespace
}  // namespace prescreen

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  prescreen::Check(prescreen::UrlOf(
      absl::string_view(reinterpret_cast<const char*>(data), size)));
  return 0;
}
