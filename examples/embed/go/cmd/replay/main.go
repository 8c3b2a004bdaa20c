// replay VECTORS.json: replays golden vectors on the policy core that librah_policy.so holds.
package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"

	"rahembed/rah"
	abi "rahpolicy"
)

type step struct {
	Call   string   `json:"call"`
	Args   []string `json:"args"`
	Input  string   `json:"input"`
	Status string   `json:"status"`
	Detail int32    `json:"detail"`
	Output string   `json:"output"`
	Hash   string   `json:"hash"`
}

type vectors struct {
	AbiVersion int `json:"abi_version"`
	Sequences  []struct {
		Name  string `json:"name"`
		Steps []step `json:"steps"`
	} `json:"sequences"`
}

// wrapped is a decimal number, signed or not, modulo 2^64.
func wrapped(decimal string) (uint64, error) {
	value, ok := new(big.Int).SetString(decimal, 10)
	if !ok {
		return 0, fmt.Errorf("the vectors: not a number: %s", decimal)
	}
	return value.And(value, new(big.Int).SetUint64(1<<64-1)).Uint64(), nil
}

// parting tells two outputs that are not the same from the byte on where they part: long ones would drown what matters.
func parting(expected, got []byte) string {
	at := 0
	for at < len(expected) && at < len(got) && expected[at] == got[at] {
		at++
	}
	rest := func(bytes []byte) string {
		if len(bytes) == at {
			return "its end"
		}
		if len(bytes) > at+16 {
			bytes = bytes[:at+16]
		}
		return hex.EncodeToString(bytes[at:])
	}
	return fmt.Sprintf("output from byte %d: expected %s, got %s", at, rest(expected), rest(got))
}

// difference is what differs between a step and its expectation, or "".
func difference(policy *rah.Policy, step step) (string, error) {
	input, err := hex.DecodeString(step.Input)
	if err != nil {
		return "", err
	}
	var args []int64
	for _, arg := range step.Args {
		value, err := wrapped(arg)
		if err != nil {
			return "", err
		}
		args = append(args, int64(value))
	}
	answer, err := policy.Call(step.Call, args, input)
	if err != nil {
		return "", err
	}
	status, err := wrapped(step.Status)
	if err != nil {
		return "", err
	}
	output, err := hex.DecodeString(step.Output)
	if err != nil {
		return "", err
	}
	switch hash := fmt.Sprint(policy.Hash()); {
	case int64(status) != answer.Status:
		return fmt.Sprintf("status: expected %s, got %d", step.Status, answer.Status), nil
	case step.Detail != answer.Detail:
		return fmt.Sprintf("detail: expected %d, got %d", step.Detail, answer.Detail), nil
	case !bytes.Equal(output, answer.Output):
		return parting(output, answer.Output), nil
	case step.Hash != hash:
		return fmt.Sprintf("hash: expected %s, got %s", step.Hash, hash), nil
	}
	return "", nil
}

func replay(path string) (differences int, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var all vectors
	if err := json.Unmarshal(text, &all); err != nil {
		return 0, err
	}
	if all.AbiVersion != abi.RAH_ABI_VERSION {
		return 0, fmt.Errorf("vectors of another version: found ABI version %d, wanted %d", all.AbiVersion, abi.RAH_ABI_VERSION)
	}
	steps := 0
	for _, sequence := range all.Sequences {
		policy, err := rah.Open()
		if err != nil {
			return 0, err
		}
		for index, step := range sequence.Steps {
			steps++
			found, err := difference(policy, step)
			if err != nil {
				return 0, err
			}
			if found == "" {
				continue
			}
			if differences == 0 {
				fmt.Fprintf(os.Stderr, "first difference: %s, step %d, %s: %s\n", sequence.Name, index, step.Call, found)
			}
			differences++
		}
	}
	if steps == 0 {
		return 0, fmt.Errorf("the vectors hold no steps")
	}
	fmt.Printf("%d steps, %d differences\n", steps, differences)
	return differences, nil
}

func main() {
	differences, err := replay(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	if err != nil || differences > 0 {
		os.Exit(1)
	}
}
