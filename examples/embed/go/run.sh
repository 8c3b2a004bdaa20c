#!/bin/sh
# run.sh replay [VECTORS.json] [MODULE.wasm] | run.sh example
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../..
program=$1 vectors=$(realpath "${2:-$root/test/golden/pool-vectors.json}")
library=$("$here/../c/build.sh" ${3:+"$3"})
made=$here/.cache
# The program does not change with the library: that is found when it starts.
if [ ! -x "$made/$program" ] || [ -n "$(find "$here/rah" "$here/cmd" "$here/../c/rah.h" "$root/policy-assembly/headers" -type f -newer "$made/$program")" ]; then
  export GOCACHE="$made/go-build" GOPATH="$made/go" GOPROXY=off GOFLAGS=-mod=mod GOTOOLCHAIN=local CGO_LDFLAGS="'-L$library'" # quoted: a path may have spaces
  (cd "$here" && go build -o "$made/$program" "./cmd/$program")
fi
LD_LIBRARY_PATH=$library exec "$made/$program" "$vectors"
