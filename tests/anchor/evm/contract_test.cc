// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/contract.h"

#include <gtest/gtest.h>

#include <string>

#include "anchor/evm/quantity.h"
#include "base/codec/json.h"
#include "base/file_system.h"

namespace prescreen::anchor::evm {
namespace {

json::Value Artefact() {
  PosixFileSystem files;
  return *json::Parse(
      *files.Read(PRESCREEN_SOURCE_DIR "/deploy/evm/AnchorLog.json", 1 << 20));
}

TEST(Contract, HasTheCommittedBytes) {
  const json::Value artefact = Artefact();
  EXPECT_EQ(FormatData(ContractInitCode()),
            artefact.FindString("initBytecode"));
  EXPECT_EQ(FormatData(ContractRuntimeCode()),
            artefact.FindString("runtimeBytecode"));
  EXPECT_EQ(FormatData(AsBytes(Keccak256(ContractRuntimeCode()))),
            artefact.FindString("runtimeKeccak256"));
}

TEST(Contract, IsAtTheCommittedAddress) {
  const json::Value artefact = Artefact();
  EXPECT_EQ(FormatAddress(ContractAddress()), artefact.FindString("address"));
  EXPECT_EQ(FormatAddress(DeployerAddress()), artefact.FindString("deployer"));
}

// Stored in log identities. Never change.
TEST(Contract, AddressIsFrozen) {
  EXPECT_EQ(FormatAddress(ContractAddress()),
            "0x830a59f7c00FeE5d89A4aEFAbA2c07d6a608e7bB");
}

}  // namespace
}  // namespace prescreen::anchor::evm
