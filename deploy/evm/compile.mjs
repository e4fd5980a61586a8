// SPDX-License-Identifier: Apache-2.0
// Compiles AnchorLog.sol with the npm solc of package-lock.json and writes
// AnchorLog.json. With --check it compares with the committed file instead and
// exits 1 on any difference.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readFileSync, writeFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const solc = require("solc");
// A dependency of solc; Node itself has no Keccak-256.
const { keccak256 } = createRequire(require.resolve("solc"))("js-sha3");

const here = dirname(fileURLToPath(import.meta.url));
const artefact = join(here, "AnchorLog.json");

// The deterministic deployment proxy: the same address on every chain.
const DEPLOYER = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
const SALT = "0x" + "00".repeat(32);
// paris: no PUSH0, so that every EVM chain runs the same bytes. No metadata:
// the bytes depend on nothing but code, compiler and these settings.
const SETTINGS = {
  evmVersion: "paris",
  optimizer: { enabled: true, runs: 1000000 },
  metadata: { bytecodeHash: "none", appendCBOR: false },
};

function compile() {
  const output = JSON.parse(solc.compile(JSON.stringify({
    language: "Solidity",
    sources: {
      "AnchorLog.sol": { content: readFileSync(join(here, "AnchorLog.sol"), "utf8") },
    },
    settings: {
      ...SETTINGS,
      outputSelection: {
        "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] },
      },
    },
  })));
  for (const error of output.errors ?? []) {
    throw new Error(error.formattedMessage);
  }
  return output.contracts["AnchorLog.sol"].AnchorLog;
}

const bytes = (hex) => Buffer.from(hex.replace(/^0x/, ""), "hex");

// EIP-55.
function checksum(lower) {
  const digest = keccak256(lower);
  return "0x" + [...lower]
    .map((c, i) => (parseInt(digest[i], 16) >= 8 ? c.toUpperCase() : c))
    .join("");
}

// EIP-1014.
function create2(initCode) {
  const input = Buffer.concat([
    bytes("ff"), bytes(DEPLOYER), bytes(SALT), bytes(keccak256(bytes(initCode))),
  ]);
  return checksum(keccak256(input).slice(-40));
}

function render() {
  const contract = compile();
  const init = contract.evm.bytecode.object;
  const runtime = contract.evm.deployedBytecode.object;
  return JSON.stringify({
    contract: "AnchorLog",
    compiler: "solc " + solc.version().replace(/\.Emscripten.*$/, ""),
    settings: SETTINGS,
    abi: contract.abi,
    initBytecode: "0x" + init,
    runtimeBytecode: "0x" + runtime,
    runtimeKeccak256: "0x" + keccak256(bytes(runtime)),
    deployer: DEPLOYER,
    salt: SALT,
    address: create2(init),
  }, null, 2) + "\n";
}

const fresh = render();
if (process.argv.includes("--check")) {
  if (readFileSync(artefact, "utf8") !== fresh) {
    console.error("deploy/evm/AnchorLog.json is not what AnchorLog.sol compiles to");
    process.exit(1);
  }
  console.log("deploy/evm/AnchorLog.json is what AnchorLog.sol compiles to");
} else {
  writeFileSync(artefact, fresh);
  console.log(JSON.parse(fresh).address);
}
