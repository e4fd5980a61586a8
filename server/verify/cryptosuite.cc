// SPDX-License-Identifier: Apache-2.0
#include "server/verify/cryptosuite.h"

#include "server/verify/ecdsa_jcs_2019.h"
#include "server/verify/eddsa_jcs_2022.h"

namespace prescreen {

const Cryptosuite* FindCryptosuite(absl::string_view name) {
  for (const Cryptosuite* suite : {&kEddsaJcs2022, &kEcdsaJcs2019}) {
    if (suite->name == name) return suite;
  }
  return nullptr;
}

}  // namespace prescreen
