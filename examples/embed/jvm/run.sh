#!/bin/sh
# run.sh replay [VECTORS.json] [MODULE.wasm] | run.sh example
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../..
vectors=${2:-$root/test/golden/pool-vectors.json}
case $1 in replay) program=Replay ;; example) program=Example ;; *) echo "usage: run.sh replay|example" >&2; exit 2 ;; esac
library=$("$here/../c/build.sh" ${3:+"$3"})
headers=$root/policy-assembly/headers
made=$here/.cache
# The programs do not change with the library: that is found when they start.
if [ ! -f "$made/$program.class" ] || [ -n "$(find "$here"/*.java "$here/rah_jni.c" "$here/../c/rah.h" "$headers" -type f -newer "$made/$program.class")" ]; then
  java=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")} # jni.h lies beside javac
  mkdir -p "$made"
  ${CC:-gcc} -O2 -Wall -Wextra -Werror -fPIC -shared -I"$here/../c" -I"$headers" -I"$java/include" -I"$java/include/linux" \
    "$here/rah_jni.c" -L"$library" -lrah_policy -o "$made/librah_jni.so"
  javac -Xlint:all -Werror -d "$made" "$headers/RahPolicy.java" "$here"/*.java
fi
LD_LIBRARY_PATH=$library exec java -XX:+UseSerialGC -Xcheck:jni -cp "$made" "$program" "$made/librah_jni.so" "$vectors"
