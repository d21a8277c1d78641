#!/usr/bin/env bash
# Which lines and branches of the engine its tests reach, by clang's source coverage.
#   scripts/coverage.sh [--build FOLDER] [--html FOLDER] [--all]
# Builds into FOLDER (default: build-coverage/) and runs the tests of the file layers (base, format, storage, memory,
# indexing with salvage, and the fuzzers' seeds); --all builds and runs every test. Prints a table for the code that opens, writes and checks files;
# --html writes all sources with their counts.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build-coverage
html=
folders=(base memory format storage indexing)
while [[ $# -gt 0 ]]; do
  case $1 in
    --build) build=$2; shift 2 ;;
    --html) html=$2; shift 2 ;;
    --all) folders=(base memory kernels text analysis postings format storage indexing ingest query results model readers); shift ;;
    *) echo "usage: scripts/coverage.sh [--build FOLDER] [--html FOLDER] [--all]" >&2; exit 2 ;;
  esac
done
launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
# Counters that live in the file itself (%c below) keep what a process did that a test forked, or that was killed.
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-O1" \
  -DCMAKE_CXX_COMPILER=clang++-19 -DCMAKE_CXX_FLAGS="-fprofile-instr-generate -fcoverage-mapping -mllvm -runtime-counter-relocation" \
  -DRIFFLE_BENCH=OFF -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=12 "${launcher[@]}" >/dev/null
targets=()
for folder in "${folders[@]}"; do targets+=("${folder}_tests"); done
cmake --build "$build" --target "${targets[@]}" open_and_query_replay

profiles=$build/profiles
rm -rf "$profiles"
mkdir -p "$profiles"
objects=()
for folder in "${folders[@]}"; do
  program=$build/tests/$folder/${folder}_tests
  objects+=(-object "$program")
  # Damage is tried in samples: what is reached counts, not how often.
  LLVM_PROFILE_FILE=$profiles/$folder.%c%p.profraw RIFFLE_CRASH_SAMPLES=20 RIFFLE_FLIPS=200 \
    "$program" --gtest_brief=1 --gtest_filter='-Corruption.EveryFlipped*:Corruption.EveryCut*:Corruption.FlippedBits*'
done
LLVM_PROFILE_FILE=$profiles/replay.profraw "$build/fuzz/open_and_query_replay" "$root/fuzz/seeds/open_and_query"
objects+=(-object "$build/fuzz/open_and_query_replay")
llvm-profdata-19 merge -sparse "$profiles"/*.profraw -o "$build/riffle.profdata"
objects=("${objects[@]:1}")  # the first one needs no -object

report() { llvm-cov-19 report "${objects[@]}" -instr-profile="$build/riffle.profdata" "$@"; }
report -show-region-summary=false "$root"/engine/{base,format,storage} "$root/engine/indexing/salvage.cc"
if [[ -n $html ]]; then
  llvm-cov-19 show "${objects[@]}" -instr-profile="$build/riffle.profdata" -format=html -output-dir="$html" \
    -show-branches=count "$root/engine"
  echo "coverage: $html/index.html"
fi
