// SPDX-License-Identifier: Apache-2.0
// Words about a credential that may be counted: they come from this program.
#ifndef PRESCREEN_SERVER_PIPELINE_CREDENTIAL_WORDS_H_
#define PRESCREEN_SERVER_PIPELINE_CREDENTIAL_WORDS_H_

#include <string>

#include "server/verify/credential.h"

namespace prescreen {

// Cryptosuite or JOSE algorithm of the first proof; `other` if this build does
// not verify it, `none` without proofs.
std::string SuiteWord(const CheckedCredential& credential);

// The host of its first status list; "" if it names none. A stranger's host
// could name a person: only for issuers that the operator knows.
std::string StatusHost(const CheckedCredential& credential);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_PIPELINE_CREDENTIAL_WORDS_H_
