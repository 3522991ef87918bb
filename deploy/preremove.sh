#!/bin/sh
set -e
# An upgrade calls this, too (deb: "upgrade", rpm: 1): only a removal stops the service. Documents stay.
case "$1" in remove | 0) ;; *) exit 0 ;; esac
[ ! -d /run/systemd/system ] || systemctl disable --now letopis-ingest.timer letopis.service
