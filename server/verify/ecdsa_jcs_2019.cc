// SPDX-License-Identifier: Apache-2.0
#include "server/verify/ecdsa_jcs_2019.h"

namespace prescreen {
namespace {

std::optional<SuiteParameters> Parameters(KeyType type) {
  switch (type) {
    case KeyType::kP256:
      return SuiteParameters{SignatureAlgorithm::kEs256, ProofHash::kSha256,
                             64};
    case KeyType::kP384:
      return SuiteParameters{SignatureAlgorithm::kEs384, ProofHash::kSha384,
                             96};
    default:
      return std::nullopt;
  }
}

}  // namespace

const Cryptosuite kEcdsaJcs2019 = {"ecdsa-jcs-2019", Parameters};

}  // namespace prescreen
