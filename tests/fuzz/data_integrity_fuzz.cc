// SPDX-License-Identifier: Apache-2.0
// A stranger's JSON document with embedded proofs. The first byte says what the
// rest is: `s` a document that is given one more good proof first, anything
// else a document as it came.
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/check.h"
#include "base/encoding.h"
#include "client/sample/sign_data_integrity.h"
#include "server/decode/decode.h"
#include "server/resolve/did_key.h"
#include "server/verify/object_reader.h"
#include "server/verify/verifier.h"

namespace prescreen {
namespace {

// Anybody may sign for anybody: more documents get far.
class EveryAuthority final : public SignerAuthority {
 public:
  bool MaySignFor(absl::string_view, absl::string_view) const override {
    return true;
  }
};

const sample::SampleKey& Key() {
  static const sample::SampleKey key =
      *sample::SampleKey::FromSeed(KeyType::kEd25519, std::string(32, 'i'));
  return key;
}

// As it came, if it cannot be signed.
std::string WithProof(absl::string_view text) {
  const absl::StatusOr<json::Value> document = json::Parse(text);
  if (!document.ok()) return std::string(text);
  const absl::StatusOr<json::Value> secured =
      sample::SignDataIntegrity(*document, "eddsa-jcs-2022", Key());
  return secured.ok() ? json::Serialize(*secured) : std::string(text);
}

void CheckFindings(const std::vector<Finding>& findings) {
  PRESCREEN_CHECK(!findings.empty());
  for (const Finding& finding : findings) {
    PRESCREEN_CHECK(finding.code != v1::REASON_CODE_UNSPECIFIED);
    PRESCREEN_CHECK(finding.pointer.empty() || finding.pointer[0] == '/');
    PRESCREEN_CHECK(IsValidUtf8(finding.pointer));
    PRESCREEN_CHECK(finding.code != v1::TAMPERED || findings.size() == 1);
  }
}

}  // namespace
}  // namespace prescreen

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace prescreen;  // NOLINT(google-build-using-namespace)
  if (size == 0) return 0;
  const absl::string_view text(reinterpret_cast<const char*>(data) + 1,
                               size - 1);
  const RawDocument raw{
      "", data[0] == 's' ? WithProof(text) : std::string(text), ""};
  const DidKeyResolver keys;
  const EveryAuthority authority;
  const CredentialVerifier verifier(keys, authority);
  const CheckedCredential checked = verifier.Verify(Decode(raw, 0));
  const std::vector<CheckedProof>& proofs = ProofsOf(checked);
  if (std::holds_alternative<VerifiedCredential>(checked)) {
    PRESCREEN_CHECK(!proofs.empty());
    for (const CheckedProof& proof : proofs) {
      PRESCREEN_CHECK(proof.verdict == Verdict::kValid);
    }
  } else if (const auto* open = std::get_if<UncheckedCredential>(&checked)) {
    CheckFindings(open->findings());
    for (const CheckedProof& proof : proofs) {
      PRESCREEN_CHECK(proof.verdict != Verdict::kInvalid);
    }
  } else {
    CheckFindings(std::get<RejectedCredential>(checked).findings());
  }
  return 0;
}
