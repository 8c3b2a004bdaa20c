"""A pool of two dimensions (CPU milli-cores, DRAM in GiB) on three modules; one request from host 0."""

import sys

from rah import Policy, abi

policy = Policy(sys.argv[1])
policy.begin(
    dims=[(0, abi.RAH_MEDIUM_CPU, 1, 64000), (2**30, abi.RAH_MEDIUM_DRAM, 1, 512)],
    classes=[(10, 4000), (8, 3000)],
    zones=[(0, 0), (0, 0), (1, 0)],
    hosts=[(0, (100, 250, 400, 900), (63000, 63000, 32000, 8000))],
    modules=3,
    allocations=16,
)
policy.add([(0, 0, (64000, 512)), (1, 1, (32000, 256)), (1, 2, (16000, 128))])
decision = policy.place(host=0, amount=(8000, 64), strategy=abi.RAH_STRATEGY_BEST_FIT)
for part in decision["parts"]:
    print("module {module}: proximity {proximity}, fit {fit}, cost {cost}, total {total}".format(**part))
print(f"allocation {decision['allocation']}: {decision['cost']} micros per hour, state hash {policy.hash()}")
