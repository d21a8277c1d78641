#!/usr/bin/env bash
# Installs what Riffle needs to build and to be tested on Debian 12. Safe to run again: what is there is left alone.
#   scripts/setup.sh           packages for building, testing and fuzzing
#   scripts/setup.sh --build   packages for building only
set -euo pipefail

build_packages=(g++ cmake ninja-build pkg-config ccache libboost-iostreams-dev libzstd-dev libstemmer-dev libicu-dev
  libhwy-dev libre2-dev libxxhash-dev libsimdjson-dev libxml2-dev nlohmann-json3-dev libcli11-dev libfmt-dev
  help2man)
test_packages=(libgtest-dev libgmock-dev libbenchmark-dev zstd gzip python3 strace file
  clang-19 clang-tidy-19 clang-format-19 libclang-rt-19-dev llvm-19)

packages=("${build_packages[@]}")
[[ "${1:-}" == --build ]] || packages+=("${test_packages[@]}")

as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

updated=
apt_update() {
  [[ -n "$updated" ]] || as_root apt-get update -q
  updated=yes
}

installed() { [[ "$(dpkg-query -W -f='${Status}' "$1" 2>/dev/null)" == 'install ok installed' ]]; }

install_packages() {
  local missing=() name
  for name in "${packages[@]}"; do installed "$name" || missing+=("$name"); done
  ((${#missing[@]})) || return 0
  echo "setup: installing ${missing[*]}"
  apt_update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}

croaring_is_new_enough() {
  pkg-config --atleast-version=4.0 roaring 2>/dev/null
}

# Bookworm has CRoaring 0.2.66 of 2019, which cannot validate what it reads. The packages of Debian sid need
# only an old C library, so sid becomes a source that is pinned off for everything but those two packages.
# The mirror and the keyring are the machine's own.
install_croaring() {
  croaring_is_new_enough && return 0
  local mirror keyring
  mirror=$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null |
    grep -vE 'snapshot|security' | head -n 1 | tr -d ' ' || true)
  : "${mirror:=http://deb.debian.org/debian}"
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  echo "setup: taking CRoaring 4 from Debian sid (pinned to that package alone)"
  as_root tee /etc/apt/sources.list.d/riffle-croaring.sources >/dev/null <<SOURCES
Types: deb
URIs: $mirror
Suites: sid
Components: main
Signed-By: $keyring
SOURCES
  as_root tee /etc/apt/preferences.d/riffle-croaring >/dev/null <<PINS
Package: *
Pin: release n=sid
Pin-Priority: -1

Package: libroaring-dev libroaring21
Pin: release n=sid
Pin-Priority: 990
PINS
  updated=
  apt_update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends libroaring-dev
  croaring_is_new_enough || { echo "setup: CRoaring 4 or newer could not be installed" >&2; exit 1; }
}

install_packages
install_croaring
echo "setup: ready"
