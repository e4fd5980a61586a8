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
policy=senior-data-engineer-core
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

# run CODE COMMAND…: keeps its output in a file, checks how it ended.
run() {
  local wanted=$1 got=0
  shift
  "$@" >"$work/output" 2>&1 || got=$?
  sed -i "s#$work/##g" "$work/output"
  [ "$got" -eq "$wanted" ] || { cat "$work/output"; fail "$* ended with $got instead of $wanted"; }
}
# The same, but shows the command and what it prints.
expect() {
  printf '$ %s\n' "$(basename "$2") ${*:3}" | sed "s#$work/##g"
  run "$@"
  cat "$work/output"
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

step "2. Sample issuers sign six candidates' credentials; their status list goes on the web"
mkdir -p "$work/sample/status"
python3 -u -m http.server 0 --bind 127.0.0.1 --directory "$work/sample/status" \
  >"$work/status.out" 2>"$work/status.log" &
children+=($!)
status_url=$(await "$work/status.out" '^Serving' | sed 's/.*(\(http:[^)]*\)\/).*/\1/')
expect 0 "$bin/prescreen-sample" "$work/sample" --status-url "$status_url"

step '3. The server'
cat >"$work/prescreend.yaml" <<YAML
listen: 127.0.0.1:0
origin: demo.example/log
data: $work/data
lock_path: $work/lock/log.lock
tiles_path: $work/tiles
fetch: {allow_loopback: true, http_hosts: [127.0.0.1]}
$chains
YAML
"$bin/prescreend" --config "$work/prescreend.yaml" >"$work/server.out" 2>"$work/server.log" &
server=$!
children+=("$server")
await "$work/server.out" '^prescreend'
PRESCREEN_SERVER=$(sed -n 's/.*listening on \([^;]*\);.*/\1/p' "$work/server.out")
export PRESCREEN_SERVER
expect 0 "$bin/prescreen" catalogue import "$work"/sample/{issuers,achievements,skills}.yaml
expect 0 "$bin/prescreen" policy apply "$work/sample/policy.yaml"
expect 0 "$bin/prescreen" policy activate "$policy@1"

step '4. The policy in plain words: how it begins'
run 0 "$bin/prescreen" policy show "$policy" --plain
printf '$ prescreen policy show %s --plain | head -n 20\n' "$policy"
head -n 20 "$work/output"

step '5. Its whole form needs a later version: refused by name and line'
expect 65 "$bin/prescreen" policy check deploy/policies/senior-data-engineer.yaml

step '6. Credentials checked without judging anybody: one was altered after it was signed'
expect 20 "$bin/prescreen" verify "$work/sample/b07-gao"

email_of() { awk -v folder="$1/" '$1 == folder {print $2}' "$work/sample/README.txt"; }
# Shows the report; then asks again as a program would: the same inputs find the
# same screening.
screen() { # CODE APPLICATION FOLDER
  local arguments=(screen --policy "$policy" --application "$2"
    --identifier "email=$(email_of "$3")")
  printf '\n$ prescreen %s\n' "${arguments[*]} sample/$3/*"
  run "$1" "$bin/prescreen" "${arguments[@]}" "$work/sample/$3"/*
  cat "$work/output"
  { "$bin/prescreen" --json "${arguments[@]}" "$work/sample/$3"/* || true; } |
    jq -r .screening.receipt >"$work/$2.name"
  applications+=("$2")
}
applications=()

step '7. Six candidates'
screen 0 A-1001 b01-ada
screen 11 A-1003 b03-chloe
screen 10 A-1004 b04-dmitri
screen 10 A-1005 b05-emeka
screen 11 A-1006 b06-fatima
screen 10 A-1007 b07-gao

# audit SHOW APPLICATION: its receipt, checked down to the chain.
audit() {
  local name verdict=0 get=(get)
  name=$(cat "$work/$2.name")
  if [ "$evm" = yes ]; then get=(wait --for anchored --timeout 30); else verdict=2; fi
  "$1" 0 "$bin/prescreen" receipt "${get[@]}" "$name" \
    --out "$work/$2.receipt" --subject-out "$work/$2.subject"
  "$1" "$verdict" "$bin/prescreen-audit" verify "$work/$2.receipt" \
    --log "$work/tiles/log.json" "${rpc[@]}" --subject "$work/$2.subject"
}

step '8. The auditor: each receipt, down to the chain'
audit expect "${applications[0]}"
for application in "${applications[@]:1}"; do
  audit run "$application"
  printf '%s  %s\n' "$application" "$(tail -n1 "$work/output")"
done

step '9. One byte of a receipt changed: the check must fail'
jq '.record |= (.[:200] + (if .[200:201] == "A" then "B" else "A" end) + .[201:])' \
  "$work/A-1001.receipt" >"$work/altered.receipt"
expect 1 "$bin/prescreen-audit" verify "$work/altered.receipt" --log "$work/tiles/log.json" "${rpc[@]}"

step '10. The whole log, recomputed from its tiles'
expect 0 "$bin/prescreen-audit" fsck "$work/tiles" --log "$work/tiles/log.json"

step '11. The server ends in order'
kill -TERM "$server"
wait "$server" || fail "the server ended with $?"
printf '\nThe demo is complete.\n'
