/* Prints the ABI version of a module that rah.h could not be compiled with (see build.sh). */
#include <stdio.h>
#include <stdlib.h>

#include "rah-module.h"

void rah_trap(int code) { exit(code); }

int main(void) {
  Z_rah_instance_t module;
  wasm_rt_init();
  Z_rah_init_module();
  Z_rah_instantiate(&module);
  printf("%d\n", (int)Z_rahZ_rah_abi_version(&module));
  return 0;
}
