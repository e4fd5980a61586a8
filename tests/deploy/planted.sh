#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check_deploy.sh must find each fault that is planted in a copy of the tree.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# plant FILE SED-EXPRESSION
plant() {
  rm -rf "$work/tree"
  mkdir -p "$work/tree/server"
  cp -r "$here/../../deploy" "$work/tree/deploy"
  cp "$here/../../server/config.cc" "$work/tree/server/"
  sed -i -E "$2" "$work/tree/$1"
  if "$here/check_deploy.sh" "$work/tree" >"$work/out"; then
    echo "not found: $1: $2" >&2
    exit 1
  fi
}
plant deploy/prescreend.service 's/^User=prescreen/User=root/'
plant deploy/prescreend.service '/^NoNewPrivileges/d'
plant deploy/prescreend.service 's/^ProtectSystem=strict/ProtectSystem=no/'
plant deploy/Dockerfile 's/12\.[0-9]+-slim$/latest/'
plant deploy/Dockerfile '/^USER/d'
plant deploy/Dockerfile '/^HEALTHCHECK/d'
plant deploy/compose.yaml 's/read_only: true/read_only: false/'
plant deploy/compose.yaml '/lock:.var/d'
plant deploy/compose.yaml 's/127.0.0.1:8643:8643/8643:8643/'
plant deploy/prescreend.yaml '/lock_path/d'
plant deploy/RUNBOOK.md '/^## Chain stuck$/d'
