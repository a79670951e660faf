#!/usr/bin/env bash
# Sets up what the tests need, builds everything, checks the formatting and runs every test. Ends with
# "N passed, N failed", counted from the result files; skipped tests say above that what was missing.
source "$(dirname "$0")/lib/common.sh"

results="$repo_root/artifacts/test-results"

main() {
  # One test asks Python to hold a lock.
  need dotnet npm openssl python3
  # Amazon's own clients call the service, and ONNX's own checker reads what is exported; without them those tests are skipped.
  [ "$(id -u)" != 0 ] || apt_install awscli python3-boto3 python3-onnx
  # The PostgreSQL extension is built into a copy of this server, which the tests start for themselves.
  [ "$(id -u)" != 0 ] || apt_install gcc make postgresql-15 postgresql-server-dev-15 libcurl4-openssl-dev
  # Clients of such a server.
  [ "$(id -u)" != 0 ] || apt_install unixodbc odbc-postgresql openjdk-17-jdk-headless libpostgresql-jdbc-java python3-psycopg2 python3-sqlalchemy
  # The driver of SQL Server finds encodings by cultures; the files for Kubernetes are read as YAML.
  [ "$(id -u)" != 0 ] || ldconfig -p | grep -q libicuuc || apt_install libicu72
  [ "$(id -u)" != 0 ] || apt_install python3-yaml
  # The assembly for SQL Server runs on Mono, and is verified by it.
  [ "$(id -u)" != 0 ] || apt_install mono-runtime mono-devel mono-utils
  "$repo_root/deploy-scripts/build.sh"
  "$repo_root/deploy-scripts/package.sh"

  say "Building the tests"
  dotnet build "$repo_root/SqlInference.sln" --configuration Release --verbosity quiet --nologo

  say "Checking the formatting, and running the tests"
  rm -rf "$results"
  mkdir -p "$results"
  local status=0 formatting
  dotnet format "$repo_root/SqlInference.sln" --verify-no-changes --no-restore >"$results/formatting.txt" 2>&1 &
  formatting=$!
  # A test is over before code that was compiled for what was measured of it would pay: a seventh of the processor time.
  export DOTNET_TieredPGO=0
  # Each project writes a result file of its own name: names made from the time can collide. From the end of the alphabet,
  # where the longest are, so that none of them is alone at the end.
  test_projects | sort -r | xargs -P "$(nproc)" -I{} sh -c '
    dotnet test "$1" --configuration Release --no-build --nologo --verbosity quiet \
      --logger "trx;LogFileName=$(basename "$1" .csproj).trx" --results-directory "$2"' sh {} "$results" || status=$?
  if ! wait "$formatting"; then
    status=1
    cat "$results/formatting.txt"
  fi
  report
  return "$status"
}

# Without Mono nothing can run what is compiled for .NET Framework.
test_projects() {
  if command -v mono >/dev/null; then
    find "$repo_root/tests" -name '*.Tests.csproj' -o -name '*.Live.csproj'
  else
    say "Left out: SqlInference.SqlClr.Tests, for which mono-devel has to be installed" >&2
    find "$repo_root/tests" \( -name '*.Tests.csproj' -o -name '*.Live.csproj' \) ! -name 'SqlInference.SqlClr.Tests.csproj'
  fi
}

# The attribute's value in each result file, added up. VSTest leaves skipped tests out of "executed" only.
sum() {
  local total=0 value
  for value in $(grep -ho "<Counters [^>]*" "$results"/*.trx | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*'); do
    total=$((total + value))
  done
  echo "$total"
}

# The result files of test processes that died: those that say that the run was aborted, or that it failed, and name no failed test.
died() {
  local file
  for file in "$results"/*.trx; do
    if grep -q 'The active test run was aborted' "$file" ||
      { ! grep -q '<ResultSummary outcome="Completed"' "$file" && grep -q '<Counters [^>]* failed="0"' "$file"; }; then
      echo "$file"
    fi
  done
}

report() {
  local passed failed skipped lost file
  passed=$(sum passed)
  failed=$(sum failed)
  skipped=$(($(sum total) - $(sum executed)))
  # A test process that dies leaves no result file, and must not pass for a short run.
  lost=$(($(test_projects 2>/dev/null | wc -l) - $(find "$results" -name '*.trx' | wc -l)))
  if [ "$lost" -gt 0 ]; then
    say "$lost test projects left no results"
    failed=$((failed + lost))
  fi
  # One that dies amidst its tests leaves those that it had not come to out of the counts.
  while IFS= read -r file; do
    say "The test process of $(basename "$file" .trx) died before it was done: $(grep -o 'test run was aborted[^<]*' "$file" | head -1)"
    failed=$((failed + 1))
  done < <(died)

  if [ "$skipped" -gt 0 ]; then
    say "Skipped:"
    grep -hA6 'outcome="NotExecuted"' "$results"/*.trx | grep -o '<Message>[^<]*' | sed 's/<Message>/  /' | sort | uniq -c
    echo "$passed passed, $failed failed, $skipped skipped"
  else
    echo "$passed passed, $failed failed"
  fi
}

main
