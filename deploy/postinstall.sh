#!/bin/sh
set -e
if command -v systemd-sysusers >/dev/null; then
  systemd-sysusers letopis.conf
elif ! getent passwd letopis >/dev/null; then
  useradd --system --user-group --home-dir /var/lib/letopis --shell /usr/sbin/nologin letopis
fi
chgrp letopis /etc/letopis/letopis.yaml # it may hold hashes of keys
[ ! -d /run/systemd/system ] || systemctl daemon-reload
# A server that runs goes on with the new program; nothing is started that was not.
[ ! -d /run/systemd/system ] || systemctl try-restart letopis.service
