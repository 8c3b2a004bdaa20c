// A pool of two dimensions (CPU milli-cores, DRAM in GiB) on three modules; one request from host 0.
package main

import (
	"fmt"
	"log"

	"rahembed/rah"
	abi "rahpolicy"
)

func main() {
	policy, err := rah.Open()
	check(err)
	check(policy.Begin(rah.Pool{
		Dims:    []rah.Dim{{0, abi.RAH_MEDIUM_CPU, 1, 64000}, {1 << 30, abi.RAH_MEDIUM_DRAM, 1, 512}},
		Classes: []rah.Class{{[]int32{10, 4000}}, {[]int32{8, 3000}}},
		Zones:   []rah.Zone{{0, 0}, {0, 0}, {1, 0}},
		Hosts:   []rah.Host{{0, [4]int32{100, 250, 400, 900}, [4]int32{63000, 63000, 32000, 8000}}},
		Modules: 3, Allocations: 16,
	}))
	check(policy.Add([]rah.Module{{0, 0, []int32{64000, 512}}, {1, 1, []int32{32000, 256}}, {1, 2, []int32{16000, 128}}}))
	decision, err := policy.Place(rah.Request{0, abi.RAH_STRATEGY_BEST_FIT, [3]int32{1, 1, 1}, []int32{8000, 64}})
	check(err)
	for _, part := range decision.Parts {
		fmt.Printf("module %d: proximity %d, fit %d, cost %d, total %d\n",
			part.Module, part.Proximity, part.Fit, part.Cost, part.Total)
	}
	fmt.Printf("allocation %d: %d micros per hour, state hash %d\n", decision.Allocation, decision.Cost, policy.Hash())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
