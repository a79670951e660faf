#!/usr/bin/env bash
# fuzz-regression.sh [functions|operators]: runs PostgreSQL's own regression suite twice, as it is and with every function (every
# function and operator) of every query computed by the batching node, and compares the results outside plans. Prints what differs
# and is not in fuzz-regression.expected. Needs the packages postgresql-15 and postgresql-server-dev-15; fetches their source.
#   PG_CONFIG      another server to test on
#   PG_SOURCE      its source tree, instead of fetching one
#   FUZZ_SETTINGS  more settings, such as "sqlinference.batch_rows=3 force_parallel_mode=regress"
#   WORK           where to work; kept, so that the source is there next time
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
extension=$here/../../src/sqlinference-postgres
pg_config=${PG_CONFIG:-/usr/lib/postgresql/15/bin/pg_config}
mode=${1:-functions}
work=$(mkdir -p "${WORK:-/tmp/sqlinference-fuzz}" && cd "${WORK:-/tmp/sqlinference-fuzz}" && pwd)

# PostgreSQL does not run as root.
unprivileged() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME="$work" "$@"; else "$@"; fi
}

# The system's package sources, asked for source packages; its own lists stay as they are. Security updates replace each
# other, and the list may name one whose files are gone: then the one before does.
fetch_source() {
  [ -z "${PG_SOURCE:-}" ] || { echo "$PG_SOURCE"; return; }
  if ! compgen -G "$work/source/postgresql-15-*/src" > /dev/null; then
    mkdir -p "$work/source" "$work/apt/lists/partial" "$work/apt/sources"
    local list version
    for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
      [ ! -f "$list" ] || sed -E 's/^deb /deb-src /; s/^Types:.*/Types: deb-src/' "$list" > "$work/apt/sources/${list##*/}"
    done
    local apt=(-qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/apt/sources" -o "Dir::State::lists=$work/apt/lists")
    apt-get "${apt[@]}" update >&2
    for version in $(apt-cache "${apt[@]}" showsrc postgresql-15 | sed -n 's/^Version: //p' | sort -rV | uniq); do
      (cd "$work/source" && apt-get "${apt[@]}" source "postgresql-15=$version" >&2) && break
    done
  fi
  compgen -G "$work/source/postgresql-15-*/" | head -1
}

# The suite's own C functions, and two modules that it takes from contrib.
build_modules() {
  mkdir -p "$work/modules"
  [ "$work/modules/regress.so" -nt "$source/src/test/regress/regress.c" ] ||
    gcc -shared -fPIC -O1 -w -I"$("$pg_config" --includedir-server)" -o "$work/modules/regress.so" "$source/src/test/regress/regress.c"
  cp "$("$pg_config" --pkglibdir)"/{autoinc,refint}.so "$work/modules/"
}

# run NAME SETTING...: a cluster of its own, the results in NAME/results.
run() {
  local name=$1 folder=$work/$1 setting
  shift
  rm -rf "$folder"
  install -d -o "$(unprivileged id -un)" "$folder" "$folder/data" "$folder/space"
  unprivileged "$work/server/bin/initdb" -D "$folder/data" -U postgres -A trust --no-sync --locale=C --encoding=UTF8 > "$folder/initdb.log"
  {
    printf '%s\n' "unix_socket_directories = '$folder'" "listen_addresses = ''" "fsync = off" "max_prepared_transactions = 2"
    for setting in "$@"; do echo "${setting/=/ = }"; done
  } >> "$folder/data/postgresql.conf"
  unprivileged "$work/server/bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w start > /dev/null
  unprivileged env PGHOST="$folder" "$("$pg_config" --pkglibdir)/pgxs/src/test/regress/pg_regress" --bindir="$work/server/bin" \
    --host="$folder" --user=postgres --dlpath="$work/modules" --inputdir="$source/src/test/regress" --outputdir="$folder" \
    --schedule="$source/src/test/regress/parallel_schedule" --max-concurrent-tests=20 > "$folder/pg_regress.log" 2>&1 || true
  unprivileged "$work/server/bin/pg_ctl" -D "$folder/data" -m fast stop > /dev/null
}

# Plans differ by intention; paths and sizes of files do from run to run.
without_plans() {
  awk -v folder="$1" '
    /^ *(QUERY PLAN|explain_[a-z_]+) *$/ { plan = 1; next }
    plan && /^\([0-9]+ rows?\)$/ { plan = 0; next }
    plan { next }
    # \gexec and \t print plans without a header.
    /^explain / { explained = 1; print; next }
    explained && /^ / { next }
    { explained = 0; gsub(folder, "FOLDER"); print }' "$2"
}

# Lines that differ, as "file: -line" and "file: +line".
differences() {
  local file
  for file in "$work"/base/results/*.out; do
    diff -U0 <(without_plans "$work/base" "$file") <(without_plans "$work/fuzz" "$work/fuzz/results/${file##*/}") |
      sed -n '/^[-+]/{/^\(---\|+++\) /d;p}' | sed "s/^/$(basename "$file" .out): /" || true
  done
}

source=$(fetch_source)
"$extension/test/private-server.sh" "$work/server" > "$work/build.log" 2>&1
build_modules
chmod -R a+rX "$work"
run base
# shellcheck disable=SC2086
run fuzz session_preload_libraries=sqlinference sqlinference.fuzz="$mode" ${FUZZ_SETTINGS:-}

if grep -q "terminated by signal" "$work/fuzz/server.log"; then
  echo "The server has crashed:"
  grep "terminated by signal" "$work/fuzz/server.log"
  exit 1
fi
differences > "$work/differences"
grep -vxFf "$here/fuzz-regression.expected" "$work/differences" > "$work/unexpected" || true
cat "$work/unexpected"
echo "$(ls "$work"/fuzz/results/*.out | wc -l) files compared, $(wc -l < "$work/unexpected") lines differ that should not"
[ ! -s "$work/unexpected" ]
