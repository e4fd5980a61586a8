// SPDX-License-Identifier: Apache-2.0
// An auditor's view of an EVM chain, through a node of the auditor's choice.
#ifndef PRESCREEN_ANCHOR_EVM_EVM_CHECKER_H_
#define PRESCREEN_ANCHOR_EVM_EVM_CHECKER_H_

#include <memory>
#include <string>

#include "anchor/receipt.h"
#include "base/http_client.h"

namespace prescreen::anchor::evm {

// Checks EVM attestations against the node at `rpc_url`; others, and those of
// a chain that the log identity does not name, are kUnchecked. Not
// thread-safe. `http` must outlive it.
std::unique_ptr<AttestationChecker> MakeRpcChecker(const std::string& rpc_url,
                                                   HttpClient& http);

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_ANCHOR_EVM_EVM_CHECKER_H_
