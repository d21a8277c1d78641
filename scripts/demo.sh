#!/usr/bin/env bash
# Builds the riffle command, makes an index and searches it.
#   scripts/demo.sh                 with the sample articles
#   scripts/demo.sh FILE|FOLDER...  with your own: .jsonl .json .csv .txt, each also as .gz or .zst
# Safe to run again: the build is kept, the index is made anew. Works from any folder.
#   RIFFLE_BUILD=<folder>           where to build (default: build-demo in the project)
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
build=${RIFFLE_BUILD:-$root/build-demo}
riffle=$build/cli/riffle

say() { printf '\n== %s\n' "$*"; }

# Prints a command as one would type it, then runs it.
show() {
  printf '\n$ riffle'
  printf ' %s' "$(quoted "$@")"
  printf '\n'
  "$riffle" "$@"
}

# Words for a shell, in quotes only where they are needed.
quoted() {
  local word line=
  for word in "$@"; do
    if [[ $word =~ ^[A-Za-z0-9_./:=,@%+-]+$ ]]; then
      line+=" $word"
    elif [[ $word == *\'* ]]; then
      word=${word//\\/\\\\}
      word=${word//\"/\\\"}
      word=${word//\$/\\\$}
      word=${word//\`/\\\`}
      line+=" \"$word\""
    else
      line+=" '$word'"
    fi
  done
  printf '%s' "${line:1}"
}

build_riffle() {
  "$root/scripts/setup.sh" --build
  local options=(-DCMAKE_BUILD_TYPE=Release -DRIFFLE_DEVELOPER=OFF -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=12)
  if command -v ninja >/dev/null && [[ ! -e $build/CMakeCache.txt ]]; then options+=(-G Ninja); fi
  if command -v ccache >/dev/null; then options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
  say "building in $build"
  mkdir -p "$build"
  cmake -S "$root" -B "$build" "${options[@]}" >"$build/configure.log" 2>&1 || { cat "$build/configure.log" >&2; exit 1; }
  cmake --build "$build" --target riffle_cli --parallel "$(nproc)"
}

search_samples() {
  say 'a phrase: these words, in this order'
  show search demo.riffle -n 3 '"deputy water minister"'
  say 'either word, but not a third one'
  show search demo.riffle -n 3 '(ferry OR harbour) NOT turbines'
  say 'one source, a range of dates, newest first'
  show search demo.riffle -n 3 --sort -date 'source:"agence riffle" date:2024-11..2024-12'
  say 'a name, however its apostrophe is written'
  show search demo.riffle -n 3 "Hay'at al-Bahr"
}

# Inputs are named from the folder that the script was called in.
inputs=()
for input in "$@"; do
  [[ $input == - || $input == /* ]] || input=$PWD/$input
  [[ $input == - || -e $input ]] || { echo "demo: $input: no such file or folder" >&2; exit 2; }
  inputs+=("$input")
done

build_riffle
cd "$build"
rm -f demo.riffle
if ((${#inputs[@]})); then
  say "an index of your articles: $build/demo.riffle"
  show index demo.riffle "${inputs[@]}"
  show info demo.riffle
  say "search it: $riffle search $build/demo.riffle WORDS"
else
  say "an index of the sample articles: $build/demo.riffle"
  show index demo.riffle "$root/cli/samples"
  search_samples
  say "more: $riffle --help; your own articles: scripts/demo.sh FILE|FOLDER..."
fi
