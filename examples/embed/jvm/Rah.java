import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The policy core for the JVM: one file over the C SDK (../c/rah.h as librah_policy.so, reached by rah_jni.c), and the
 * generated constants. One pool in one instance of the module; not for concurrent calls.
 */
public final class Rah implements AutoCloseable {
  /** What a call answered: status is what the export returned, detail the record objected to or -1. */
  public record Answer(long status, int detail, byte[] output) {}

  public record Dim(long unitBytes, int medium, int weight, int scale) {}

  /** Costs are micros per unit-hour, one for each dimension. */
  public record PoolClass(int... cost) {}

  public record Zone(int rack, int pod) {}

  public record Host(int zone, int[] latencyNs, int[] bandwidthMbps) {}

  /** Without devices, labels and groups. Modules and allocations are room for so many. */
  public record Pool(
      List<Dim> dims, List<PoolClass> classes, List<Zone> zones, List<Host> hosts, int modules, int allocations) {}

  public record PoolModule(int poolClass, int zone, int... capacity) {}

  public record Request(int host, int strategy, int[] weights, int... amount) {}

  public record Part(int module, int proximity, int fit, int cost, int total) {}

  public record Decision(long allocation, long cost, List<Part> parts) {}

  private long policy;

  /** Checks the version and the record sizes of the library; throws IllegalStateException with found and wanted. */
  public Rah(String library) {
    System.load(library);
    policy = openPolicy();
    long version = call("rah_abi_version", new long[0], new byte[0]).status();
    if (version != RahPolicy.RAH_ABI_VERSION)
      throw new IllegalStateException(
          "a policy library of another version: found ABI version %d, wanted ABI version %d"
              .formatted(version, RahPolicy.RAH_ABI_VERSION));
    for (RahPolicy.AbiRecord each : RahPolicy.RAH_RECORDS) {
      long found = call("rah_record_bytes", new long[] {each.id()}, new byte[0]).status();
      if (found != each.bytes())
        throw new IllegalStateException(
            "a policy library of another layout: found %d bytes in record %s, wanted %d"
                .formatted(found, each.name(), each.bytes()));
    }
  }

  @Override
  public void close() {
    if (policy != 0) closePolicy(policy);
    policy = 0;
  }

  /** Calls an export of the pool family. args are those of the export: for a call with input its length in bytes. */
  public Answer call(String name, long[] args, byte[] input) {
    if (policy == 0) throw new IllegalStateException("this policy is closed");
    long[] result = new long[2];
    byte[] output = callPolicy(policy, name, args, input, result);
    return new Answer(result[0], (int) result[1], output);
  }

  /** The state hash: 64 bits, to be read as unsigned. */
  public long hash() {
    if (policy == 0) throw new IllegalStateException("this policy is closed");
    return hashPolicy(policy);
  }

  private ByteBuffer answer(String name, ByteBuffer input) {
    Answer answer = call(name, new long[] {input.capacity()}, input.array());
    if (answer.status() != RahPolicy.RAH_STATUS_OK)
      throw new IllegalStateException("%s: status %d, record %d".formatted(name, answer.status(), answer.detail()));
    return ByteBuffer.wrap(answer.output()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Drops the pool that was and begins one. */
  public void begin(Pool pool) {
    int classes = RahPolicy.RAH_POOL_BYTES;
    int zones = classes + pool.classes().size() * RahPolicy.RAH_CLASS_BYTES;
    int hosts = zones + pool.zones().size() * RahPolicy.RAH_ZONE_BYTES;
    ByteBuffer input = records(hosts + pool.hosts().size() * RahPolicy.RAH_HOST_BYTES);
    input.putInt(RahPolicy.RAH_POOL_DIMS, pool.dims().size());
    input.putInt(RahPolicy.RAH_POOL_MODULES, pool.modules());
    input.putInt(RahPolicy.RAH_POOL_CLASSES, pool.classes().size());
    input.putInt(RahPolicy.RAH_POOL_ZONES, pool.zones().size());
    input.putInt(RahPolicy.RAH_POOL_HOSTS, pool.hosts().size());
    input.putInt(RahPolicy.RAH_POOL_ALLOCATIONS, pool.allocations());
    input.putInt(RahPolicy.RAH_POOL_PARTS, pool.allocations());
    input.putInt(RahPolicy.RAH_POOL_DEVICE_SCALE, 1);
    int at = RahPolicy.RAH_POOL_DIM;
    for (Dim dim : pool.dims()) {
      input.putLong(at + RahPolicy.RAH_DIM_UNIT_BYTES, dim.unitBytes());
      input.putInt(at + RahPolicy.RAH_DIM_MEDIUM, dim.medium());
      input.putInt(at + RahPolicy.RAH_DIM_WEIGHT, dim.weight());
      input.putInt(at + RahPolicy.RAH_DIM_SCALE, dim.scale());
      at += RahPolicy.RAH_DIM_BYTES;
    }
    at = classes;
    for (PoolClass each : pool.classes()) {
      put(input, at + RahPolicy.RAH_CLASS_STEP, eight(1));
      put(input, at + RahPolicy.RAH_CLASS_MAX_UNIT, eight(RahPolicy.RAH_UNITS_MAX));
      put(input, at + RahPolicy.RAH_CLASS_RATIO_MILLI, eight(1000));
      put(input, at + RahPolicy.RAH_CLASS_COST, each.cost());
      put(input, at + RahPolicy.RAH_CLASS_DEVICE_STEP, 1);
      at += RahPolicy.RAH_CLASS_BYTES;
    }
    for (Zone each : pool.zones()) {
      input.putInt(at + RahPolicy.RAH_ZONE_RACK, each.rack());
      input.putInt(at + RahPolicy.RAH_ZONE_POD, each.pod());
      at += RahPolicy.RAH_ZONE_BYTES;
    }
    for (Host each : pool.hosts()) {
      input.putInt(at + RahPolicy.RAH_HOST_ZONE, each.zone());
      put(input, at + RahPolicy.RAH_HOST_LATENCY, each.latencyNs());
      put(input, at + RahPolicy.RAH_HOST_BANDWIDTH, each.bandwidthMbps());
      at += RahPolicy.RAH_HOST_BYTES;
    }
    answer("rah_pool_begin", input);
  }

  /** Adds online modules. */
  public void add(List<PoolModule> modules) {
    ByteBuffer input = records(modules.size() * RahPolicy.RAH_PM_BYTES);
    int at = 0;
    for (PoolModule each : modules) {
      input.putInt(at + RahPolicy.RAH_PM_CLASS, each.poolClass());
      input.putInt(at + RahPolicy.RAH_PM_ZONE, each.zone());
      input.putInt(at + RahPolicy.RAH_PM_DOMAIN, -1);
      input.putInt(at + RahPolicy.RAH_PM_STATE, RahPolicy.RAH_STATE_ONLINE);
      put(input, at + RahPolicy.RAH_PM_CAPACITY, each.capacity());
      at += RahPolicy.RAH_PM_BYTES;
    }
    answer("rah_pool_add", input);
  }

  /** Places a request. No parts: nothing fits. */
  public Decision place(Request request) {
    ByteBuffer input = records(RahPolicy.RAH_PR_BYTES);
    input.putInt(RahPolicy.RAH_PR_HOST, request.host());
    input.putInt(RahPolicy.RAH_PR_STRATEGY, request.strategy());
    put(input, RahPolicy.RAH_PR_WEIGHT_PROXIMITY, request.weights());
    input.putInt(RahPolicy.RAH_PR_MAX_DRMS, 1);
    input.putInt(RahPolicy.RAH_PR_WAYS, 1);
    input.putInt(RahPolicy.RAH_PR_GROUP, -1);
    put(input, RahPolicy.RAH_PR_AMOUNT, request.amount());
    ByteBuffer output = answer("rah_pool_place", input);
    Part[] parts = new Part[output.getInt(RahPolicy.RAH_DECISION_PARTS)];
    Arrays.setAll(parts, index -> part(output, RahPolicy.RAH_DECISION_BYTES + index * RahPolicy.RAH_PART_BYTES));
    return new Decision(
        Integer.toUnsignedLong(output.getInt(RahPolicy.RAH_DECISION_ALLOCATION)),
        output.getLong(RahPolicy.RAH_DECISION_COST),
        List.of(parts));
  }

  private static Part part(ByteBuffer output, int at) {
    return new Part(
        output.getInt(at + RahPolicy.RAH_PART_MODULE),
        output.getInt(at + RahPolicy.RAH_PART_PROXIMITY),
        output.getInt(at + RahPolicy.RAH_PART_FIT),
        output.getInt(at + RahPolicy.RAH_PART_COST),
        output.getInt(at + RahPolicy.RAH_PART_TOTAL));
  }

  private static ByteBuffer records(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void put(ByteBuffer records, int at, int... values) {
    for (int index = 0; index < values.length; index++) records.putInt(at + 4 * index, values[index]);
  }

  private static int[] eight(int value) {
    int[] all = new int[RahPolicy.RAH_DIMS_MAX];
    Arrays.fill(all, value);
    return all;
  }

  private static native long openPolicy();

  private static native void closePolicy(long policy);

  private static native long hashPolicy(long policy);

  private static native byte[] callPolicy(long policy, String name, long[] args, byte[] input, long[] result);
}
