# Decided at apply. The plan fails when it cannot fit today.
resource "rah_allocation" "cache" {
  name   = "web-cache"
  vm     = "web"
  host   = "host-a"
  kind   = "memory"
  medium = "dram"
  size   = "64GiB"

  constraints = {
    labels         = { tier = "gold" }
    max_latency_ns = 300
  }
  weights = { proximity = 600, utilization = 300, cost = 100 }

  timeouts {
    create = "1m"
  }
}

# Decided at plan: takes exactly what the preview shows.
data "rah_placement" "train" {
  name = "train"
  requests = {
    gpus = { vm = "train", host = "host-b", medium = "gpu", size = "2x500m" }
  }
}

resource "rah_allocation" "gpus" {
  vm        = "train"
  host      = "host-b"
  medium    = "gpu"
  size      = "2x500m"
  placement = data.rah_placement.train.placements["gpus"]
}
