#!/usr/bin/env bash
# What threads share, under ThreadSanitizer: writers, readers that lose their copies meanwhile, indexing by several threads.
#   scripts/threads.sh [BUILD]   a folder to build in (default: build-tsan); about five minutes on two cores
# Exit 0 = no race found, and no test failed.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build-tsan}
launcher=()
command -v ccache >/dev/null && launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
cmake --preset tsan -B "$build" -DCMAKE_C_COMPILER=clang-19 -DCMAKE_CXX_COMPILER=clang++-19 -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_CXX_FLAGS_RELEASE=-O1 -DRIFFLE_BENCH=OFF -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=30 "${launcher[@]}"
cmake --build "$build" --target analysis_tests format_tests indexing_tests model_tests storage_tests
run() { "$build/tests/$1/$1_tests" --gtest_brief=1 --gtest_filter="$2"; }
run storage 'Concurrency.*:UntrustedFile.*:Processes.*:ChangedFile.*'
run indexing '*'
run format 'BlockGuard.*'
run analysis 'Analyzer*:CheckedAnalyzer*'
run model 'Determinism.*:Reordered.*:Model.ManyShort*:Merge.*'
echo "threads: no race found"
