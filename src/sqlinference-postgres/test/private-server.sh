#!/usr/bin/env bash
# private-server.sh FOLDER: a copy of the installed PostgreSQL with this extension in it. A server finds its files by where its own
# binary lies, so nothing of the system's is touched, root is not needed, and several checkouts can be tried side by side.
# Afterwards FOLDER/bin has initdb, pg_ctl, psql and the rest.
set -euo pipefail

target=$(mkdir -p "$1" && cd "$1" && pwd)
source_folder=$(cd "$(dirname "$0")/.." && pwd)
pg_config=${PG_CONFIG:-pg_config}

for kind in bindir pkglibdir sharedir; do
  folder=$("$pg_config" --$kind)
  mkdir -p "$target$folder"
  # Newer files only: a second call takes a moment.
  cp -ru "$folder/." "$target$folder/"
done
make -s -C "$source_folder" install DESTDIR="$target" PG_CONFIG="$pg_config" STRICT=1
ln -sfn "$target$("$pg_config" --bindir)" "$target/bin"
