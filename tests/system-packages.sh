#!/bin/sh
# Makes sure that the tests find PostgreSQL, Redis, Chromium and a font with Chinese characters.
set -u
missing=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v redis-server >/dev/null 2>&1 || command -v valkey-server >/dev/null 2>&1 || missing="$missing redis-server"
# The Chromium that draws no windows takes two thirds of the time; where there is another, that one serves, too.
shell=""
command -v chromium-headless-shell >/dev/null 2>&1 || shell=" chromium-headless-shell"
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing$shell"
ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1 || missing="$missing fonts-noto-cjk"
[ -z "$missing$shell" ] && exit 0
case "$missing" in *"$shell"*) wanted="$missing" ;; *) wanted="$missing$shell" ;; esac
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "installing$wanted"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted >/dev/null && exit 0
fi
[ -z "$missing" ] && exit 0
echo "The tests need$missing. Install them with your system's package manager, for instance: apt-get install$missing" >&2
exit 1
