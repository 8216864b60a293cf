package io.autodiff.mutation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Breaks one instruction after another of the engine that it was loaded with, and says what the
 * checker says. {@link #run} goes first: it finds out which probes run which instructions.
 */
public final class MutationRun implements Runnable, BiFunction<Integer, Integer, String> {
  /** How many probes look at one mutant, at most. */
  private static final int MOST = 40;

  private static final Probe.Finding IDLE = new Probe.Finding(Probe.Outcome.IDLE, "");

  private final List<Probe> probes = Probe.all();
  private final List<BitSet> covered = new ArrayList<>();
  private final List<Fingerprint> right = new ArrayList<>();

  /** What runs where an operation is alone. */
  private final Map<String, BitSet> own = new HashMap<>();

  @Override
  public void run() {
    for (Probe probe : probes) {
      LoopMutants.forgetDerivatives();
      right.add(probe.fingerprint());
      LoopMutants.forgetDerivatives();
      Mutants.TOUCHED.clear();
      Mutants.note(true);
      probe.fingerprint();
      Mutants.note(false);
      BitSet touched = (BitSet) Mutants.TOUCHED.clone();
      covered.add(touched);
      if (probe.isAlone()) {
        own.computeIfAbsent(probe.label(), _ -> new BitSet()).or(touched);
      }
    }
  }

  /**
   * Returns the best outcome of the probes that run an instruction, after a blank the operation
   * that is blamed; empty if no probe does.
   */
  @Override
  public String apply(Integer site, Integer kind) {
    List<Integer> looking = new ArrayList<>();
    for (int i = 0; i < probes.size(); i++) {
      if (covered.get(i).get(site)) {
        looking.add(i);
      }
    }
    looking.sort(Comparator.comparingInt(i -> (probes.get(i).isAlone() ? 0 : 1)));
    Probe.Finding best = null;
    int looked = 0;
    for (int i : spread(looking)) {
      LoopMutants.forgetDerivatives();
      Mutants.breakOne(site, kind);
      boolean differs = false;
      try {
        differs = probes.get(i).fingerprint().differs(right.get(i));
      } catch (RuntimeException | StackOverflowError e) {
        differs = true;
      }
      Probe.Finding finding = differs ? probes.get(i).look() : IDLE;
      Mutants.breakOne(-1, 0);
      looked += differs ? 1 : 0;
      if (looked > 4) {
        break;
      }
      if (finding.outcome() == Probe.Outcome.WRONG) {
        BitSet of = own.get(finding.text());
        boolean rightly = of != null && of.get(site);
        if (rightly) {
          return "BLAMED " + finding.text();
        }
        finding = new Probe.Finding(Probe.Outcome.NO_BLAME, "not " + finding.text());
      }
      if (best == null || finding.outcome().compareTo(best.outcome()) < 0) {
        best = finding;
      }
    }
    LoopMutants.forgetDerivatives();
    return best == null ? "" : best.outcome() + " " + best.text();
  }

  /** Returns at most {@link #MOST} of many, from everywhere among them. */
  private static List<Integer> spread(List<Integer> all) {
    if (all.size() <= MOST) {
      return all;
    }
    List<Integer> some = new ArrayList<>();
    for (int k = 0; k < MOST; k++) {
      some.add(all.get((int) ((long) k * (all.size() - 1) / (MOST - 1))));
    }
    return some;
  }
}
