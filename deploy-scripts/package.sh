#!/usr/bin/env bash
# Packs the product for servers without .NET: artifacts/sqlinference-VERSION-linux-x64.tar.gz, which brings its own runtime,
# a systemd unit, an example of a configuration, and the scripts for managed PostgreSQL servers.
source "$(dirname "$0")/lib/common.sh"
source "$repo_root/deploy-scripts/lib/native-packages.sh"

main() {
  need dotnet npm openssl
  fetch_native_packages

  local build version name
  build="$repo_root/artifacts/package"
  rm -rf "$build"
  say "Building for servers without .NET"
  dotnet publish "$repo_root/src/SqlInference.Cli" --configuration Release --runtime linux-x64 --self-contained -p:SelfContained=true \
    --output "$build/publish" --verbosity quiet --nologo
  version=$("$build/publish/sqlinference" --version | cut -d' ' -f2)
  name="sqlinference-$version-linux-x64"

  mv "$build/publish" "$build/$name"
  cp "$repo_root"/{LICENSE,NOTICE} "$repo_root"/deploy-scripts/package/{sqlinference.service,sqlinference.json} \
    "$repo_root"/sql/postgres/managed{,-uninstall}.sql "$build/$name/"
  # The same input gives the same archive.
  tar --create --gzip --file "$repo_root/artifacts/$name.tar.gz" --directory "$build" \
    --sort=name --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w "$name"
  rm -rf "$build"
  say "Packed artifacts/$name.tar.gz"
}

main
