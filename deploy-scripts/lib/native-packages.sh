# Fetches the native libraries and sources that the build needs from npm, checks each against its
# published SHA-512 and unpacks what we use below artifacts/packages. Sourced by the other scripts.
# npm's own cache makes the second run work without a network.

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
}
