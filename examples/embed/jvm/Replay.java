import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Replay LIBRARY VECTORS.json: replays golden vectors on the policy core that librah_policy.so holds. */
public final class Replay {
  /** What differs between a step and its expectation, or null. */
  private static String difference(Rah policy, Map<?, ?> step) {
    // A decimal number, signed or not, modulo 2^64.
    long[] args = ((List<?>) step.get("args")).stream().mapToLong(each -> new BigInteger((String) each).longValue()).toArray();
    byte[] input = HexFormat.of().parseHex((String) step.get("input"));
    Rah.Answer answer = policy.call((String) step.get("call"), args, input);
    byte[] output = HexFormat.of().parseHex((String) step.get("output"));
    long status = new BigInteger((String) step.get("status")).longValue();
    if (status != answer.status()) return "status: expected %d, got %d".formatted(status, answer.status());
    if (!step.get("detail").equals((long) answer.detail()))
      return "detail: expected %s, got %d".formatted(step.get("detail"), answer.detail());
    if (!Arrays.equals(output, answer.output())) return parting(output, answer.output());
    String hash = Long.toUnsignedString(policy.hash());
    return step.get("hash").equals(hash) ? null : "hash: expected %s, got %s".formatted(step.get("hash"), hash);
  }

  /** Two outputs that are not the same, from the byte on where they part: long ones would drown what matters. */
  private static String parting(byte[] expected, byte[] got) {
    int at = Arrays.mismatch(expected, got);
    return "output from byte %d: expected %s, got %s".formatted(at, rest(expected, at), rest(got, at));
  }

  private static String rest(byte[] output, int at) {
    return at == output.length ? "its end" : HexFormat.of().formatHex(output, at, Math.min(output.length, at + 16));
  }

  private static int replay(String library, String path) throws IOException {
    Map<?, ?> vectors = (Map<?, ?>) Json.parse(Files.readString(Path.of(path)));
    if (!vectors.get("abi_version").equals((long) RahPolicy.RAH_ABI_VERSION))
      throw new IllegalStateException(
          "vectors of another version: found ABI version %s, wanted %d"
              .formatted(vectors.get("abi_version"), RahPolicy.RAH_ABI_VERSION));
    int steps = 0;
    int differences = 0;
    for (Object each : (List<?>) vectors.get("sequences")) {
      Map<?, ?> sequence = (Map<?, ?>) each;
      try (Rah policy = new Rah(library)) {
        int index = 0;
        for (Object step : (List<?>) sequence.get("steps")) {
          String found = difference(policy, (Map<?, ?>) step);
          if (found != null && differences++ == 0)
            System.err.printf(
                "first difference: %s, step %d, %s: %s%n",
                sequence.get("name"), index, ((Map<?, ?>) step).get("call"), found);
          steps++;
          index++;
        }
      }
    }
    if (steps == 0) throw new IllegalStateException("the vectors hold no steps");
    System.out.printf("%d steps, %d differences%n", steps, differences);
    return differences;
  }

  public static void main(String[] args) throws IOException {
    try {
      System.exit(replay(args[0], args[1]) == 0 ? 0 : 1);
    } catch (IllegalStateException error) {
      System.err.println(error.getMessage());
      System.exit(1);
    }
  }
}
