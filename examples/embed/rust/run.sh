#!/bin/sh
# run.sh replay [VECTORS.json] [MODULE.wasm] | run.sh example
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../..
program=$1 vectors=${2:-$root/test/golden/pool-vectors.json}
library=$("$here/../c/build.sh" ${3:+"$3"})
made=$here/.cache
mkdir -p "$made"
# The program does not change with the library: that is found when it starts.
if [ ! -x "$made/$program" ] || [ -n "$(find "$here"/*.rs "$root/policy-assembly/headers/rah_policy.rs" -newer "$made/$program")" ]; then
  rustc --edition 2021 -O -D warnings -L "$library" "$here/$program.rs" -o "$made/$program.$$"
  mv "$made/$program.$$" "$made/$program"
fi
LD_LIBRARY_PATH=$library exec "$made/$program" "$vectors"
