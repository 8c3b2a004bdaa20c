import java.util.List;

/** A pool of two dimensions (CPU milli-cores, DRAM in GiB) on three modules; one request from host 0. */
public final class Example {
  public static void main(String[] args) {
    try (Rah policy = new Rah(args[0])) {
      var cpu = new Rah.Dim(0, RahPolicy.RAH_MEDIUM_CPU, 1, 64000);
      var dram = new Rah.Dim(1L << 30, RahPolicy.RAH_MEDIUM_DRAM, 1, 512);
      var classes = List.of(new Rah.PoolClass(10, 4000), new Rah.PoolClass(8, 3000));
      var zones = List.of(new Rah.Zone(0, 0), new Rah.Zone(0, 0), new Rah.Zone(1, 0));
      var host = new Rah.Host(0, new int[] {100, 250, 400, 900}, new int[] {63000, 63000, 32000, 8000});
      policy.begin(new Rah.Pool(List.of(cpu, dram), classes, zones, List.of(host), 3, 16));
      policy.add(
          List.of(
              new Rah.PoolModule(0, 0, 64000, 512),
              new Rah.PoolModule(1, 1, 32000, 256),
              new Rah.PoolModule(1, 2, 16000, 128)));
      var request = new Rah.Request(0, RahPolicy.RAH_STRATEGY_BEST_FIT, new int[] {1, 1, 1}, 8000, 64);
      var decision = policy.place(request);
      for (var part : decision.parts())
        System.out.printf(
            "module %d: proximity %d, fit %d, cost %d, total %d%n",
            part.module(), part.proximity(), part.fit(), part.cost(), part.total());
      System.out.printf(
          "allocation %d: %d micros per hour, state hash %s%n",
          decision.allocation(), decision.cost(), Long.toUnsignedString(policy.hash()));
    }
  }
}
