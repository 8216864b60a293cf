package io.autodiff.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.autodiff.op.Op;
import io.autodiff.op.OpSamples;
import io.autodiff.sweep.OpDerivatives;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The derivative of every operation broken, one instruction at a time: in its rule, in the sweeps,
 * in the replay and in its fused loops. The checker has to call each wrong and to blame the
 * operation, unless the mutant is shown to be equivalent: no derivative differs. The table is in
 * {@code target/mutants.md}, each mutant in {@code target/mutants.tsv}.
 *
 * <p>One of {@value #SHARE} mutants of rules and loops is tried, more of the others; {@code
 * -Dmutants.share=1} tries all. {@code -Dmutants.turn=k} tries the {@code k}-th of each share, and
 * {@code -Dmutants.only=pattern} those whose names hold a pattern.
 */
class MutationTest {
  private static final int SHARE = 120;

  /** How much more often the mutants of sweeps and of the replay are tried. */
  private static final int MORE = 12;

  /** What a mutant came to. */
  private enum Outcome {
    BLAMED("called wrong and blamed"),
    REFUSED("refused"),
    TABLE("known by tables"),
    SAME("no bit differs"),
    ROUNDING("rounding alone"),
    FLAT("never run"),
    MISSED("missed");

    private final String title;

    Outcome(String title) {
      this.title = title;
    }

    /** Returns the outcome that a verdict begins with. */
    static Outcome of(String verdict) {
      String word = verdict.substring(0, (verdict + " ").indexOf(' '));
      return Arrays.stream(values()).filter(o -> o.name().equals(word)).findFirst().orElse(MISSED);
    }
  }

  private final int share = Integer.getInteger("mutants.share", SHARE);
  private final int turn = Integer.getInteger("mutants.turn", -1);
  private final Pattern only = Pattern.compile(System.getProperty("mutants.only", ""));
  private final Map<String, Map<Outcome, Integer>> table = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Integer> all = new TreeMap<>();

  @Test
  void everyBrokenDerivativeIsCalledWrongAndBlamed()
      throws ReflectiveOperationException, IOException {
    assumeTrue(
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
        "loops of the Vector API are broken, too");
    Files.createDirectories(HOME);
    Files.deleteIfExists(EACH);
    MutantLoader loader = new MutantLoader();
    tryInstructions(loader);
    tryLoops(loader);
    write();
    assertEquals(List.of(), failures);
    boolean isWhole = only.pattern().isEmpty();
    assertTrue(!isWhole || table.size() >= PLACES, () -> "places " + table.keySet());
  }

  /** Rules, three sweeps, the replay, four forms of loops. */
  private static final int PLACES = 9;

  private static Object make(MutantLoader loader, String name) throws ReflectiveOperationException {
    return loader.loadClass("io.autodiff.mutation." + name).getDeclaredConstructor().newInstance();
  }

  @SuppressWarnings("unchecked") // the class is that of another loader
  private void tryInstructions(MutantLoader loader) throws ReflectiveOperationException {
    Object run = make(loader, "MutationRun");
    ((Runnable) run).run();
    BiFunction<Integer, Integer, String> judge = (BiFunction<Integer, Integer, String>) run;
    for (int s = 0; s < loader.sites().size(); s++) {
      Site site = loader.sites().get(s);
      for (int k = 0; k < site.kinds().size(); k++) {
        String name =
            String.join("|", site.place(), site.method(), site.what(), site.kinds().get(k));
        if (isTried(site.place(), name)) {
          note(site.place(), name, judge.apply(s, k));
        }
      }
    }
  }

  @SuppressWarnings("unchecked") // the class is that of another loader
  private void tryLoops(MutantLoader loader) throws ReflectiveOperationException {
    Object loops = make(loader, "LoopMutants");
    for (String name : ((Supplier<List<String>>) loops).get()) {
      String place = name.substring(0, name.indexOf('|'));
      if (isTried(place, name)) {
        note(place, name, ((Function<String, String>) loops).apply(name));
      }
    }
  }

  /** Returns whether it is a mutant's turn; sweeps and the replay have few mutants, tried more. */
  private boolean isTried(String place, String name) {
    boolean isLarge = place.startsWith("loop") || place.equals("rule");
    int every = isLarge ? share : Math.max(1, share / MORE);
    int chosen = turn < 0 ? every / 2 : turn % every;
    return all.merge(place, 1, Integer::sum) % every == chosen && only.matcher(name).find();
  }

  private void note(String place, String name, String verdict) {
    boolean isFlat = verdict.equals("UNREACHED") && isFlat(name);
    String said = isFlat ? "FLAT, traversals leave the operation out" : verdict;
    Outcome outcome = Outcome.of(said.replace(",", ""));
    table.computeIfAbsent(place, _ -> new TreeMap<>()).merge(outcome, 1, Integer::sum);
    String line = name + "\t" + said.replaceAll("\\s+", " ");
    append(line);
    if (outcome == Outcome.MISSED) {
      failures.add(line);
    }
  }

  /** Returns whether a mutant is one of a rule of operations whose derivative is always 0. */
  private static boolean isFlat(String name) {
    String method = name.split("\\|", -1)[1];
    String type = "." + method.substring(0, method.indexOf('.'));
    List<Op> its =
        OpSamples.operations()
            .filter(
                op ->
                    Stream.of(op.getClass(), op.getClass().getSuperclass())
                        .anyMatch(c -> c != null && c.getName().endsWith(type)))
            .toList();
    return !its.isEmpty() && its.stream().allMatch(OpDerivatives::isFlat);
  }

  private void write() {
    List<String> lines = new ArrayList<>();
    lines.add("# Mutants");
    lines.add("");
    String titles =
        Arrays.stream(Outcome.values()).map(o -> o.title).collect(Collectors.joining(" | "));
    lines.add("| place | mutants | tried | " + titles + " |");
    lines.add("|---|" + "---:|".repeat(Outcome.values().length + 2));
    table.forEach((place, counts) -> lines.add(row(place, counts)));
    lines.addAll(LEGEND);
    lines.forEach(System.out::println);
    try {
      Files.write(HOME.resolve("mutants.md"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final Path HOME = Path.of("target");
  private static final Path EACH = HOME.resolve("mutants.tsv");

  private static void append(String line) {
    try {
      Files.writeString(EACH, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final List<String> LEGEND =
      List.of(
          "",
          "- Called wrong and blamed: by differences, by the agreement of several ways, or in 60"
              + " digits.",
          "- Refused: the engine throws where it should compute.",
          "- Known by tables: at a zero, a tie, an infinity or another point where differences say"
              + " nothing or random points never go, a derivative is not what the tests know.",
          "- No bit differs: of any derivative, first or second, forward, in reverse, recorded or"
              + " replayed, at all points of all samples that run the instruction.",
          "- Rounding alone: derivatives differ by less than 1e-12, those of float32 by less than"
              + " 2e-5.",
          "- Never run: the rule of an operation whose derivative is 0, which traversals leave"
              + " out.",
          "",
          "`mutants.tsv` lists each mutant.");

  private String row(String place, Map<Outcome, Integer> counts) {
    int tried = counts.values().stream().mapToInt(Integer::intValue).sum();
    String outcomes =
        Arrays.stream(Outcome.values())
            .map(o -> String.valueOf(counts.getOrDefault(o, 0)))
            .collect(Collectors.joining(" | "));
    return "| %s | %d | %d | %s |"
        .formatted(place, Objects.requireNonNull(all.get(place)), tried, outcomes);
  }
}
