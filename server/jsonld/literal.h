// SPDX-License-Identifier: Apache-2.0
// Lexical forms of JSON scalars (JSON-LD 1.1 API section 8.6).
#ifndef PRESCREEN_SERVER_JSONLD_LITERAL_H_
#define PRESCREEN_SERVER_JSONLD_LITERAL_H_

#include <string>

namespace prescreen::jsonld::internal {

// True if the number is written as an xsd:integer.
bool IsWrittenAsInteger(double value);
// The canonical form of an integral value below 1e21.
std::string IntegerText(double value);
// The canonical form of an xsd:double, of 15 digits after the point at most:
// "5.3E0".
std::string DoubleText(double value);

}  // namespace prescreen::jsonld::internal

#endif  // PRESCREEN_SERVER_JSONLD_LITERAL_H_
