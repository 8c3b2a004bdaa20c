# From the header that wasm2c made: a function for each export that takes its arguments as 64-bit numbers, and their list.
/^u(32|64) Z_rahZ_rah_[a-z_]+\(Z_rah_instance_t\*.*\);$/ {
  name = $2
  sub(/^Z_rahZ_/, "", name)
  sub(/\(.*/, "", name)
  count = split($0, types, /, /) - 1
  arguments = ""
  for (i = 1; i <= count; i++) {
    sub(/\);/, "", types[i + 1])
    arguments = arguments sprintf(", (%s)a[%d]", types[i + 1], i - 1)
  }
  printf "static int64_t call_%s(Z_rah_instance_t *module, const int64_t *a) {\n", name
  printf "  (void)a;\n  return (%s)Z_rahZ_%s(module%s);\n}\n", $1 == "u32" ? "int32_t" : "int64_t", name, arguments
  list = list sprintf("  {\"%s\", call_%s},\n", name, name)
}
END {
  printf "static const struct rah_export rah_exports[] = {\n%s};\n", list
}
