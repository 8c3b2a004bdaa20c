"""The policy core for Python: one file over the C SDK (../c/rah.h as librah_policy.so), and the generated constants."""

import ctypes
import pathlib
import struct
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[3] / "policy-assembly" / "headers"))
import rah_policy as abi  # noqa: E402

_STATUS_NAMES = {value: name[len("RAH_STATUS_"):] for name, value in vars(abi).items() if name.startswith("RAH_STATUS_")}


class PolicyLibraryError(Exception):
    """Not a library that this file can drive; the message names what was found and what is wanted."""


class PolicyStatusError(Exception):
    """A call answered another status than OK."""

    def __init__(self, call, status, detail):
        super().__init__(f"{call}: {_STATUS_NAMES.get(status, f'status {status}')}, record {detail}")
        self.status = status
        self.detail = detail


class _Answer(ctypes.Structure):
    _fields_ = [
        ("status", ctypes.c_int64),
        ("detail", ctypes.c_int32),
        ("output_bytes", ctypes.c_uint32),
        ("output", ctypes.c_void_p),
    ]


def _load(path):
    try:
        library = ctypes.CDLL(str(path))
        library.rah_open.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
        library.rah_open.restype = ctypes.c_void_p
        library.rah_close.argtypes = [ctypes.c_void_p]
        library.rah_close.restype = None
        library.rah_hash.argtypes = [ctypes.c_void_p]
        library.rah_hash.restype = ctypes.c_uint64
        library.rah_call.argtypes = [
            *(ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_int64), ctypes.c_int32),
            *(ctypes.c_char_p, ctypes.c_uint32, ctypes.POINTER(_Answer)),
        ]
        library.rah_call.restype = ctypes.c_char_p
    except (OSError, AttributeError) as error:
        raise PolicyLibraryError(
            f"not a policy library: found no ABI version, wanted ABI version {abi.RAH_ABI_VERSION}: {error}"
        ) from error
    return library


class Policy:
    """One pool in one instance of the module. Not for concurrent calls."""

    _policy = None

    def __init__(self, library_path):
        """Checks the version and the record sizes of the library against the constants."""
        self._library = _load(library_path)
        error = ctypes.create_string_buffer(256)
        self._policy = self._library.rah_open(error, len(error))
        if not self._policy:
            raise PolicyLibraryError(error.value.decode())
        version, wanted = self.call("rah_abi_version")[0], abi.RAH_ABI_VERSION
        if version != wanted:
            raise PolicyLibraryError(
                f"a policy library of another version: found ABI version {version}, wanted ABI version {wanted}"
            )
        for name, which, wanted in abi.RAH_RECORDS:
            found = self.call("rah_record_bytes", [which])[0]
            if found != wanted:
                raise PolicyLibraryError(
                    f"a policy library of another layout: found {found} bytes in record {name}, wanted {wanted}"
                )

    def __del__(self):
        if self._policy:
            self._library.rah_close(self._policy)

    def call(self, name, args=(), data=b""):
        """Calls an export of the pool family: (status, detail, output). With input, `args` is its length in bytes."""
        answer = _Answer()
        numbers = (ctypes.c_int64 * len(args))(*args)
        failed = self._library.rah_call(
            self._policy, name.encode(), numbers, len(args), bytes(data), len(data), ctypes.byref(answer)
        )
        if failed:
            raise RuntimeError(f"{name}: {failed.decode()}")
        # Copied: the next call may move the memory that it lies in.
        output = ctypes.string_at(answer.output, answer.output_bytes) if answer.output_bytes else b""
        return answer.status, answer.detail, output

    def hash(self):
        """The state hash."""
        return self._library.rah_hash(self._policy)

    def _answer(self, name, data):
        status, detail, output = self.call(name, [len(data)], data)
        if status != abi.RAH_STATUS_OK:
            raise PolicyStatusError(name, status, detail)
        return output

    def begin(self, *, dims, classes, zones, hosts, modules, allocations):
        """Begins a pool without devices, labels and groups; `modules` and `allocations` are room for so many.

        dims: (unit_bytes, medium, weight, scale); classes: micros per unit-hour of each dimension;
        zones: (rack, pod); hosts: (zone, latency_ns[4], bandwidth_mbps[4]).
        """
        pool = {
            abi.RAH_POOL_DIMS: len(dims),
            abi.RAH_POOL_MODULES: modules,
            abi.RAH_POOL_CLASSES: len(classes),
            abi.RAH_POOL_ZONES: len(zones),
            abi.RAH_POOL_HOSTS: len(hosts),
            abi.RAH_POOL_ALLOCATIONS: allocations,
            abi.RAH_POOL_PARTS: allocations,
            abi.RAH_POOL_DEVICE_SCALE: 1,
        }
        for index, (unit_bytes, medium, weight, scale) in enumerate(dims):
            at = abi.RAH_POOL_DIM + index * abi.RAH_DIM_BYTES
            pool[at + abi.RAH_DIM_UNIT_BYTES] = list(struct.unpack("<2i", struct.pack("<q", unit_bytes)))
            pool[at + abi.RAH_DIM_MEDIUM] = medium
            pool[at + abi.RAH_DIM_WEIGHT] = weight
            pool[at + abi.RAH_DIM_SCALE] = scale
        records = [_record(abi.RAH_POOL_BYTES, pool)]
        for cost in classes:
            records.append(
                _record(
                    abi.RAH_CLASS_BYTES,
                    {
                        abi.RAH_CLASS_STEP: [1] * abi.RAH_DIMS_MAX,
                        abi.RAH_CLASS_MAX_UNIT: [abi.RAH_UNITS_MAX] * abi.RAH_DIMS_MAX,
                        abi.RAH_CLASS_RATIO_MILLI: [1000] * abi.RAH_DIMS_MAX,
                        abi.RAH_CLASS_COST: cost,
                        abi.RAH_CLASS_DEVICE_STEP: 1,
                    },
                )
            )
        for rack, pod in zones:
            records.append(_record(abi.RAH_ZONE_BYTES, {abi.RAH_ZONE_RACK: rack, abi.RAH_ZONE_POD: pod}))
        for zone, latency, bandwidth in hosts:
            fields = {abi.RAH_HOST_ZONE: zone, abi.RAH_HOST_LATENCY: latency, abi.RAH_HOST_BANDWIDTH: bandwidth}
            records.append(_record(abi.RAH_HOST_BYTES, fields))
        self._answer("rah_pool_begin", b"".join(records))

    def add(self, modules):
        """Adds online modules: (class, zone, capacity in units of each dimension)."""
        records = [
            _record(
                abi.RAH_PM_BYTES,
                {
                    abi.RAH_PM_CLASS: kind,
                    abi.RAH_PM_ZONE: zone,
                    abi.RAH_PM_DOMAIN: -1,
                    abi.RAH_PM_STATE: abi.RAH_STATE_ONLINE,
                    abi.RAH_PM_CAPACITY: capacity,
                },
            )
            for kind, zone, capacity in modules
        ]
        self._answer("rah_pool_add", b"".join(records))

    def place(self, *, host, amount, strategy=abi.RAH_STRATEGY_DEFAULT, weights=(1, 1, 1)):
        """Places a request. No parts: nothing fits."""
        request = {
            abi.RAH_PR_HOST: host,
            abi.RAH_PR_STRATEGY: strategy,
            abi.RAH_PR_WEIGHT_PROXIMITY: weights,
            abi.RAH_PR_MAX_DRMS: 1,
            abi.RAH_PR_WAYS: 1,
            abi.RAH_PR_GROUP: -1,
            abi.RAH_PR_AMOUNT: amount,
        }
        output = self._answer("rah_pool_place", _record(abi.RAH_PR_BYTES, request))
        (allocation,) = struct.unpack_from("<I", output, abi.RAH_DECISION_ALLOCATION)
        (count,) = struct.unpack_from("<i", output, abi.RAH_DECISION_PARTS)
        (cost,) = struct.unpack_from("<q", output, abi.RAH_DECISION_COST)
        starts = (abi.RAH_DECISION_BYTES + index * abi.RAH_PART_BYTES for index in range(count))
        return {"allocation": allocation, "cost": cost, "parts": [_part(output, start) for start in starts]}


_PART_FIELDS = {
    "module": abi.RAH_PART_MODULE,
    "proximity": abi.RAH_PART_PROXIMITY,
    "fit": abi.RAH_PART_FIT,
    "cost": abi.RAH_PART_COST,
    "total": abi.RAH_PART_TOTAL,
}


def _part(output, start):
    return {name: struct.unpack_from("<i", output, start + offset)[0] for name, offset in _PART_FIELDS.items()}


def _record(size, fields):
    """A zeroed record with these i32 fields at these offsets; a sequence fills the fields that follow."""
    record = bytearray(size)
    for offset, value in fields.items():
        values = [value] if isinstance(value, int) else list(value)
        struct.pack_into(f"<{len(values)}i", record, offset, *values)
    return bytes(record)
