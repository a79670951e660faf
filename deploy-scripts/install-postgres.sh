#!/usr/bin/env bash
# Installs the extension into this machine's PostgreSQL and sets one database up for it, or takes both back.
#
#   install-postgres.sh [--database NAME] [--service ADDRESS] [--token-file FILE] [--aurora] [--pg-config PATH]
#   install-postgres.sh --uninstall [--database NAME] [--pg-config PATH]
#
# ADDRESS is http://host:port, https://host:port or unix:/path/of/socket; the default is http://127.0.0.1:8780. FILE holds the token of an
# adapter ('sqlinference token create --role adapter'); it has to belong to the user that PostgreSQL runs as, with mode 0600: settings of a
# database can be read by everybody in it, so that only the file's path is one.
# --aurora adds the functions of Aurora PostgreSQL (aws_sagemaker.invoke_endpoint, aws_comprehend.detect_sentiment) to the database.
# Without --database the extension is built and installed, and no database is touched. Connects as psql would: PGHOST, PGPORT, PGUSER; run by
# root without PGUSER, as the system's account postgres.
source "$(dirname "$0")/lib/common.sh"

source_folder="$repo_root/src/sqlinference-postgres"
database='' service='' token_file='' aurora=no uninstall=no
pg_config=${PG_CONFIG:-pg_config}

main() {
  parse_arguments "$@"
  if [ "$uninstall" = yes ]; then
    [ -z "$database" ] || tear_down
    say "Removing the extension's files"
    make -s -C "$source_folder" uninstall PG_CONFIG="$pg_config"
    return
  fi
  install_packages
  say "Building and installing the extension for $("$pg_config" --version)"
  make -s -C "$source_folder" clean PG_CONFIG="$pg_config"
  make -s -C "$source_folder" install PG_CONFIG="$pg_config"
  [ -z "$database" ] || set_up
}

parse_arguments() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --aurora) aurora=yes ;;
      --uninstall) uninstall=yes ;;
      --database | --service | --token-file | --pg-config)
        [ $# -gt 1 ] || fail "$1 needs a value."
        case "$1" in
          --database) database=$2 ;;
          --service) service=$2 ;;
          --token-file) token_file=$2 ;;
          --pg-config) pg_config=$2 ;;
        esac
        shift ;;
      --help) sed -n '2,/^source/{/^source/!s/^# \{0,1\}//p}' "$0"; exit ;;
      *) fail "unknown argument $1. --help says what there is." ;;
    esac
    shift
  done
  [ "$aurora" = no ] || [ -n "$database" ] || fail "--aurora needs --database: its functions are in a database."
  case "$service" in
    '' | http://* | https://* | unix:/*) ;;
    *) fail "$service is no address of a service: it has to begin with http://, https:// or unix:/." ;;
  esac
}

# The server's header files are those of the pg_config that was named, or of the newest server that is installed.
install_packages() {
  need make gcc
  if ! command -v "$pg_config" >/dev/null || [ ! -d "$("$pg_config" --includedir-server)" ]; then
    local version
    version=$(ls /usr/lib/postgresql 2>/dev/null | sort -n | tail -1)
    [ -n "$version" ] || fail "no PostgreSQL server is installed here: the extension runs inside one."
    apt_install "postgresql-server-dev-$version"
  fi
  [ -e /usr/include/curl/curl.h ] || compgen -G '/usr/include/*/curl/curl.h' >/dev/null || apt_install libcurl4-openssl-dev
}

# Runs statements in a database; names and values are psql's to quote.
sql() {
  local in=$1 psql=(psql)
  shift
  [ "$(id -u)" != 0 ] || [ -n "${PGUSER:-}" ] || psql=(runuser -u postgres -- psql)
  (cd /tmp && "${psql[@]}" --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname "$in" "$@")
}

set_up() {
  say "Setting up database $database"
  sql "$database" <<<"SET client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS sqlinference; ALTER EXTENSION sqlinference UPDATE;"
  [ "$aurora" = no ] || sql "$database" <<<"SET client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS sqlinference_aurora; ALTER EXTENSION sqlinference_aurora UPDATE;"
  set_setting service "$service"
  set_setting token_file "$token_file"
  say "Ready. New sessions of $database can run: SELECT * FROM sqlinference.show_models();"
}

set_setting() {
  [ -n "$2" ] || return 0
  sql "$database" --set database="$database" --set value="$2" <<<"ALTER DATABASE :\"database\" SET sqlinference.$1 = :'value';"
}

# Prediction functions are the users' and stay, without what they call.
tear_down() {
  say "Removing the extension from database $database"
  sql "$database" --set database="$database" <<'SQL'
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS sqlinference_aurora;
DROP EXTENSION IF EXISTS sqlinference;
ALTER DATABASE :"database" RESET sqlinference.service;
ALTER DATABASE :"database" RESET sqlinference.token_file;
SQL
}

main "$@"
