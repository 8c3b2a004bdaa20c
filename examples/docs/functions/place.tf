# What an empty fabric of this inventory would give.
output "first_choice" {
  value = provider::rah::place(file("fabric.yaml"), {
    a = { vm = "a", host = "host-a", medium = "dram", size = "64GiB" }
  })["a"].drm_ids
}
