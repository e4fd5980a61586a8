// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/contract.h"

#include "absl/strings/string_view.h"
#include "anchor/evm/quantity.h"
#include "base/check.h"
#include "contract_bytecode.h"

namespace prescreen::anchor::evm {
namespace {

std::string DecodeConstant(absl::string_view hex) {
  const absl::StatusOr<std::string> bytes = ParseData(hex);
  PRESCREEN_CHECK(bytes.ok());
  return *bytes;
}

}  // namespace

Address DeployerAddress() {
  return {0x4e, 0x59, 0xb4, 0x48, 0x47, 0xb3, 0x79, 0x57, 0x85, 0x88,
          0x92, 0x0c, 0xa7, 0x8f, 0xbf, 0x26, 0xc0, 0xb4, 0x95, 0x6c};
}

std::string ContractInitCode() { return DecodeConstant(kInitBytecode); }

std::string ContractRuntimeCode() { return DecodeConstant(kRuntimeBytecode); }

Address ContractAddress() {
  return Create2Address(DeployerAddress(), Digest32{}, ContractInitCode());
}

}  // namespace prescreen::anchor::evm
