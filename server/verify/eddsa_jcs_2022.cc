// SPDX-License-Identifier: Apache-2.0
#include "server/verify/eddsa_jcs_2022.h"

namespace prescreen {
namespace {

std::optional<SuiteParameters> Parameters(KeyType type) {
  if (type != KeyType::kEd25519) return std::nullopt;
  return SuiteParameters{SignatureAlgorithm::kEdDsa, ProofHash::kSha256, 64};
}

}  // namespace

const Cryptosuite kEddsaJcs2022 = {"eddsa-jcs-2022", Parameters};

}  // namespace prescreen
