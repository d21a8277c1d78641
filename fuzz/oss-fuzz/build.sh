#!/bin/bash -eu
# Builds every target with its seeds into $OUT, with the compiler and the flags of OSS-Fuzz (CC, CXX, CFLAGS, CXXFLAGS,
# LIB_FUZZING_ENGINE). Works outside of its image as well, where the packages of scripts/setup.sh are installed.

# The packages of the distribution are built with libstdc++; libFuzzer brings what it needs of libc++ with it.
export CXXFLAGS="${CXXFLAGS//-stdlib=libc++/}"

if [[ -d $SRC/croaring ]]; then
  cmake -S "$SRC/croaring" -B "$WORK/croaring" -G Ninja -DCMAKE_BUILD_TYPE=Release -DENABLE_ROARING_TESTS=OFF \
    -DBUILD_SHARED_LIBS=OFF -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DCMAKE_INSTALL_PREFIX="$WORK/prefix"
  cmake --build "$WORK/croaring" --target install
  export PKG_CONFIG_PATH="$WORK/prefix/lib/pkgconfig:$WORK/prefix/lib/x86_64-linux-gnu/pkgconfig"
fi

cmake -S . -B "$WORK/riffle" -G Ninja -DCMAKE_BUILD_TYPE=None -DRIFFLE_FUZZ=ON -DRIFFLE_CLI=OFF -DRIFFLE_DEVELOPER=OFF \
  -DRIFFLE_BENCH=OFF -DRIFFLE_C_LIBRARY=OFF -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=12 \
  -DRIFFLE_FUZZING_ENGINE="${LIB_FUZZING_ENGINE:--fsanitize=fuzzer}" \
  -DCMAKE_EXE_LINKER_FLAGS='-Wl,-rpath,$ORIGIN/lib'
cmake --build "$WORK/riffle"

mkdir -p "$OUT/lib"
for target in "$WORK"/riffle/fuzz/*_fuzz; do
  name=$(basename "$target" _fuzz)
  cp "$target" "$OUT/"
  # The image that runs the targets has none of the libraries.
  ldd "$target" | awk '$3 ~ /^\// {print $3}' | grep -vE '/(libc|libm|libpthread|libdl|librt|ld-linux[^/]*)\.so' |
    xargs -r cp -Lnt "$OUT/lib"
  seeds=$(mktemp -d)
  for folder in fuzz/seeds fuzz/found; do
    [[ ! -d $folder/$name ]] || cp "$folder/$name"/* "$seeds/"
  done
  python3 -m zipfile -c "$OUT/${name}_fuzz_seed_corpus.zip" "$seeds"/*
  printf '[libfuzzer]\ntimeout = 10\nrss_limit_mb = 1024\nmalloc_limit_mb = 256\n' >"$OUT/${name}_fuzz.options"
  rm -rf "$seeds"
done
