# What every script here starts with: strict mode, the repository's root, and how to speak.
set -euo pipefail

repo_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# need COMMAND...: installs what is missing, by the package of the same name. The .NET SDK is not in Debian.
need() {
  local command
  for command in "$@"; do
    command -v "$command" >/dev/null && continue
    [ "$command" != dotnet ] || fail "'dotnet' is not on PATH. Install the .NET SDK 10: https://dotnet.microsoft.com/download"
    apt_install "$command"
  done
}

# apt_install PACKAGE...: installs what is missing and touches the network only then.
apt_install() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "Installing ${missing[*]}"
  [ "$(id -u)" = 0 ] || fail "missing packages: ${missing[*]}. Install them, or run this script as root."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
