#!/bin/sh
# run.sh replay [VECTORS.json] [MODULE.wasm] | run.sh example
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=$1 vectors=${2:-$here/../../../test/golden/pool-vectors.json}
library=$("$here/../c/build.sh" ${3:+"$3"})
PYTHONDONTWRITEBYTECODE=1 exec "${PYTHON:-python3}" "$here/$program.py" "$library/librah_policy.so" "$vectors"
