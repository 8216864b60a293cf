package io.autodiff.mutation;

import io.autodiff.check.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Breaks one instruction after another of the engine that it was loaded with, and says what the
 * checker says. {@link #run} goes first: it finds out which probes run which instructions.
 */
public final class MutationRun implements Runnable, BiFunction<Integer, Integer, String> {
  /** How many probes look at one mutant, at most. */
  private static final int MOST = 40;

  /** At how many points more a mutant that changed nothing is tried. */
  private static final int MORE = 120;

  /** How many probes ask the checker, at most. */
  private static final int ASKED = 5;

  /** By how much numbers differ that differences could tell apart. */
  static final double VISIBLE = 1e-6;

  /** By how much numbers differ that are computed in another order. */
  static final double ROUNDING = 1e-12;

  private final List<Probe> probes = Probe.all();
  private final List<SpecialProbe> specials = SpecialProbe.all();
  private final Coverage covered = new Coverage();
  private final Coverage special = new Coverage();

  /** What runs where an operation is alone. */
  private final Map<String, BitSet> own = new HashMap<>();

  /** The numbers of probes, and which instructions each runs. */
  private static final class Coverage {
    private final List<Fingerprint> right = new ArrayList<>();
    private final List<BitSet> touched = new ArrayList<>();

    BitSet add(Supplier<Fingerprint> probe) {
      LoopMutants.forgetDerivatives();
      Mutants.TOUCHED.clear();
      Mutants.note(true);
      right.add(probe.get());
      Mutants.note(false);
      touched.add((BitSet) Mutants.TOUCHED.clone());
      return touched.getLast();
    }

    List<Integer> of(int site) {
      List<Integer> all = new ArrayList<>();
      for (int i = 0; i < touched.size(); i++) {
        if (touched.get(i).get(site)) {
          all.add(i);
        }
      }
      return all;
    }
  }

  @Override
  public void run() {
    for (Probe probe : probes) {
      BitSet touched = covered.add(probe::fingerprint);
      if (probe.isAlone()) {
        own.computeIfAbsent(probe.label(), _ -> new BitSet()).or(touched);
      }
    }
    specials.forEach(probe -> special.add(probe::fingerprint));
  }

  /** One way to break one instruction, and what was seen of it. */
  private final class Trial {
    private final int site;
    private final int kind;
    private Probe.@Nullable Finding best;
    private double largest;
    private int farthest = -1;
    private int points;
    private int asked;

    Trial(int site, int kind) {
      this.site = site;
      this.kind = kind;
    }

    /** Returns what something is while the instruction is broken. */
    private <R> R broken(Supplier<R> what) {
      LoopMutants.forgetDerivatives();
      Mutants.breakOne(site, kind);
      try {
        return what.get();
      } finally {
        Mutants.breakOne(-1, 0);
      }
    }

    private double distance(int i) {
      points++;
      try {
        return broken(probes.get(i)::fingerprint).distance(covered.right.get(i));
      } catch (RuntimeException | StackOverflowError e) {
        return Double.POSITIVE_INFINITY;
      }
    }

    /** Returns whether an operation that is blamed is one that runs the instruction. */
    private boolean isRightly(String blamed) {
      BitSet of = own.get(blamed);
      return of != null && of.get(site);
    }

    private void look(List<Integer> at) {
      for (int i : at) {
        double distance = distance(i);
        if (distance > largest) {
          largest = distance;
          farthest = i;
        }
        if (distance > VISIBLE && asked < ASKED) {
          asked++;
          note(looked(i, distance));
        }
        if (best != null && (best.outcome() == Probe.Outcome.WRONG || asked == ASKED)) {
          return;
        }
      }
    }

    private Probe.Finding looked(int i, double distance) {
      Probe probe = probes.get(i);
      Probe.Finding said = broken(probe::look);
      String where = probe.label() + " at " + Arrays.toString(probe.point()) + " by " + distance;
      return said.outcome() == Probe.Outcome.MISSED
          ? new Probe.Finding(Probe.Outcome.MISSED, where + ", but " + said.text())
          : said;
    }

    private void note(Probe.Finding finding) {
      Probe.Finding own =
          finding.outcome() == Probe.Outcome.WRONG && !isRightly(finding.text())
              ? new Probe.Finding(Probe.Outcome.NO_BLAME, "not " + finding.text())
              : finding;
      if (best == null || own.outcome().compareTo(best.outcome()) < 0) {
        best = own;
      }
    }

    private boolean isSeen() {
      return best != null && best.outcome() != Probe.Outcome.MISSED;
    }

    /** Asks the second oracle about a difference that differences of doubles do not see. */
    private @Nullable String certified() {
      if (farthest < 0 || largest <= ROUNDING) {
        return null;
      }
      Probe probe = probes.get(farthest);
      try {
        Certificate c = broken(() -> probe.check().order(2).certificate(probe.point()));
        return c.culprit() != null && isRightly(c.culprit().operation())
            ? "BLAMED " + c.culprit().operation() + " in 60 digits"
            : null;
      } catch (RuntimeException | StackOverflowError e) {
        return null;
      }
    }

    /** Returns the point of a test's table at which derivatives differ, or null. */
    private @Nullable String special() {
      for (int i : special.of(site)) {
        points++;
        SpecialProbe probe = specials.get(i);
        boolean differs;
        try {
          differs = SpecialProbe.differs(broken(probe::fingerprint), special.right.get(i));
        } catch (RuntimeException | StackOverflowError e) {
          differs = true;
        }
        if (differs) {
          return "TABLE " + probe.name();
        }
      }
      return null;
    }

    String outcome() {
      List<Integer> looking = covered.of(site);
      looking.sort(Comparator.comparingInt(i -> probes.get(i).isAlone() ? 0 : 1));
      look(spread(looking, MOST));
      if (!isSeen()) {
        String found = certified();
        found = found != null ? found : special();
        if (found != null) {
          return found;
        }
        if (looking.size() > MOST && best == null) {
          look(spread(looking, MORE));
        }
      }
      if (best != null) {
        String said = best.outcome() == Probe.Outcome.WRONG ? "BLAMED" : best.outcome().toString();
        return said + " " + best.text();
      }
      return points == 0
          ? "UNREACHED"
          : largest == 0
              ? "SAME at " + points + " points"
              : (largest <= ROUNDING ? "ROUNDING " : "BELOW ") + largest;
    }
  }

  /**
   * Returns the best outcome of the probes that run an instruction, after a blank the operation
   * that is blamed.
   */
  @Override
  public String apply(Integer site, Integer kind) {
    String outcome = new Trial(site, kind).outcome();
    LoopMutants.forgetDerivatives();
    return outcome;
  }

  /** Returns at most {@code most} of a list, from everywhere in it. */
  private static List<Integer> spread(List<Integer> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<Integer> some = new ArrayList<>();
    for (int k = 0; k < most; k++) {
      some.add(all.get((int) ((long) k * (all.size() - 1) / (most - 1))));
    }
    return some;
  }
}
