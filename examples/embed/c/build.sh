#!/bin/sh
# build.sh [MODULE.wasm]: makes librah_policy.so of the policy core (plain build: wasm2c knows no SIMD) and the SDK in rah.h.
# Prints the folder that holds it. Needs wasm2c (Debian: wabt) and a C compiler. CC and CFLAGS are respected.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../..
headers=$root/policy-assembly/headers
module=${1:-$root/dist/rah-policy.wasm}
runtime=${WASM_RT:-/usr/share/wabt/wasm2c} # where wasm-rt-impl.c lies
compiler="${CC:-gcc} ${CFLAGS:--O2} -fPIC -fvisibility=hidden"

refuse() {
  wanted=$(sed -n 's/^#define RAH_ABI_VERSION //p' "$headers/rah_policy.h")
  echo "$module: $1: found ${2:-no ABI version}, wanted ABI version $wanted" >&2
  exit 1
}
[ -f "$module" ] || refuse 'no such file (npm run build makes dist/rah-policy.wasm)'
command -v wasm2c >/dev/null || { echo 'wasm2c is missing: install it with: apt-get install wabt' >&2; exit 1; }

# One folder per content: another module never meets the library of this one.
key=$({ cat "$module" "$here/rah.h" "$headers/rah_policy.h" "$here/build.sh" "$here/exports.awk"; echo "$compiler"; } | sha256sum | cut -c1-16)
out=$here/.cache/$key
if [ ! -f "$out/librah_policy.so" ]; then
  [ ! -d "$here/.cache" ] || find "$here/.cache" -mindepth 1 -maxdepth 1 -mtime +7 -exec rm -rf {} + # of modules long gone
  making=$out.$$
  mkdir -p "$making"
  trap 'rm -rf "$making"' EXIT
  case $module in /*) ;; *) module=$PWD/$module ;; esac
  # The folder holds all that the library is made of: take it into a program of your own if you like.
  cp "$here/rah.h" "$headers/rah_policy.h" "$runtime/wasm-rt-impl.c" "$runtime/wasm-rt-impl.h" "$making"
  cd "$making"
  wasm2c "$module" -n rah -o rah-module.c >&2 ||
    refuse 'not a WebAssembly module that wasm2c knows: truncated, or the SIMD build'
  # What rah.h calls, before a compiler complains about it.
  needed=$(grep -o 'Z_rahZ_[a-z_]*' rah.h | sort -u)
  lacking=
  for name in $needed; do grep -q "[ *]$name(" rah-module.h || lacking="$lacking ${name#Z_rahZ_}"; done
  imports=$(sed -n "s/^\/\* import: '\(.*\)' '\(.*\)' \*\/$/ \1.\2/p" rah-module.h | tr -d '\n')
  [ -z "$imports" ] || refuse "not a rah policy module: it wants the imports$imports${lacking:+ and lacks the exports$lacking}"
  case "$lacking " in *' rah_abi_version '*) refuse "not a rah policy module: it lacks the exports$lacking" ;; esac
  awk -f "$here/exports.awk" rah-module.h >rah-exports.h
  # Bounds are checked in code, not by a signal handler: Go, the JVM and others have handlers of their own.
  # No counter of the stack depth: it would be one for all threads. The calls of the core are not deep.
  flags='-I. -DWASM_RT_MEMCHECK_SIGNAL_HANDLER=0 -DWASM_RT_USE_STACK_DEPTH_COUNT=0'
  $compiler $flags -c rah-module.c -o module.o
  $compiler $flags -DWASM_RT_TRAP_HANDLER=rah_trap -include rah.h -c wasm-rt-impl.c -o runtime.o
  if [ -n "$lacking" ]; then # a module of another version: ask it which
    $compiler $flags "$here/version.c" module.o runtime.o -lm -o version 2>/dev/null &&
      refuse "it lacks the exports$lacking" "ABI version $(./version)"
    refuse "not a rah policy module: it lacks the exports$lacking"
  fi
  $compiler $flags -Wall -Wextra -Werror -Wfatal-errors -DRAH_IMPLEMENTATION -x c -c rah.h -o rah.o ||
    refuse 'not a rah policy module: rah.h does not fit its exports'
  $compiler -shared -Wl,-soname,librah_policy.so module.o runtime.o rah.o -lm -o librah_policy.so
  rm -f ./*.o
  cd "$here"
  mv -T "$making" "$out" 2>/dev/null || [ -f "$out/librah_policy.so" ] # another build may have been first
fi
echo "$out"
