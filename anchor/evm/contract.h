// SPDX-License-Identifier: Apache-2.0
// The AnchorLog contract: the same bytes at the same address on every chain
// (deploy/evm/AnchorLog.json, embedded at build). Thread-safe.
#ifndef PRESCREEN_ANCHOR_EVM_CONTRACT_H_
#define PRESCREEN_ANCHOR_EVM_CONTRACT_H_

#include <string>

#include "anchor/evm/address.h"
#include "base/crypto/hash.h"

namespace prescreen::anchor::evm {

// The deterministic deployment proxy
// 0x4e59b44847b379578588920cA78FbF26c0B4956C: a call with salt ‖ init code
// creates the contract by CREATE2.
Address DeployerAddress();

// What creates the contract, and what eth_getCode then answers.
std::string ContractInitCode();
std::string ContractRuntimeCode();

// Where CREATE2 puts it with salt 0.
Address ContractAddress();

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_ANCHOR_EVM_CONTRACT_H_
