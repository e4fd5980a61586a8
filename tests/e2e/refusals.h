// SPDX-License-Identifier: Apache-2.0
// How each method refuses what is wrong with a request: the one table.
#ifndef PRESCREEN_TESTS_E2E_REFUSALS_H_
#define PRESCREEN_TESTS_E2E_REFUSALS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace prescreen {

// One call that is refused, or why there is none. In requests, as text format,
// $S is a screening, $C a cancelled one, $N one that does not exist, $L a text
// of 600 bytes, $B a folder that holds something.
struct Refusal {
  std::string request = {};
  std::string reason = {};          // of ErrorInfo; empty: not applicable
  std::string field = {};           // of the first violation; may be empty
  std::string not_applicable = {};  // why; both empty: nobody thought of it
};

struct MethodRefusals {
  Refusal missing;     // a required field is missing
  Refusal malformed;   // a name is malformed
  Refusal tenant;      // there is no such tenant
  Refusal unknown;     // there is no such resource
  Refusal value;       // a field is too long, or no value of its kind
  Refusal state;       // the resource is in the wrong state
  Refusal reused_id;   // the request_id was used for other content
  Refusal page_size;   // out of range
  Refusal page_token;  // not from a reply
  std::vector<Refusal> more = {};

  std::vector<std::pair<std::string, const Refusal*>> Cells() const;
};

// By method, such as `Screening/GetScreening`.
const std::map<std::string, MethodRefusals>& RefusalTable();

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_E2E_REFUSALS_H_
