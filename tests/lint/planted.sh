#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Plants one fault after another in an otherwise clean tree and fails if a
# check lets it pass.
set -eu
lint=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
licence='// SPDX-License-Identifier: Apache-2.0'
failed=0

clean() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree/base/codec" "$tree/anchor" "$tree/server/decode" \
    "$tree/server/verify" "$tree/client" "$tree/tests/server"
  printf '%s\n#include "server/decode/a.h"\n' "$licence" >"$tree/server/verify/a.cc"
  printf '%s\n#include "server/verify/a.h"\n' "$licence" >"$tree/tests/server/a_test.cc"
}
# expect pass|fail CHECK WHAT
expect() {
  if "$lint/$2" "$tree" >"$tree/said" 2>&1; then got=pass; else got=fail; fi
  if [ "$got" != "$1" ]; then
    echo "$2: expected $1: $3"
    cat "$tree/said"
    failed=1
  fi
  clean
}
# plant FILE LINE…
plant() {
  file=$tree/$1
  shift
  mkdir -p "$(dirname "$file")"
  printf '%s\n' "$@" >"$file"
}

clean
expect pass check_layers.sh 'a clean tree'
expect pass check_text.sh 'a clean tree'
plant server/decode/b.cc "$licence" '#include "server/verify/a.h"'
expect fail check_layers.sh 'an earlier stage includes a later one'
plant client/b.h "$licence" '  #  include "server/decode/a.h"'
expect fail check_layers.sh 'the client includes the server'
plant anchor/b.h "$licence" '#include "tests/support/a.h"'
expect fail check_layers.sh 'a library includes a test helper'
plant base/b.h "$licence" '#include "prescreen/v1/receipt.pb.h"'
expect fail check_layers.sh 'the ground floor includes messages'
plant server/novel/b.h "$licence" '#include "base/check.h"'
expect fail check_layers.sh 'a folder that no layer is written down for'
plant base/b.h "$licence" '#include "absl/status/status.h"' '#include <server/a.h>'
expect pass check_layers.sh 'other libraries'

plant base/b.h '#include "absl/status/status.h"'
expect fail check_text.sh 'no licence line'
plant base/b.h "$licence" "// see /$(printf wor)k/somewhere"
expect fail check_text.sh 'a folder of one machine'
plant package-lock.json '"resolved": "https://registry.example/x.tgz"'
expect fail check_text.sh 'an address in the npm lock'
plant package-lock.json '{}'
plant notes.md 'https://issuer.example/home/page, a/work/b'
expect pass check_text.sh 'paths of a URL'
{ echo "$licence"; yes '//' | head -n 500; } >"$tree/base/b.cc"
expect fail check_text.sh 'a long file'
exit "$failed"
