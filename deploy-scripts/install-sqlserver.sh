#!/usr/bin/env bash
# Sets a database of SQL Server or Azure SQL up for model statements and prediction functions, or takes that back.
#
#   install-sqlserver.sh --server SERVER --database NAME [--user NAME] [--trust-certificate] [--service ADDRESS] [--token-file FILE]
#                        [--clr [--assembly FILE] | --rest]
#   install-sqlserver.sh --uninstall [--functions] [--keep-trust] --server SERVER --database NAME [--user NAME] [--trust-certificate]
#   install-sqlserver.sh --print [--clr | --rest | --uninstall] …
#
# Run again over an older installation, it upgrades it; settings and prediction functions stay. ADDRESS is http://host:port or https://host:port,
# as the database server sees it; the default is http://127.0.0.1:8780. FILE holds the token of an adapter ('sqlinference token create --role adapter').
# --clr installs the assembly (SQL Server on Windows), --rest the way without it (SQL Server 2025, Azure SQL; HTTPS only); without either the
# server is asked which of them it can. --uninstall leaves prediction functions where they are, unless --functions drops them; --keep-trust leaves
# the assembly trusted by the server, for other databases that have it. --print writes the T-SQL that would be run, and runs nothing.
# Needs sqlcmd. With --user the password is read from SQLCMDPASSWORD; without it, the account that runs this is used. --trust-certificate takes
# whatever certificate the server has, as one that was just installed has none that anybody knows.
source "$(dirname "$0")/lib/common.sh"

scripts="$repo_root/sql/sqlserver"
assembly="$repo_root/artifacts/bin/SqlInference.SqlClr/release/SqlInference.SqlClr.dll"
server='' database='' user='' service='' token_file='' way='' uninstall=no functions=no keep_trust=0 trust=no print=no

main() {
  parse_arguments "$@"
  if [ "$print" = yes ]; then
    statements
    return
  fi
  command -v sqlcmd >/dev/null || fail "'sqlcmd' is not on PATH: https://learn.microsoft.com/sql/tools/sqlcmd/sqlcmd-utility"
  [ -n "$server" ] && [ -n "$database" ] || fail "--server and --database have to be named."
  [ "$uninstall" = yes ] || [ -n "$way" ] || find_way
  # It may hold the token. Global: the trap is run when main has returned.
  script=$(umask 077 && mktemp)
  trap 'rm -f "$script"' EXIT
  statements >"$script"
  if [ "$uninstall" = yes ]; then say "Removing SqlInference from database $database"; else say "Setting up database $database ($way)"; fi
  sql -i "$script"
  [ "$uninstall" = yes ] || say "Ready. In $database: EXEC sqlinference.run N'SHOW MODEL ALL';"
}

parse_arguments() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --clr) way=clr ;;
      --rest) way=rest ;;
      --uninstall) uninstall=yes ;;
      --functions) functions=yes ;;
      --keep-trust) keep_trust=1 ;;
      --trust-certificate) trust=yes ;;
      --print) print=yes ;;
      --server | --database | --user | --service | --token-file | --assembly)
        [ $# -gt 1 ] || fail "$1 needs a value."
        case "$1" in
          --server) server=$2 ;;
          --database) database=$2 ;;
          --user) user=$2 ;;
          --service) service=$2 ;;
          --token-file) token_file=$2 ;;
          --assembly) assembly=$2 ;;
        esac
        shift ;;
      --help) sed -n '2,/^source/{/^source/!s/^# \{0,1\}//p}' "$0"; exit ;;
      *) fail "unknown argument $1. --help says what there is." ;;
    esac
    shift
  done
  case "$service" in
    '' | http://* | https://*) ;;
    *) fail "$service is no address of a service: it has to begin with http:// or https://." ;;
  esac
  [ -z "$token_file" ] || [ -r "$token_file" ] || fail "there is no $token_file that can be read."
}

# -b: an error ends it; -x: nothing in the scripts is a variable of sqlcmd's.
sql() {
  local login=(-E)
  [ -z "$user" ] || login=(-U "$user")
  [ "$trust" = no ] || login+=(-C)
  sqlcmd -S "$server" -d "$database" "${login[@]}" -b -x -I -f 65001 "$@"
}

# What the server can: assemblies with access to the network are for Windows, endpoints came with version 17 and are in Azure SQL.
find_way() {
  way=$(sql -h -1 -W -Q "SET NOCOUNT ON; SELECT CASE
    WHEN CAST(SERVERPROPERTY('EngineEdition') AS int) = 5 THEN 'rest'
    WHEN (SELECT host_platform FROM sys.dm_os_host_info) = 'Windows' THEN 'clr'
    WHEN CAST(SERVERPROPERTY('ProductMajorVersion') AS int) >= 17 THEN 'rest' ELSE 'none' END;" | tr -d '[:space:]')
  [ "$way" != none ] || fail "SQL Server before 2025 on Linux neither takes assemblies with access to the network nor calls endpoints: use 'sqlinference run --database'."
}

statements() {
  if [ "$uninstall" = yes ]; then
    [ "$functions" = no ] || cat "$scripts/uninstall-functions.sql"
    sed "s/{{KeepTrust}}/$keep_trust/" "$scripts/uninstall.sql"
    return
  fi
  case "${way:-clr}" in
    clr)
      [ -e "$assembly" ] || build_assembly >&2
      cat "$scripts/00-clr.sql" "$scripts/10-schema.sql" "$scripts/20-text.sql" "$scripts/30-functions.sql"
      with_assembly "$scripts/40-clr-assembly.sql"
      cat "$scripts/41-clr-callers.sql" "$scripts/50-statements.sql" "$scripts/60-views.sql" ;;
    rest)
      cat "$scripts/00-rest.sql" "$scripts/10-schema.sql" "$scripts/20-text.sql" "$scripts/30-functions.sql" "$scripts/40-rest.sql" "$scripts/50-statements.sql" ;;
  esac
  settings
}

settings() {
  [ -z "$service" ] || printf "EXEC sqlinference.set_service @address = %s;\nGO\n" "$(literal "$service")"
  [ -z "$token_file" ] || printf "EXEC sqlinference.set_service @token = %s;\nGO\n" "$(literal "$(tr -d '\r\n' <"$token_file")")"
}

literal() { printf "N'%s'" "${1//\'/\'\'}"; }

build_assembly() {
  need dotnet
  say "Building the assembly"
  dotnet build "$repo_root/src/SqlInference.SqlClr" --configuration Release --verbosity quiet --nologo
}

# The script with the assembly's bytes and their hash in it, by which the server trusts it.
with_assembly() {
  local line
  while IFS= read -r line; do
    case "$line" in
      *'{{AssemblyHash}}'*) printf '%s0x%s%s\n' "${line%%'{{'*}" "$(sha512sum "$assembly" | cut -d ' ' -f 1)" "${line##*'}}'}" ;;
      *'{{AssemblyBytes}}'*) printf '%s0x%s%s\n' "${line%%'{{'*}" "$(od -An -v -tx1 "$assembly" | tr -d ' \n')" "${line##*'}}'}" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done <"$1"
}

main "$@"
