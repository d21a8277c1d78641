#!/usr/bin/env bash
# Long versions of the tests of durability and of living indexes, for a given time, and one table of what was tried.
#   scripts/torture.sh [--minutes N] [--build FOLDER]     default: 10 minutes, build/
# Build first (scripts/test.sh does). Exit 0 = no violation.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
minutes=10
build=$root/build
while [[ $# -gt 0 ]]; do
  case $1 in
    --minutes) minutes=$2; shift 2 ;;
    --build) build=$2; shift 2 ;;
    *) echo "usage: scripts/torture.sh [--minutes N] [--build FOLDER]" >&2; exit 2 ;;
  esac
done
if ! [[ $minutes =~ ^[1-9][0-9]*$ ]]; then
  echo "torture: --minutes takes a whole number of at least 1" >&2
  exit 2
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0
table="what|tried|outcome"

# part NAME PATTERN COMMAND...: runs it; the table gets the last line of its output that matches.
part() {
  local name=$1 pattern=$2 outcome=passed
  shift 2
  if ! "$@" >"$log" 2>&1; then
    outcome=FAILED
    failed=1
    tail -n 40 "$log"
  fi
  table+=$'\n'"$name|$(grep -E "$pattern" "$log" | tail -n 1)|$outcome"
}

end=$((SECONDS + 60 * minutes))
storage=$build/tests/storage/storage_tests
samples=50000
part "crash states" 'states' env RIFFLE_CRASH_SAMPLES=$samples "$storage" --gtest_filter='Crash.Every*'
part "broken rules" 'tests ran' "$storage" --gtest_filter='Crash.EachBroken*'
part "failing changes, kills" 'tests ran' "$storage" --gtest_filter='Faults.*'
part "flips and cuts" 'tests ran' "$storage" --gtest_filter='*orruption*:*Verify*'
part "10,000 commits" 'commits:' env RIFFLE_CHURN_COMMITS=10000 "$build/tests/indexing/indexing_tests" --gtest_filter='CommitMerge.Many*'
rounds=0
seed=$((RANDOM * 32768 + RANDOM))
while ((SECONDS < end && failed == 0)); do
  rounds=$((rounds + 1))
  left=$((end - SECONDS))
  part "living indexes, round $rounds" 'lives' env RIFFLE_LIVING_SEED=$((seed + rounds * 1000)) RIFFLE_LIVING_SECONDS=$((left < 60 ? left : 60)) \
    "$build/tests/model/model_tests" --gtest_filter='LivingIndex.FreshSeeds*'
done
echo "$table" | column -t -s '|'
exit $failed
