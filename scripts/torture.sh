#!/usr/bin/env bash
# Long versions of the tests of durability, damage, limits and living indexes, and one table of what was tried.
#   scripts/torture.sh [--minutes N] [--build FOLDER] [--fuzz FOLDER] [--only PARTS]
# --minutes   about how long in all (default: 10). From 60 on nothing is sampled that can be tried whole.
# --build     a build with tests (default: build/); scripts/test.sh makes it
# --fuzz      a build with the fuzzers (cmake --preset fuzz -B FOLDER): they run as well
# --only      some of: crashes faults kills disk flips damage memory bombs churn living fuzz
# Exit 0 = no violation, no wrong answer, no crash.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
minutes=10
build=$root/build
fuzz=
only="crashes faults kills disk flips damage memory bombs churn living fuzz"
usage() { sed -n 's/^# \{0,1\}//; 2,9p' "$0" >&2; exit 2; }
while [[ $# -gt 0 ]]; do
  [[ $# -gt 1 ]] || usage
  case $1 in
    --minutes) minutes=$2 ;;
    --build) build=$2 ;;
    --fuzz) fuzz=$2 ;;
    --only) only=$2 ;;
    *) usage ;;
  esac
  shift 2
done
if ! [[ $minutes =~ ^[1-9][0-9]*$ ]]; then
  echo "torture: --minutes takes a whole number of at least 1" >&2
  exit 2
fi
for program in storage/storage_tests indexing/indexing_tests model/model_tests memory/memory_tests; do
  [[ -x $build/tests/$program ]] && continue
  echo "torture: $build/tests/$program is missing; build it, or give --build FOLDER" >&2
  exit 2
done

log=$(mktemp)
trap 'rm -f "$log"' EXIT
columns=(states kills flips executions violations wrong crashes)
declare -A sum
for column in "${columns[@]}"; do sum[$column]=0; done
rows="part|states|kills|flips|executions|violations|wrong answers|crashes|seconds|outcome"
failed=0

# What a test prints in lines "tally: name=number ...", summed by name.
tally() { sed -n 's/^tally: //p' "$log" | tr ' ' '\n' | awk -F= -v name="$1" '$1 == name {s += $2; seen = 1} END {if (seen) print s + 0}'; }

# part NAME COMMAND...: runs it and adds a row. A signal is a crash; any other failure is at least one violation.
part() {
  local name=$1 outcome=passed status begin=$SECONDS row column value
  shift
  "$@" >"$log" 2>&1
  status=$?
  ((status > 128)) && echo "tally: crashes=1" >>"$log"
  if ((status != 0)); then
    outcome=FAILED
    failed=1
    [[ $(tally violations)$(tally wrong) =~ [1-9] ]] || echo "tally: violations=1" >>"$log"
    tail -n 60 "$log"
  fi
  row=$name
  for column in "${columns[@]}"; do
    value=$(tally "$column")
    row+="|${value:--}"
    sum[$column]=$((sum[$column] + ${value:-0}))
  done
  rows+=$'\n'"$row|$((SECONDS - begin))|$outcome"
}
wanted() { [[ " $only " == *" $1 "* ]]; }
test_of() { local program=$1; shift; "$build/tests/$program/${program}_tests" --gtest_filter="$1"; }

articles() { awk -v from="$1" 'BEGIN { for (i = from; i < from + 300; ++i) {
  printf "{\"id\":\"a%d\",\"title\":\"Story %d\",\"body\":\"", i, i
  for (w = 0; w < 60; ++w) printf "w%d ", (i * 31 + w * 17) % 4001
  print "\"}" } }'; }

# full_file_systems COUNT: an index on file systems of so many sizes, too small for what is added to most of them. It stays
# as it was, byte for byte, and takes the same when there is room. Needs user namespaces.
full_file_systems() {
  local work tried=0 full=0 bad=0 i size outcome
  if ! unshare -Urm true 2>/dev/null; then
    echo "no user namespaces here: not tried"
    return 0
  fi
  work=$(mktemp -d)
  mkdir "$work/disk"
  articles 0 >"$work/first.jsonl"
  articles 200 >"$work/more.jsonl"
  "$build/cli/riffle" index --quiet "$work/first.riffle" "$work/first.jsonl"
  size=$(stat -c %s "$work/first.riffle")
  for ((i = 0; i < $1; ++i)); do
    # shellcheck disable=SC2016
    unshare -Urm bash -c 'set -e
      mount -t tmpfs -o size="$2" none "$1/disk"
      cp "$1/first.riffle" "$1/disk/a.riffle"
      outcome=0
      if ! "$3" index --quiet "$1/disk/a.riffle" "$1/more.jsonl" 2>/dev/null; then
        outcome=1
        cmp -s "$1/first.riffle" "$1/disk/a.riffle" || exit 2
        [[ $(ls -A "$1/disk") == a.riffle ]] || exit 3
        mount -o remount,size=64m "$1/disk"
        "$3" index --quiet "$1/disk/a.riffle" "$1/more.jsonl"
      fi
      "$3" verify --quiet "$1/disk/a.riffle" >/dev/null || exit 4
      exit $((outcome * 10))' - "$work" $((size + 4096 + size * 2 * i / $1)) "$build/cli/riffle"
    outcome=$?
    tried=$((tried + 1))
    case $outcome in
      0) ;;
      10) full=$((full + 1)) ;;
      *) bad=$((bad + 1)); echo "size $((size + 4096 + size * 2 * i / $1)): outcome $outcome" ;;
    esac
  done
  rm -rf "$work"
  echo "$tried sizes, $full of them too small"
  echo "tally: executions=$tried violations=$bad"
  return $((bad > 0 || full == 0))
}

end=$((SECONDS + 60 * minutes))
samples=$((minutes < 10 ? 6000 : minutes * 600)) kills=$((minutes * 100)) flips=$((minutes * 15000)) runs=$((minutes * 60)) commits=$((minutes * 200))
if ((minutes >= 60)); then samples=60000 flips=all runs=0 commits=10000; fi

wanted crashes && RIFFLE_CRASH_SAMPLES=$samples part "crash states" test_of storage 'Crash.Every*:Crash.Normal*'
wanted crashes && part "crashes after trouble" test_of storage 'Crash.After*'
wanted crashes && RIFFLE_CRASH_SAMPLES=$((minutes * 20)) RIFFLE_CRASH_DEPTH=3 part "three crashes in a row" \
  test_of storage 'Crash.TheNext*:Crash.NoChange*'
wanted crashes && part "broken rules noticed" test_of storage 'BrokenRules.*'
wanted faults && part "failing changes" test_of storage 'Faults.*'
wanted kills && RIFFLE_KILLS=$kills part "kill -9, two readers" test_of storage 'Kills.*'
wanted kills && RIFFLE_CONCURRENT_COMMITS=$((minutes * 50)) part "8 readers, 2 writers" test_of storage 'Concurrency.*'
wanted kills && RIFFLE_PROCESS_COMMITS=$((minutes * 100)) part "12 processes, one file" test_of storage 'Processes.*'
wanted disk && RIFFLE_DISK_SIZES=$((minutes * 10)) part "full disks" test_of storage 'DiskFull.*'
wanted disk && part "full file systems" full_file_systems $((minutes * 10))
wanted flips && RIFFLE_FLIPS=$flips part "flips, 256 KiB" test_of memory 'FlipTest.*'
wanted damage && part "flips, cuts, sectors" test_of storage '*orruption*:*Verify*'
wanted damage && RIFFLE_CUTS=$((minutes * 100)) part "changed while open" test_of storage 'ChangedFile.*:UntrustedFile.*'
wanted damage && RIFFLE_SALVAGE_FLIPS=$((minutes * 5)) part "salvage, page by page" test_of indexing 'Commits/Salvage*'
wanted memory && RIFFLE_ALLOCATION_RUNS=$runs part "failing allocations" test_of memory '*AllocationFailure*'
library=$(find "$build/engine" -name 'libriffle_c.so.1' 2>/dev/null | head -n 1)
if wanted memory && [[ -x $build/cli/riffle && -n $library ]]; then
  part "memory, soak" python3 "$root/scripts/memory.py" "$build/cli/riffle" "$library" \
    --megabytes $((minutes < 16 ? 16 : minutes < 256 ? minutes : 256)) --commits $commits
  memory=$(grep -v '^tally' "$log")
fi
if wanted bombs; then
  part "query bombs" test_of memory 'QueryBombs.*'
  bombs=$(sed -n 's/^query bombs: slowest/&/p' "$log")
fi
wanted churn && RIFFLE_CHURN_COMMITS=$commits part "$commits commits" test_of indexing 'CommitMerge.Many*'

source "$root/fuzz/options.sh"
fuzz_one() {
  local target=$1 seconds=$2 corpus status output
  corpus=$(mktemp -d)
  output=$(on_processor 0 "$fuzz/fuzz/${target}_fuzz" "${fuzz_options[@]}" -max_total_time="$seconds" \
    -artifact_prefix="$corpus/" "$corpus" "$root/fuzz/seeds/$target" "$root/fuzz/found/$target" 2>&1)
  status=$?
  tail -n 40 <<<"$output"
  sed -n 's/^stat::number_of_executed_units: */tally: executions=/p' <<<"$output"
  if ((status == 0)); then rm -rf "$corpus"; else echo "tally: crashes=1"; echo "the input is in $corpus"; fi
  return $status
}
if wanted fuzz && [[ -n $fuzz ]]; then
  for target in "$fuzz"/fuzz/*_fuzz; do
    target=$(basename "$target" _fuzz)
    part "fuzz $target" fuzz_one "$target" $((minutes * 6))
  done
fi

round=0
seed=$((RANDOM * 32768 + RANDOM))
while wanted living && { ((round == 0)) || ((SECONDS < end && failed == 0)); }; do
  round=$((round + 1))
  left=$((end - SECONDS))
  ((left > 60 || left < 10)) && left=60
  RIFFLE_LIVING_SEED=$((seed + round * 1000)) RIFFLE_LIVING_SECONDS=$left \
    part "living indexes, round $round" test_of model 'LivingIndex.FreshSeeds*'
done

total="all"
for column in "${columns[@]}"; do total+="|${sum[$column]}"; done
rows+=$'\n'"$total|$SECONDS|$( ((failed)) && echo FAILED || echo passed)"
column -t -s '|' <<<"$rows"
[[ -z ${bombs:-} ]] || echo "$bombs"
[[ -z ${memory:-} ]] || echo "$memory"
exit $failed
