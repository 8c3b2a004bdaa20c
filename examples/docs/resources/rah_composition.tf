resource "rah_composition" "db" {
  name = "db"
  requests = {
    cores  = { vm = "db", host = "host-a", medium = "cpu", size = "16" }
    memory = { vm = "db", host = "host-a", medium = "dram", size = "128GiB", constraints = { interleave_ways = 2 } }
    volume = { vm = "db", host = "host-a", medium = "nvme", size = "500GiB" }
  }
}

output "where" {
  value = { for key, placement in rah_composition.db.placements : key => placement.drm_ids }
}
