terraform {
  required_providers {
    rah = { source = "terraform.local/rah/rah" }
  }
}

# No server: the Virtual Resource Manager runs inside the provider, on .rah/ beside the inventory file.
provider "rah" {
  fabric = "fabric.yaml"
}

# A database: its whole set is placed jointly, all or nothing, and the plan shows where.
resource "rah_composition" "db" {
  name = "db"
  requests = {
    cores = { vm = "db", host = "host-a", kind = "compute", medium = "cpu", size = "16" }
    memory = {
      vm     = "db"
      host   = "host-a"
      kind   = "memory"
      medium = "dram"
      size   = "128GiB"
      constraints = {
        labels          = { tier = "gold" }
        interleave_ways = 2
      }
    }
    volume = { vm = "db", host = "host-a", kind = "storage", medium = "nvme", size = "500GiB" }
  }
}

# A preview decides, an allocation takes exactly what was decided.
data "rah_placement" "train" {
  name = "train"
  requests = {
    gpus   = { vm = "train", host = "host-b", kind = "compute", medium = "gpu", size = "4" }
    memory = { vm = "train", host = "host-b", kind = "memory", medium = "dram", size = "256GiB" }
  }
}

resource "rah_allocation" "train" {
  for_each = data.rah_placement.train.placements

  name      = "train-${each.key}"
  vm        = "train"
  host      = "host-b"
  medium    = each.key == "gpus" ? "gpu" : "dram"
  size      = each.key == "gpus" ? "4" : "256GiB"
  placement = each.value
}

# Without a placement the decision is made at apply; what cannot fit fails already at plan.
resource "rah_allocation" "web_cache" {
  name   = "web-cache"
  vm     = "web"
  host   = "host-a"
  medium = "dram"
  size   = "8GiB"
  constraints = {
    max_latency_ns = 200
  }
}

resource "rah_allocation" "web_gpu_slice" {
  name   = "web-gpu-slice"
  vm     = "web"
  host   = "host-a"
  medium = "gpu"
  size   = "250m"
}

output "db_drms" {
  value = { for key, placement in rah_composition.db.placements : key => placement.drm_ids }
}

output "web_cache_mapping" {
  value = rah_allocation.web_cache.mapping_table
}
