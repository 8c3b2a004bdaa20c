#!/bin/sh
# run.sh replay [VECTORS.json] [MODULE.wasm] | run.sh example
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../..
program=$1 vectors=${2:-$root/test/golden/pool-vectors.json}
library=$("$here/build.sh" ${3:+"$3"})
${CC:-gcc} -O2 -Wall -Wextra -Werror -I"$here" -I"$root/policy-assembly/headers" "$here/$program.c" \
  -L"$library" -lrah_policy -o "$library/$program.$$"
mv "$library/$program.$$" "$library/$program"
LD_LIBRARY_PATH=$library exec "$library/$program" "$vectors"
