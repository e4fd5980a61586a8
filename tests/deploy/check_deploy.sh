#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lints deploy/: what cannot be built or started here must at least say what it
# has to. Prints a line for each fault; exit code 1 if there are any.
# Usage: check_deploy.sh [TREE]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"
bad=$(mktemp)
trap 'rm -f "$bad"' EXIT

# need FILE PATTERN…: each a whole line, white space around it left out.
need() {
  file=$1
  shift
  for pattern in "$@"; do
    grep -qE "^[[:space:]]*$pattern[[:space:]]*\$" "$file" ||
      echo "$file: lacks: $pattern" >>"$bad"
  done
}
# never FILE PATTERN…
never() {
  file=$1
  shift
  for pattern in "$@"; do
    ! grep -nE "$pattern" "$file" | grep -v '^[0-9]*:[[:space:]]*#' >/dev/null ||
      echo "$file: has: $pattern" >>"$bad"
  done
}

need deploy/prescreend.service 'User=prescreen' 'Group=prescreen' 'UMask=0077' \
  'ProtectSystem=strict' 'ProtectHome=yes' 'PrivateTmp=yes' 'PrivateDevices=yes' \
  'NoNewPrivileges=yes' 'CapabilityBoundingSet=' 'MemoryDenyWriteExecute=yes' \
  'ProtectKernelTunables=yes' 'ProtectKernelModules=yes' 'ProtectControlGroups=yes' \
  'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX' 'RestrictNamespaces=yes' \
  'SystemCallFilter=@system-service' 'SystemCallArchitectures=native' \
  'LimitCORE=0' 'Restart=on-failure' 'RestartPreventExitStatus=69 78' \
  'StateDirectory=prescreen prescreen-lock prescreen-tiles prescreen-backup' \
  'ExecStartPre=/usr/bin/prescreend check-config --config /etc/prescreen/prescreend.yaml'
never deploy/prescreend.service 'User=root' 'ReadWritePaths=/$'

need deploy/Dockerfile 'FROM debian:12\.[0-9]+-slim AS build' 'FROM debian:12\.[0-9]+-slim' \
  'USER 8643:8643' 'VOLUME \[.*' 'HEALTHCHECK .*' 'STOPSIGNAL SIGTERM' \
  'ENTRYPOINT \["/usr/bin/prescreend"\]'
never deploy/Dockerfile ':latest' 'USER (root|0)' '(KEY|SECRET|PASSWORD|TOKEN)=' 'curl .*\| *(ba)?sh'

need deploy/compose.yaml 'read_only: true' 'user: "8643:8643"' 'cap_drop: \[ALL\]' \
  'security_opt: \["no-new-privileges:true"\]' 'stop_grace_period: 60s' \
  '- data:/var/lib/prescreen' '- lock:/var/lib/prescreen-lock' \
  '- tiles:/var/lib/prescreen-tiles' '- backup:/var/lib/prescreen-backup' \
  '- ./etc:/etc/prescreen:ro' 'ports: \["127\.0\.0\.1:8643:8643"\]'
never deploy/compose.yaml 'privileged: true' 'network_mode: host' ':latest' 'docker\.sock'

# Every setting that the server reads is explained.
grep -oE '\{"[a-z_]+",' server/config.cc | tr -d '{",' | sort -u |
  while read -r key; do
    grep -qE "(^|[ #{-])$key:" deploy/prescreend.yaml ||
      echo "deploy/prescreend.yaml: does not explain $key" >>"$bad"
  done

# One page for each thing that happens.
for page in 'Disk full' 'Restore' 'API key leaked' 'Log key lost or stolen' \
  'Publisher key stolen' 'Tenant key lost' 'Upgrade and way back' \
  'Status host down' 'Chain stuck' 'Out of gas'; do
  grep -qx "## $page" deploy/RUNBOOK.md ||
    echo "deploy/RUNBOOK.md: has no page $page" >>"$bad"
done

cat "$bad"
test ! -s "$bad"
