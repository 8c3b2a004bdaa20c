data "rah_placement" "pair" {
  name = "pair"
  requests = {
    a = { vm = "a", host = "host-a", medium = "dram", size = "64GiB" }
    b = { vm = "b", host = "host-b", medium = "dram", size = "64GiB" }
  }
}

output "why" {
  value = { for key, placement in data.rah_placement.pair.placements : key => placement.reason }
}
