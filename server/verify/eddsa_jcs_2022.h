// SPDX-License-Identifier: Apache-2.0
// eddsa-jcs-2022 (Data Integrity EdDSA Cryptosuites 1.0 section 3.3).
#ifndef PRESCREEN_SERVER_VERIFY_EDDSA_JCS_2022_H_
#define PRESCREEN_SERVER_VERIFY_EDDSA_JCS_2022_H_

#include "server/verify/cryptosuite.h"

namespace prescreen {

// Ed25519 with SHA-256. The specification knows no other key.
extern const Cryptosuite kEddsaJcs2022;

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_EDDSA_JCS_2022_H_
