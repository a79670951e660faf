#!/usr/bin/env bash
# Builds the product and leaves the command at artifacts/sqlinference.
source "$(dirname "$0")/lib/common.sh"
source "$repo_root/deploy-scripts/lib/native-packages.sh"

need dotnet npm openssl
fetch_native_packages

say "Building"
dotnet publish "$repo_root/src/SqlInference.Cli" --configuration Release --runtime linux-x64 --output "$repo_root/artifacts/publish" --verbosity quiet --nologo "$@"
ln -sfn publish/sqlinference "$repo_root/artifacts/sqlinference"
version=$("$repo_root/artifacts/sqlinference" --version)
say "Built artifacts/sqlinference ($version)"
