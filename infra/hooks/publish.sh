#!/bin/sh
set -eu
rm -rf publish
set -- -c Release -r linux-x64 "-p:DurableBackend=${DURABLE_BACKEND:-AzureManaged}" -o publish
if [ -n "${TEAMS_DIRECTORY:-}" ]; then set -- "$@" "-p:TeamsDirectory=${TEAMS_DIRECTORY}"; fi
dotnet publish src/Functions "$@"
