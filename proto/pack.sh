#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Packs the public API for other languages: protos, the google/rpc files that
# they need, a descriptor set with comments, a README. The same sources and
# protoc give the same bytes.
#
#   proto/pack.sh FOLDER     writes FOLDER/prescreen-protos/ and the same as
#                            FOLDER/prescreen-protos.tar.gz
set -euo pipefail
export LC_ALL=C
# Both are written for everybody to read, whoever packs.
umask 022

mkdir -p "$1"
target=$(cd "$1" && pwd)
cd "$(dirname "$0")"
pack=$target/prescreen-protos
# What a server stores (prescreen/stored) is nobody else's business.
mapfile -t protos < <(find google prescreen/v1 -name '*.proto' | sort)
version=$(sed -n 's/^project(prescreen VERSION \([0-9.]*\).*/\1/p' ../CMakeLists.txt)

rm -rf "$pack"
for proto in "${protos[@]}"; do
  install -D -m 644 "$proto" "$pack/$proto"
done
install -m 644 ../LICENSE "$pack/LICENSE"
protoc --proto_path="$pack" --include_imports --include_source_info \
  --descriptor_set_out="$pack/prescreen.protoset" "${protos[@]}"

cat >"$pack/README.md" <<TEXT
# Prescreen $version: the API

The comments in \`prescreen/v1\` are the reference of the API. \`google/rpc\` holds
the two published files of error details, with the fields that Prescreen sends;
where your project has them from googleapis already, use those. What they import
from \`google/protobuf\` comes with every protoc.

$(for proto in "${protos[@]}"; do printf "* \`%s\`\n" "$proto"; done)
* \`prescreen.protoset\`: all of them and their imports as a FileDescriptorSet,
  with comments

Stubs, from this folder:

    protoc -I. --python_out=DIR --grpc_python_out=DIR \\
      --plugin=protoc-gen-grpc_python=\$(command -v grpc_python_plugin) \\
      \$(find prescreen google -name '*.proto')

Without stubs, on a server without TLS:

    grpcurl -protoset prescreen.protoset -plaintext 127.0.0.1:8643 list

Node reads the files as they are: \`@grpc/proto-loader\` with this folder in
\`includeDirs\`. Messages of version 1 change by addition alone. Apache-2.0.
TEXT
chmod 644 "$pack/README.md" "$pack/prescreen.protoset"

tar --directory "$target" --sort=name --format=ustar --mtime=@0 --owner=0 \
  --group=0 --numeric-owner -cf - prescreen-protos |
  gzip -n -9 >"$target/prescreen-protos.tar.gz"
