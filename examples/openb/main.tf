terraform {
  required_providers {
    rah = { source = "terraform.local/rah/rah" }
  }
}

# fabric.yaml and requests.json are made by `rah convert openb`: see README.md.
provider "rah" {
  fabric = "fabric.yaml"
}

locals {
  requests = jsondecode(file("${path.module}/requests.json"))
}

# One resource holds the whole set: Terraform rewrites its state after every resource, which thousands of them would feel.
resource "rah_composition" "pods" {
  name = "openb"

  requests = {
    for key, request in local.requests : key => {
      vm     = request.vm
      host   = request.host
      kind   = request.kind
      medium = request.medium
      size   = request.size
      constraints = can(request.constraints) ? {
        labels     = try(request.constraints.labels, null)
        not_labels = try(request.constraints.not_labels, null)
      } : null
    }
  }
}

output "slices" {
  description = "How many slices were placed."
  value       = length(rah_composition.pods.requests)
}

output "cost_per_hour" {
  description = "What they cost per hour, in currency units (the prices are assumptions, see fabric.yaml)."
  value       = rah_composition.pods.cost_per_hour_micros / 1000000
}
