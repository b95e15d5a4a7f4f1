#!/bin/sh
set -eu
if [ -z "${LINK_KEYS:-}" ]; then
  azd env set LINK_KEYS "k1:$(openssl rand -hex 32)"
fi
