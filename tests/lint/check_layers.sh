#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fails if a source includes what layers.txt does not allow it to.
# Usage: check_layers.sh [TREE]
set -eu
table=$(cd "$(dirname "$0")" && pwd)/layers.txt
cd "${1:-$(dirname "$0")/../..}"
find base anchor server client tests -type f \( -name '*.h' -o -name '*.cc' \) |
  sort | xargs grep -Hn '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' /dev/null |
  awk -v table="$table" '
    function folder(path) { sub("/?[^/]*$", "", path); return path }
    # The layer that holds `path`, or "" if none is written down for it.
    function layer(path,  at) {
      if (path ~ "^(prescreen|google/rpc)/") return "proto"
      at = folder(path)
      if (at in allowed) return at
      for (; at != ""; at = folder(at)) if ((at "/*") in allowed) return at "/*"
      return ""
    }
    BEGIN {
      while ((getline line < table) > 0) {
        sub("#.*", "", line)
        if (split(line, part, ":") < 2) continue
        name = part[1]; gsub("[ \t]", "", name)
        allowed[name] = " " part[2] " "
      }
    }
    {
      split($0, place, ":")
      split($0, quoted, "\"")
      from = place[1]; to = quoted[2]
      if (to !~ "^(base|anchor|server|client|tests|prescreen|google/rpc)/") next
      a = layer(from); b = layer(to)
      if (a == "") why = "folder " folder(from) " is not in layers.txt"
      else if (b == "") why = "folder " folder(to) " is not in layers.txt"
      else if (a == b || index(allowed[a], " * ") || index(allowed[a], " " b " ")) next
      else why = a " may not include " b " (" to ")"
      print from ":" place[2] ": " why
      bad = 1
    }
    END { exit bad }'
