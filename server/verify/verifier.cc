// SPDX-License-Identifier: Apache-2.0
#include "server/verify/verifier.h"

#include <string>
#include <utility>
#include <vector>

#include "base/crypto/hash.h"
#include "server/verify/jose_proof.h"
#include "server/verify/read_token.h"

namespace prescreen {
namespace {

CredentialSource SourceOf(const SecuredDocument& document) {
  return {document.document, document.pointer, document.format, document.bytes,
          std::string(AsBytes(Sha256(document.bytes)))};
}

v1::Verdict VerdictOf(v1::ReasonCode code) {
  switch (code) {
    case v1::UNSUPPORTED_FORMAT:
    case v1::UNSUPPORTED_CRYPTOSUITE:
    case v1::WORK_LIMIT:
      return v1::UNCHECKED;
    case v1::NOT_A_CREDENTIAL:  // information: nobody said that it is one
      return v1::VERDICT_UNSPECIFIED;
    default:
      return v1::INVALID;
  }
}

}  // namespace

CheckedCredential CredentialVerifier::Verify(
    const SecuredDocument& document) const {
  if (!document.fault.has_value()) return VerifyToken(document);
  const DecodeFault& fault = *document.fault;
  const Place root;
  CredentialContent content;
  if (document.readable.is_object()) {
    content = ReadContent(document.readable, root, nullptr);
  }
  const v1::Verdict verdict = VerdictOf(fault.code);
  std::vector<Finding> findings = {{fault.code, verdict, "", fault.detail}};
  if (verdict == v1::UNCHECKED) {
    return UncheckedCredential(SourceOf(document), std::move(content),
                               std::move(findings));
  }
  return RejectedCredential(SourceOf(document), std::move(content),
                            std::move(findings));
}

CheckedCredential CredentialVerifier::VerifyToken(
    const SecuredDocument& document) const {
  TokenContent token = ReadToken(*document.jws);
  const std::string& issuer = token.content.issuer_id;
  JoseProof proof = CheckJoseProof(
      *document.jws, absl::string_view(issuer.data(), issuer.size()), keys_);
  if (proof.verdict == Verdict::kInvalid) {
    return RejectedCredential(SourceOf(document), std::move(token.content),
                              {std::move(proof.finding)});
  }
  if (!proof.controller.empty() && !issuer.empty() &&
      !IsBound(proof.controller, issuer)) {
    token.faults.push_back({v1::SIGNER_NOT_ISSUER, v1::INVALID, "/issuer",
                            "the signing key is not the issuer's"});
  }
  // No proof, once checked, could mend these.
  if (!token.faults.empty()) {
    return RejectedCredential(SourceOf(document), std::move(token.content),
                              std::move(token.faults));
  }
  std::vector<Finding> reasons;
  if (proof.verdict == Verdict::kUnchecked) {
    reasons.push_back(std::move(proof.finding));
  }
  if (token.unsupported.has_value()) {
    reasons.push_back(*std::move(token.unsupported));
  }
  if (!reasons.empty()) {
    return UncheckedCredential(SourceOf(document), std::move(token.content),
                               std::move(reasons));
  }
  return VerifiedCredential(SourceOf(document), std::move(token.content),
                            std::move(proof.controller));
}

bool CredentialVerifier::IsBound(absl::string_view controller,
                                 absl::string_view issuer) const {
  return controller == issuer || authority_.MaySignFor(controller, issuer);
}

}  // namespace prescreen
