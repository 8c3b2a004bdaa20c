// Package rah is the policy core for Go: one file over the C SDK (../../c/rah.h as librah_policy.so), and the
// generated constants. run.sh sets what cgo needs to find them.
package rah

/*
#cgo CFLAGS: -I${SRCDIR}/../../c -I${SRCDIR}/../../../../policy-assembly/headers
#cgo LDFLAGS: -lrah_policy
#include <stdlib.h>
#include "rah.h"
*/
import "C"

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"unsafe"

	abi "rahpolicy"
)

// Policy is one pool in one instance of the module. It is not for concurrent calls.
type Policy struct {
	raw *C.rah_policy
}

// Answer is what a call answered: Status is what the export returned, Detail the record objected to or -1.
type Answer struct {
	Status int64
	Detail int32
	Output []byte
}

// Open checks the version and the record sizes of the library against the constants this program was compiled with.
func Open() (*Policy, error) {
	var text [256]C.char
	raw := C.rah_open(&text[0], C.size_t(len(text)))
	if raw == nil {
		return nil, fmt.Errorf("%s", C.GoString(&text[0]))
	}
	policy := &Policy{raw}
	runtime.SetFinalizer(policy, func(policy *Policy) { C.rah_close(policy.raw) })
	version, err := policy.Call("rah_abi_version", nil, nil)
	if err != nil {
		return nil, err
	}
	if version.Status != abi.RAH_ABI_VERSION {
		return nil, fmt.Errorf("a policy library of another version: found ABI version %d, wanted ABI version %d",
			version.Status, abi.RAH_ABI_VERSION)
	}
	for _, record := range abi.RAH_RECORDS {
		found, err := policy.Call("rah_record_bytes", []int64{int64(record.Id)}, nil)
		if err != nil {
			return nil, err
		}
		if found.Status != int64(record.Bytes) {
			return nil, fmt.Errorf("a policy library of another layout: found %d bytes in record %s, wanted %d",
				found.Status, record.Name, record.Bytes)
		}
	}
	return policy, nil
}

// Call calls an export of the pool family. args are those of the export: for a call with input its length in bytes.
func (policy *Policy) Call(name string, args []int64, input []byte) (Answer, error) {
	symbol := C.CString(name)
	defer C.free(unsafe.Pointer(symbol))
	var numbers *C.int64_t
	if len(args) > 0 {
		numbers = (*C.int64_t)(&args[0])
	}
	var bytes *C.uint8_t
	if len(input) > 0 {
		bytes = (*C.uint8_t)(&input[0])
	}
	var raw C.rah_answer
	failed := C.rah_call(policy.raw, symbol, numbers, C.int32_t(len(args)), bytes, C.uint32_t(len(input)), &raw)
	if failed != nil {
		return Answer{}, fmt.Errorf("%s: %s", name, C.GoString(failed))
	}
	// Copied: the next call may move the memory that it lies in.
	output := C.GoBytes(unsafe.Pointer(raw.output), C.int(raw.output_bytes))
	runtime.KeepAlive(policy)
	return Answer{int64(raw.status), int32(raw.detail), output}, nil
}

// Hash is the state hash.
func (policy *Policy) Hash() uint64 {
	hash := uint64(C.rah_hash(policy.raw))
	runtime.KeepAlive(policy)
	return hash
}

func (policy *Policy) answer(name string, input []byte) ([]byte, error) {
	answer, err := policy.Call(name, []int64{int64(len(input))}, input)
	if err == nil && answer.Status != abi.RAH_STATUS_OK {
		err = fmt.Errorf("%s: status %d, record %d", name, answer.Status, answer.Detail)
	}
	return answer.Output, err
}

// Pool is a pool without devices, labels and groups. Modules and Allocations are room for so many.
type Pool struct {
	Dims                 []Dim
	Classes              []Class
	Zones                []Zone
	Hosts                []Host
	Modules, Allocations int32
}

type Dim struct {
	UnitBytes             int64
	Medium, Weight, Scale int32
}

// Class: costs are micros per unit-hour, one for each dimension.
type Class struct{ Cost []int32 }

type Zone struct{ Rack, Pod int32 }

type Host struct {
	Zone                     int32
	LatencyNs, BandwidthMbps [4]int32
}

type Module struct {
	Class, Zone int32
	Capacity    []int32
}

type Request struct {
	Host, Strategy int32
	Weights        [3]int32
	Amount         []int32
}

type Part struct{ Module, Proximity, Fit, Cost, Total int32 }

type Decision struct {
	Allocation uint32
	Cost       int64
	Parts      []Part
}

// Begin drops the pool that was and begins one.
func (policy *Policy) Begin(pool Pool) error {
	var input []byte
	header := grow(&input, abi.RAH_POOL_BYTES)
	put(header, abi.RAH_POOL_DIMS, int32(len(pool.Dims)))
	put(header, abi.RAH_POOL_MODULES, pool.Modules)
	put(header, abi.RAH_POOL_CLASSES, int32(len(pool.Classes)))
	put(header, abi.RAH_POOL_ZONES, int32(len(pool.Zones)))
	put(header, abi.RAH_POOL_HOSTS, int32(len(pool.Hosts)))
	put(header, abi.RAH_POOL_ALLOCATIONS, pool.Allocations)
	put(header, abi.RAH_POOL_PARTS, pool.Allocations)
	put(header, abi.RAH_POOL_DEVICE_SCALE, 1)
	for index, dim := range pool.Dims {
		record := header[abi.RAH_POOL_DIM+index*abi.RAH_DIM_BYTES:]
		binary.LittleEndian.PutUint64(record[abi.RAH_DIM_UNIT_BYTES:], uint64(dim.UnitBytes))
		put(record, abi.RAH_DIM_MEDIUM, dim.Medium)
		put(record, abi.RAH_DIM_WEIGHT, dim.Weight)
		put(record, abi.RAH_DIM_SCALE, dim.Scale)
	}
	for _, class := range pool.Classes {
		record := grow(&input, abi.RAH_CLASS_BYTES)
		for dim := 0; dim < abi.RAH_DIMS_MAX; dim++ {
			put(record, abi.RAH_CLASS_STEP+4*dim, 1)
			put(record, abi.RAH_CLASS_MAX_UNIT+4*dim, abi.RAH_UNITS_MAX)
			put(record, abi.RAH_CLASS_RATIO_MILLI+4*dim, 1000)
		}
		put(record, abi.RAH_CLASS_COST, class.Cost...)
		put(record, abi.RAH_CLASS_DEVICE_STEP, 1)
	}
	for _, zone := range pool.Zones {
		record := grow(&input, abi.RAH_ZONE_BYTES)
		put(record, abi.RAH_ZONE_RACK, zone.Rack)
		put(record, abi.RAH_ZONE_POD, zone.Pod)
	}
	for _, host := range pool.Hosts {
		record := grow(&input, abi.RAH_HOST_BYTES)
		put(record, abi.RAH_HOST_ZONE, host.Zone)
		put(record, abi.RAH_HOST_LATENCY, host.LatencyNs[:]...)
		put(record, abi.RAH_HOST_BANDWIDTH, host.BandwidthMbps[:]...)
	}
	_, err := policy.answer("rah_pool_begin", input)
	return err
}

// Add adds online modules.
func (policy *Policy) Add(modules []Module) error {
	var input []byte
	for _, module := range modules {
		record := grow(&input, abi.RAH_PM_BYTES)
		put(record, abi.RAH_PM_CLASS, module.Class)
		put(record, abi.RAH_PM_ZONE, module.Zone)
		put(record, abi.RAH_PM_DOMAIN, -1)
		put(record, abi.RAH_PM_STATE, abi.RAH_STATE_ONLINE)
		put(record, abi.RAH_PM_CAPACITY, module.Capacity...)
	}
	_, err := policy.answer("rah_pool_add", input)
	return err
}

// Place places a request. No parts: nothing fits.
func (policy *Policy) Place(request Request) (Decision, error) {
	input := make([]byte, abi.RAH_PR_BYTES)
	put(input, abi.RAH_PR_HOST, request.Host)
	put(input, abi.RAH_PR_STRATEGY, request.Strategy)
	put(input, abi.RAH_PR_WEIGHT_PROXIMITY, request.Weights[:]...)
	put(input, abi.RAH_PR_MAX_DRMS, 1)
	put(input, abi.RAH_PR_WAYS, 1)
	put(input, abi.RAH_PR_GROUP, -1)
	put(input, abi.RAH_PR_AMOUNT, request.Amount...)
	output, err := policy.answer("rah_pool_place", input)
	if err != nil {
		return Decision{}, err
	}
	decision := Decision{
		Allocation: uint32(get(output, abi.RAH_DECISION_ALLOCATION)),
		Cost:       int64(binary.LittleEndian.Uint64(output[abi.RAH_DECISION_COST:])),
	}
	for index := 0; index < int(get(output, abi.RAH_DECISION_PARTS)); index++ {
		part := output[abi.RAH_DECISION_BYTES+index*abi.RAH_PART_BYTES:]
		decision.Parts = append(decision.Parts, Part{
			get(part, abi.RAH_PART_MODULE), get(part, abi.RAH_PART_PROXIMITY), get(part, abi.RAH_PART_FIT),
			get(part, abi.RAH_PART_COST), get(part, abi.RAH_PART_TOTAL),
		})
	}
	return decision, nil
}

// grow appends a zeroed record and returns it, good until the next.
func grow(records *[]byte, bytes int) []byte {
	start := len(*records)
	*records = append(*records, make([]byte, bytes)...)
	return (*records)[start:]
}

func put(record []byte, offset int, values ...int32) {
	for index, value := range values {
		binary.LittleEndian.PutUint32(record[offset+4*index:], uint32(value))
	}
}

func get(record []byte, offset int) int32 {
	return int32(binary.LittleEndian.Uint32(record[offset:]))
}
