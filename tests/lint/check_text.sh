#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fails if a file of the tree names a machine's folders, the npm lock an address,
# or a source lacks its licence line or is too long.
# Usage: check_text.sh [TREE]
set -eu
lint=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$lint/../..}"
bad=$(mktemp)
trap 'rm -f "$bad"' EXIT

files() {
  find . \( -path ./build -o -path ./node_modules -o -path ./.git \) -prune \
    -o -type f "$@" -print | sort
}
sources() {
  files \( -name '*.h' -o -name '*.cc' -o -name '*.proto' -o -name '*.sol' \
    -o -name '*.sh' -o -name '*.py' -o -name '*.mjs' -o -name '*.go' \
    -o -name '*.cmake' -o -name CMakeLists.txt -o -path ./dev \
    -o -path './.ci/*' \)
}

# With classes, so that this file does not find itself.
paths='(^|[^A-Za-z0-9_.])/(wor[k]|hom[e]|roo[t]|User[s])/'
{
  files | xargs grep -nIE "$paths" /dev/null |
    sed 's/$/   <- a folder of one machine/'
  grep -n '"resolved"' package-lock.json 2>/dev/null |
    sed 's/^/package-lock.json:/; s/$/   <- an address of a registry/'
} >"$bad"

sources | xargs awk -v long_files="$lint/long_files.txt" '
  function finish() {
    if (file == "") return
    if (!licensed) print file ":1: no licence line"
    if (lines > 500 && !(file in long_ones))
      print file ": " lines " lines; split it, or name it in long_files.txt"
  }
  BEGIN { while ((getline line < long_files) > 0) long_ones["./" line] }
  FNR == 1 { finish(); file = FILENAME; licensed = 0 }
  FNR <= 2 && /SPDX-License-Identifier: Apache-2.0/ { licensed = 1 }
  { lines = FNR }
  END { finish() }' >>"$bad"

cat "$bad"
test ! -s "$bad"
