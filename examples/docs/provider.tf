terraform {
  required_providers {
    rah = { source = "terraform.local/rah/rah" }
  }
}

provider "rah" {
  fabric  = "fabric.yaml"
  plan_id = plantimestamp() # ties every preview to exactly one plan
}
