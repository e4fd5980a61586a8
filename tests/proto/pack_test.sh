#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The pack of protos compiles by itself, holds nothing that is not public, and is
# the same bytes each time.
#   pack_test.sh SOURCE_FOLDER
set -euo pipefail
source=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

(umask 077 && "$source/proto/pack.sh" "$work/one" && TZ=Asia/Tokyo "$source/proto/pack.sh" "$work/two")
touch "$work/two/prescreen-protos/left-over"
(umask 027 && "$source/proto/pack.sh" "$work/two")
cmp "$work/one/prescreen-protos.tar.gz" "$work/two/prescreen-protos.tar.gz" ||
  fail "two packs of the same sources differ"

mkdir "$work/unpacked"
tar -xzf "$work/one/prescreen-protos.tar.gz" -C "$work/unpacked"
diff -r "$work/one/prescreen-protos" "$work/unpacked/prescreen-protos" ||
  fail "the archive is not the folder"

cd "$work/unpacked/prescreen-protos"
mapfile -t protos < <(find . -name '*.proto' -printf '%P\n' | sort)
[ ${#protos[@]} -ge 8 ] || fail "only ${#protos[@]} protos"
for proto in "${protos[@]}"; do
  grep -qF "\`$proto\`" README.md || fail "README.md does not name $proto"
  case $proto in
    prescreen/v1/*.proto | google/rpc/*.proto) ;;
    *) fail "$proto is not public" ;;
  esac
done
for proto in "$source"/proto/prescreen/v1/*.proto; do
  [ -f "prescreen/v1/$(basename "$proto")" ] || fail "$(basename "$proto") is missing"
done
! grep -rlE 'prescreen[./]stored' . || fail "it names what is stored"

mkdir "$work/stubs"
protoc -I. --cpp_out="$work/stubs" --python_out="$work/stubs" \
  --grpc_python_out="$work/stubs" \
  --plugin=protoc-gen-grpc_python="$(command -v grpc_python_plugin)" \
  --fatal_warnings "${protos[@]}"
[ -s "$work/stubs/prescreen/v1/screening_pb2_grpc.py" ] || fail "no stubs were made"
protoc --descriptor_set_in=prescreen.protoset --include_imports \
  --include_source_info --descriptor_set_out="$work/again" "${protos[@]}"
cmp "$work/again" prescreen.protoset || fail "the descriptor set is not that of its files"
grep -qaF 'One screening exists per tenant' prescreen.protoset ||
  fail "the descriptor set has no comments"
