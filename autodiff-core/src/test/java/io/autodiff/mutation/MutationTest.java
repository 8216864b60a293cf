package io.autodiff.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The derivative of every operation broken, one instruction at a time: in its rule, in the sweeps,
 * in the replay and in its fused loops. The checker has to call each wrong and to blame the
 * operation. The table is in {@code target/mutants.md}.
 *
 * <p>One of {@value #SHARE} mutants of rules and loops is tried, more of the others; {@code
 * -Dmutants.share=1} tries all, and then no reason for equivalent ones may be without any.
 */
class MutationTest {
  private static final int SHARE = 120;

  /** How much more often the mutants of sweeps and of the replay are tried. */
  private static final int MORE = 12;

  /** What a mutant came to. */
  private enum Outcome {
    BLAMED, TABLE,
    REFUSED,
    EQUIVALENT,
    UNREASONED,
    MISSED
  }

  private long last;
  private final int share = Integer.getInteger("mutants.share", SHARE);
  private final int turn = Integer.getInteger("mutants.turn", -1);
  private final Pattern only = Pattern.compile(System.getProperty("mutants.only", ""));
  private final Map<String, Map<Outcome, Integer>> table = new TreeMap<>();
  private final Map<String, Integer> reasons = new TreeMap<>();
  private final EquivalentMutants equivalent = new EquivalentMutants();
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Integer> all = new TreeMap<>();

  @Test
  void everyBrokenDerivativeIsCalledWrongAndBlamed() throws ReflectiveOperationException {
    assumeTrue(
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
        "loops of the Vector API are broken, too");
    MutantLoader loader = new MutantLoader();
    tryInstructions(loader);
    tryLoops(loader);
    write();
    assertEquals(List.of(), failures);
    assertTrue(table.size() >= PLACES, () -> "places " + table.keySet());
    if (share == 1) {
      assertEquals(List.of(), equivalent.stale(), "reasons that no mutant has");
    }
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
    return all.merge(place, 1, Integer::sum) % every == chosen
        && only.matcher(name).find();
  }

  private void note(String place, String name, String verdict) {
    long now = java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    try {
      Files.createDirectories(Path.of("target"));
      Files.writeString(Path.of("target", System.getProperty("mutants.log","mutants.tsv")), (now-last)/1000000 + "\t" + name + "\t" + verdict.replace('\n',' ') + "\n", java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
    } catch (IOException e) { throw new UncheckedIOException(e); }
    last = now;
    Outcome outcome;
    if (verdict.startsWith("BLAMED")) {
      outcome = Outcome.BLAMED;
    } else if (verdict.startsWith("REFUSED")) {
      outcome = Outcome.REFUSED;
    } else if (verdict.startsWith("TABLE")) { outcome = Outcome.TABLE;
    } else if (verdict.startsWith("SAME")||verdict.startsWith("ROUNDING")||verdict.startsWith("BELOW")||verdict.startsWith("UNREACHED")) {
      String reason = equivalent.reasonOf(name);
      outcome = reason.isEmpty() ? Outcome.UNREASONED : Outcome.EQUIVALENT;
      reasons.merge(reason, 1, Integer::sum);
    } else {
      outcome = Outcome.MISSED;
    }
    table.computeIfAbsent(place, _ -> new TreeMap<>()).merge(outcome, 1, Integer::sum);
    if (outcome == Outcome.MISSED || outcome == Outcome.UNREASONED) {
      failures.add(name + ": " + verdict);
    }
  }

  private void write() {
    List<String> lines = new ArrayList<>();
    lines.add("# Mutants");
    lines.add("");
    lines.add(
        "| place | mutants | tried | equivalent | refused | called wrong and blamed | missed |");
    lines.add("|---|---:|---:|---:|---:|---:|---:|");
    table.forEach((place, counts) -> lines.add(row(place, counts)));
    lines.add("");
    lines.add("| equivalent because | mutants |");
    lines.add("|---|---:|");
    reasons.forEach((reason, count) -> lines.add("| " + reason + " | " + count + " |"));
    lines.forEach(System.out::println);
    try {
      Files.createDirectories(Path.of("target"));
      Files.write(Path.of("target", "mutants.md"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String row(String place, Map<Outcome, Integer> counts) {
    int tried = counts.values().stream().mapToInt(Integer::intValue).sum();
    int unknown = counts.getOrDefault(Outcome.UNREASONED, 0);
    return "| %s | %d | %d | %d | %d | %d | %d |"
        .formatted(
            place,
            Objects.requireNonNull(all.get(place)),
            tried,
            counts.getOrDefault(Outcome.EQUIVALENT, 0) + unknown,
            counts.getOrDefault(Outcome.REFUSED, 0),
            counts.getOrDefault(Outcome.BLAMED, 0),
            counts.getOrDefault(Outcome.MISSED, 0));
  }
}
