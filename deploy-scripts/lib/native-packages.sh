# Fetches the native libraries and sources that the build needs and unpacks what we use below artifacts/packages.
# Those from npm are checked against their published SHA-512, those from Debian against the distribution's signature.
# Sourced by the other scripts. What is there is not fetched again.

packages_dir="$repo_root/artifacts/packages"

# fetch_npm_package NAME VERSION SHA512 DESTINATION FILE[=AS]...
fetch_npm_package() {
  local name=$1 version=$2 integrity=$3 destination="$packages_dir/$4"
  shift 4
  local wanted="$name@$version $*"
  if [ -f "$destination/.complete" ] && [ "$(cat "$destination/.complete")" = "$wanted" ]; then
    return
  fi

  say "Fetching $name $version"
  local work tarball actual
  work=$(mktemp -d "${TMPDIR:-/tmp}/sqlinference-npm.XXXXXX")
  trap "rm -rf '$work'" EXIT # also where what follows fails
  tarball=$(cd "$work" && npm pack --silent --prefer-offline --ignore-scripts "$name@$version" 2>/dev/null | tail -n 1)
  [ -n "$tarball" ] && [ -f "$work/$tarball" ] || fail "npm could not deliver $name@$version: is the network there?"
  actual=$(openssl dgst -sha512 -binary "$work/$tarball" | base64 -w0)
  [ "$actual" = "$integrity" ] || fail "$name@$version is not the package we know: SHA-512 $actual, expected $integrity"

  rm -rf "$destination"
  mkdir -p "$destination"
  local file
  for file in "$@"; do
    local from=${file%%=*} as=${file#*=}
    tar -xzf "$work/$tarball" -C "$work" "package/$from"
    mkdir -p "$(dirname "$destination/$as")"
    mv "$work/package/$from" "$destination/$as"
  done
  rm -rf "$work"
  printf '%s' "$wanted" > "$destination/.complete"
}

# fetch_debian_libraries DESTINATION PACKAGE:LIBRARY=AS...
# Without them the build is complete all the same: the program then takes those that the system has.
fetch_debian_libraries() {
  local destination="$packages_dir/$1"
  shift
  if [ -f "$destination/.complete" ] && [ "$(cat "$destination/.complete")" = "$*" ]; then
    return
  fi

  local work entry packages=()
  for entry in "$@"; do packages+=("${entry%%:*}"); done
  say "Fetching ${packages[*]}"
  work=$(mktemp -d "${TMPDIR:-/tmp}/sqlinference-deb.XXXXXX")
  trap "rm -rf '$work'" EXIT
  if ! download_debian_packages "$work" "${packages[@]}"; then
    rm -rf "$work"
    printf 'warning: apt-get could not deliver %s: boosted trees can be trained where the system has libxgboost\n' "${packages[*]}" >&2
    return
  fi

  rm -rf "$destination"
  mkdir -p "$destination"
  for entry in "$@"; do
    local package=${entry%%:*} files=${entry#*:}
    dpkg-deb --extract "$work/${package}"_*.deb "$work/$package"
    cp -L "$work/$package"/usr/lib/*/"${files%%=*}" "$destination/${files#*=}"
  done
  rm -rf "$work"
  printf '%s' "$*" > "$destination/.complete"
}

# A fresh machine may have no lists of packages yet.
download_debian_packages() {
  local folder=$1
  shift
  command -v apt-get dpkg-deb >/dev/null || return 1
  (cd "$folder" && apt-get download -qq -o APT::Sandbox::User=root "$@" 2>/dev/null) && return
  [ "$(id -u)" = 0 ] && apt-get update -qq && (cd "$folder" && apt-get download -qq -o APT::Sandbox::User=root "$@")
}

fetch_native_packages() {
  fetch_npm_package @duckdb/node-bindings-linux-x64 1.5.6-r.1 \
    IXcrZJE6kEqM0Z4wwdVnGBHX/frOS33VPNAwDXQ/Q+Fs84b058Qe94chrCCIcNJlG8Y3UHIUU4eBeCQxW5mN1Q== \
    duckdb libduckdb.so LICENSE
  fetch_npm_package com.github.asus4.onnxruntime 0.4.9 \
    BkzxduSZ9IkeDP6Q8lz2TFU2ie7hSSvS7ZIfzMooExoq0CNzJnuuGaUJ7IsojBgqO4ouD1jXah8OYyJbCN29Fg== \
    onnxruntime-csharp Runtime LICENSE
  # Same release as the C# sources, built with the bridge to the CUDA provider.
  fetch_npm_package onnxruntime-node 1.29.0 \
    WjiVVB72riILz8HbYvxvmjKyE/WmkYoSfKY++axo5jAR609HQg8MwiG/HhShpTcJfmmAdzxxmB+MMST3A+SiPA== \
    onnxruntime bin/napi-v6/linux/x64/libonnxruntime.so.1=libonnxruntime.so
  # XGBoost and what a server may lack of what it needs.
  fetch_debian_libraries xgboost libxgboost0:libxgboost.so.0=libxgboost.so libdmlc0:libdmlc.so.0=libdmlc.so.0 libgomp1:libgomp.so.1=libgomp.so.1
}
