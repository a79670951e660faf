#!/usr/bin/env bash
# Makes the packages that SqlPackage publishes, from the scripts that the installer runs: artifacts/sqlinference-rest.dacpac holds all of
# install-sqlserver.sh --rest, and artifacts/sqlinference-clr.dacpac what of --clr does not stand on the assembly, which the installer adds.
source "$(dirname "$0")/lib/common.sh"

need dotnet
command -v mono >/dev/null || apt_install mono-runtime mono-devel
say "Building the packages for SqlPackage"
dotnet build "$repo_root/src/SqlInference.Dacpac" --configuration Release --verbosity quiet --nologo
mono "$repo_root/artifacts/bin/SqlInference.Dacpac/release/SqlInference.Dacpac.exe" "$repo_root/sql/sqlserver" "$repo_root/artifacts"
say "Built artifacts/sqlinference-rest.dacpac and artifacts/sqlinference-clr.dacpac"
