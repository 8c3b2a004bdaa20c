terraform {
  required_providers {
    rah = { source = "terraform.local/rah/rah" }
  }
}

provider "rah" {
  fabric = "fabric.yaml"
}
