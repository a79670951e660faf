#!/usr/bin/env bash
# The anomaly tutorial from SQL: builds what is missing, runs sql/demo on a fresh data folder below artifacts/demo, shows what
# it found and draws the pictures. May be run again at any time; from the second time on without a network.
source "$(dirname "$0")/lib/common.sh"

demo="$repo_root/artifacts/demo"
sqlinference="$repo_root/artifacts/sqlinference"

main() {
  "$repo_root/deploy-scripts/build.sh"

  say "Running sql/demo/anomalies.sql: train a forest, deploy it, score 10,320 half hours, compare with five known events"
  rm -rf "$demo/data"
  mkdir -p "$demo"
  run "$repo_root/sql/demo/anomalies.sql"

  say "Running sql/demo/machine_temperature.sql: score time and temperature together"
  run "$repo_root/sql/demo/machine_temperature.sql"

  say "What is there now"
  run -c "SHOW MODEL ALL; SHOW ENDPOINT ALL"

  say "Drawing"
  draw taxi-tutorial.svg "Taxi passengers in New York, scored by their number" \
    "SELECT ride_timestamp, nbr_passengers AS passengers, score, cutoff, event
     FROM taxi_scores LEFT JOIN taxi_events ON ride_timestamp::date BETWEEN first_day AND last_day"
  draw taxi-anomalies.svg "Taxi passengers in New York, scored by how unusual they are for the hour" \
    "SELECT ride_timestamp, nbr_passengers AS passengers, score, cutoff, event
     FROM taxi_surplus_scores LEFT JOIN taxi_events ON ride_timestamp::date BETWEEN first_day AND last_day"
  draw machine-temperature.svg "Temperature of an industrial machine, scored with the time" \
    "SELECT \"timestamp\", value AS temperature, score, cutoff, event
     FROM machine_scores LEFT JOIN machine_events ON \"timestamp\" BETWEEN begins AND ends"

  say "Go on by yourself: artifacts/sqlinference run --data artifacts/demo/data -c \"SHOW MODEL taxi_forest\""
}

run() { "$sqlinference" run --data "$demo/data" "$@"; }

# draw FILE TITLE QUERY
draw() {
  "$sqlinference" plot --data "$demo/data" --output "$demo/$1" --title "$2" --command "$3"
  echo "artifacts/demo/$1"
}

main
