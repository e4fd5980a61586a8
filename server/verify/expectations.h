// SPDX-License-Identifier: Apache-2.0
// What whoever presents a credential was asked to sign over.
#ifndef PRESCREEN_SERVER_VERIFY_EXPECTATIONS_H_
#define PRESCREEN_SERVER_VERIFY_EXPECTATIONS_H_

#include <string>

namespace prescreen {

// "": nothing was asked.
struct Expectations {
  // Of a Data Integrity proof. A proof that carries none of its own (an
  // issuer's, made long before anybody asked) is not held against these.
  std::string challenge;
  std::string domain;
  // Of a presentation as a token.
  std::string nonce;
  std::string audience;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_EXPECTATIONS_H_
