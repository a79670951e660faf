#!/usr/bin/env bash
# sanitizer.sh [OPTION...]: runs the tests of the PostgreSQL extension on a server whose extension is compiled with AddressSanitizer and
# UndefinedBehaviorSanitizer (sanitized-server.sh). What they find fails the test and is told when its server stops. The options are those of 'dotnet test', such as --filter; without any, it takes a few minutes.
set -euo pipefail
project=$(cd "$(dirname "$0")/../SqlInference.Postgres.Tests" && pwd)
dotnet build "$project" --configuration Release --verbosity quiet --nologo
SQLINFERENCE_SANITIZED=1 dotnet test "$project" --configuration Release --no-build --nologo "$@"
