// SPDX-License-Identifier: Apache-2.0
// Context processing (JSON-LD 1.1 API section 4.1).
#ifndef PRESCREEN_SERVER_JSONLD_CONTEXT_PROCESSING_H_
#define PRESCREEN_SERVER_JSONLD_CONTEXT_PROCESSING_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/jsonld/context.h"
#include "server/jsonld/session.h"

namespace prescreen::jsonld::internal {

struct ProcessOptions {
  bool override_protected = false;
  bool propagate = true;
  bool validate_scoped_context = true;
  // The IRIs of the contexts that the local one is nested in.
  std::vector<std::string> remote_contexts = {};
};

// Before a context is copied. ResourceExhausted: see Limits.
absl::Status SpendCopy(Session& session, const ActiveContext& context);

// The context that every document begins with.
ContextPtr InitialContext(const Session& session);

// `active` with `local` applied to it.
// InvalidArgument, Unavailable: see error.h; ResourceExhausted: limits.
absl::StatusOr<ContextPtr> ProcessContext(Session& session,
                                          const ContextPtr& active,
                                          const LocalContext& local,
                                          const ProcessOptions& options = {});

}  // namespace prescreen::jsonld::internal

#endif  // PRESCREEN_SERVER_JSONLD_CONTEXT_PROCESSING_H_
