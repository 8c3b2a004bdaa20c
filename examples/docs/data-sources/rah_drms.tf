data "rah_drms" "memory" {
  kind = "memory"
}

output "free_dram_bytes" {
  value = sum([for drm in data.rah_drms.memory.drms : sum([for medium in drm.media : medium.free])])
}
