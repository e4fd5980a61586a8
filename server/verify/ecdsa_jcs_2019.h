// SPDX-License-Identifier: Apache-2.0
// ecdsa-jcs-2019 (Data Integrity ECDSA Cryptosuites 1.0 section 3.3).
#ifndef PRESCREEN_SERVER_VERIFY_ECDSA_JCS_2019_H_
#define PRESCREEN_SERVER_VERIFY_ECDSA_JCS_2019_H_

#include "server/verify/cryptosuite.h"

namespace prescreen {

// P-256 with SHA-256, P-384 with SHA-384; signatures are r ‖ s.
extern const Cryptosuite kEcdsaJcs2019;

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_ECDSA_JCS_2019_H_
