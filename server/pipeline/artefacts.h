// SPDX-License-Identifier: Apache-2.0
// What requests share so that nothing is worked out twice. Artefacts, never
// verdicts.
#ifndef PRESCREEN_SERVER_PIPELINE_ARTEFACTS_H_
#define PRESCREEN_SERVER_PIPELINE_ARTEFACTS_H_

#include "server/resolve/key_cache.h"
#include "server/status/status_list_cache.h"

namespace prescreen {

// Thread-safe.
struct Artefacts {
  KeyCache keys;
  StatusListCache status_lists;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_PIPELINE_ARTEFACTS_H_
