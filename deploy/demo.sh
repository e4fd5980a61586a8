#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The whole service doing its job once, on real parts: signed credentials in,
# explained decisions out, receipts that an auditor checks down to transactions
# on a real EVM node (anvil), which runs here and is stopped at the end.
#
#   deploy/demo.sh BIN_FOLDER [--no-evm]
set -euo pipefail
cd "$(dirname "$0")/.."

bin=$1
evm=yes
[ "${2:-}" != --no-evm ] || evm=no
anvil=node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil
cast=node_modules/@foundry-rs/cast-linux-amd64/bin/cast
work=$(mktemp -d)
children=()

finish() {
  for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
  for child in "${children[@]}"; do wait "$child" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT

step() { printf '\n\033[1m%s\033[0m\n' "$*"; }
fail() { printf 'DEMO FAILED: %s\n' "$*" >&2; exit 1; }

# await FILE PATTERN: until a line of FILE matches, at most 20 seconds.
await() {
  for _ in $(seq 200); do
    if grep -m1 -E "$2" "$1"; then return; fi
    sleep 0.1
  done
  cat "$1" >&2
  fail "waited in vain for: $2"
}

# expect CODE COMMAND…: runs it, shows what it prints, checks how it ended.
expect() {
  local wanted=$1 got=0
  shift
  printf '$ %s\n' "$(basename "$1") ${*:2}" | sed "s#$work/##g"
  "$@" >"$work/output" 2>&1 || got=$?
  sed "s#$work/##g" "$work/output"
  [ "$got" -eq "$wanted" ] || fail "exit code $got instead of $wanted"
}

chains='chains: []'
rpc=()
if [ "$evm" = yes ]; then
  [ -x "$anvil" ] || fail "anvil is missing (./dev setup installs it); --no-evm leaves the chain out"
  step '1. A real EVM node, and the anchor contract on it'
  "$anvil" --port 0 --block-time 1 --slots-in-an-epoch 1 >"$work/anvil.log" 2>&1 &
  children+=($!)
  address=$(await "$work/anvil.log" '^Listening on' | sed 's/Listening on //')
  url=http://$address
  for account in deployer publisher; do
    (umask 077 && openssl rand -hex 32 >"$work/$account.key")
    "$cast" rpc --rpc-url "$url" anvil_setBalance \
      "$("$cast" wallet address --private-key "0x$(cat "$work/$account.key")")" \
      0x8ac7230489e80000 >/dev/null
  done
  expect 0 "$bin/prescreen" chain deploy --rpc "$url" --development-key \
    --key-file "$work/deployer.key"
  rpc=(--rpc "$url")
  chains="chains:
  - {kind: evm, chain_id: 31337, rpc: '$url', key_file: '$work/publisher.key', development: true,
     required: true, cadence_seconds: 1, poll_seconds: 1}"
fi

step '2. The server'
cat >"$work/prescreend.yaml" <<YAML
listen: 127.0.0.1:0
origin: demo.example/log
data: $work/data
lock_path: $work/lock/log.lock
tiles_path: $work/tiles
$chains
YAML
"$bin/prescreend" --config "$work/prescreend.yaml" >"$work/server.out" 2>"$work/server.log" &
server=$!
children+=("$server")
await "$work/server.out" '^prescreend'
PRESCREEN_SERVER=$(sed -n 's/.*listening on \([^;]*\);.*/\1/p' "$work/server.out")
export PRESCREEN_SERVER

step '3. Sample issuers sign credentials; catalogues and the policy go in'
expect 0 "$bin/prescreen-sample" "$work/sample"
expect 0 "$bin/prescreen" catalogue import "$work"/sample/{issuers,achievements,skills}.yaml
expect 0 "$bin/prescreen" policy apply "$work/sample/policy.yaml"
expect 0 "$bin/prescreen" policy activate data-engineer@1

step '4. The full Senior Data Engineer policy needs a later version: refused by name and line'
expect 65 "$bin/prescreen" policy check deploy/policies/senior-data-engineer.yaml

email_of() { awk -v folder="$1/" '$1 == folder {print $2}' "$work/sample/README.txt"; }
# Shows the report; then asks again as a program would: the same inputs find the
# same screening.
screen() { # CODE APPLICATION FOLDER
  local arguments=(screen --policy data-engineer --application "$2"
    --identifier "email=$(email_of "$3")" "$work/sample/$3"/*)
  expect "$1" "$bin/prescreen" "${arguments[@]}"
  { "$bin/prescreen" --json "${arguments[@]}" || true; } |
    jq -r .screening.receipt >"$work/$2.name"
}

step '5. A candidate who meets the policy'
screen 0 A-1001 pass
step '6. A collector of attendance badges'
screen 11 A-1002 not-met
step '7. As the first, but one credential was altered after it was signed'
screen 10 A-1003 tampered

step '8. The auditor: each receipt, down to the chain'
verdict=0
[ "$evm" = yes ] || verdict=2
for application in A-1001 A-1002 A-1003; do
  name=$(cat "$work/$application.name")
  if [ "$evm" = yes ]; then
    expect 0 "$bin/prescreen" receipt wait "$name" --for anchored --timeout 30 \
      --out "$work/$application.receipt" --subject-out "$work/$application.subject"
  else
    expect 0 "$bin/prescreen" receipt get "$name" --out "$work/$application.receipt" \
      --subject-out "$work/$application.subject"
  fi
  expect "$verdict" "$bin/prescreen-audit" verify "$work/$application.receipt" \
    --log "$work/tiles/log.json" "${rpc[@]}" --subject "$work/$application.subject"
done

step '9. One byte of a receipt changed: the check must fail'
jq '.record |= (.[:200] + (if .[200:201] == "A" then "B" else "A" end) + .[201:])' \
  "$work/A-1001.receipt" >"$work/altered.receipt"
expect 1 "$bin/prescreen-audit" verify "$work/altered.receipt" --log "$work/tiles/log.json" "${rpc[@]}"

step '10. The server ends in order'
kill -TERM "$server"
wait "$server" || fail "the server ended with $?"
printf '\nThe demo is complete.\n'
