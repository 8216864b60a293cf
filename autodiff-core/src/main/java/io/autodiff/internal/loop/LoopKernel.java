package io.autodiff.internal.loop;

import org.jspecify.annotations.Nullable;

/**
 * A formula with a name and its loops, one for each element type, each way to compute (plain, SIMD)
 * and each choice of stretched operands; a loop is stamped when it is first needed.
 *
 * <p>The constants of a formula are part of its loops, unless the kernel is one of a family: the
 * members' formulas differ in constants alone, and all share the loops of the formula that has
 * {@linkplain FormulaOp#PARAMETER parameters} in their place.
 */
public final class LoopKernel {
  private static final int MASKS = 1 << Formula.MAX_INPUTS;
  private static final double[] NONE = {};

  private final String name;
  private final Formula formula;
  private final int used;
  private final @Nullable Loop[] loops = new Loop[4 * MASKS];

  /** Whose loops these are made from: this or, in a family, what its members share. */
  private final LoopKernel template;

  private final double[] parameters;
  private final @Nullable LoopClassWriter[] stamps;

  /**
   * Makes the kernel of a formula.
   *
   * @param name its name in profiles: the operation's, and the argument's of a derivative
   */
  public LoopKernel(String name, Formula formula) {
    this.name = name;
    this.formula = formula;
    this.used = formula.used();
    this.template = this;
    this.parameters = NONE;
    this.stamps = new LoopClassWriter[4 * MASKS];
  }

  private LoopKernel(LoopKernel template, Formula formula, double[] parameters) {
    this.name = template.name;
    this.formula = formula;
    this.used = template.used;
    this.template = template;
    this.parameters = parameters;
    this.stamps = template.stamps;
  }

  /** Finds what the members of a family share. */
  @FunctionalInterface
  public interface Family {
    /** Returns the one kernel of this name and formula, which has parameters but no constants. */
    LoopKernel of(String name, Formula formula);
  }

  /** Returns the kernel of a formula as a member of a family. */
  public static LoopKernel member(String name, Formula formula, Family family) {
    Formula.Lifted lifted = formula.lift();
    if (lifted.parameters().length == 0) {
      return new LoopKernel(name, formula);
    }
    return new LoopKernel(family.of(name, lifted.formula()), formula, lifted.parameters());
  }

  /** Returns what each element is computed by. */
  public Formula formula() {
    return formula;
  }

  /** Returns a bit for each input, set where the result depends on it. */
  public int used() {
    return used;
  }

  /** Returns whether the result depends on an input. */
  public boolean uses(int input) {
    return (used >> input & 1) != 0;
  }

  /**
   * Returns the formula that a loop computes: the formula itself or, of a SIMD loop, what its
   * functions are there.
   */
  public Formula formula(boolean single, boolean simd) {
    Formula lowered = simd ? FunctionLowering.lower(formula, single) : null;
    return lowered == null ? formula : lowered;
  }

  /**
   * Returns the loop for an element type; a bit of {@code stepped} is not set for a stretched
   * input.
   */
  public Loop loop(boolean single, boolean simd, int stepped) {
    int slot = (single ? MASKS : 0) + (simd ? 2 * MASKS : 0) + (stepped & used);
    Loop loop = loops[slot];
    return loop != null ? loop : make(slot, single, simd, stepped & used);
  }

  /** Returns the loop for inputs that are as long as the result. */
  public Loop loop(boolean single, boolean simd) {
    return loop(single, simd, used);
  }

  /** Threads that meet here make the same loop twice, and either serves. */
  private Loop make(int slot, boolean single, boolean simd, int stepped) {
    LoopClassWriter stamp = stamps[slot];
    if (stamp == null) {
      stamp = template.stamp(single, simd, stepped);
      stamps[slot] = stamp;
    }
    Loop loop = stamp.loop(parameters);
    if (loop instanceof VectorLoop vectors) {
      loop = new WarmingLoop(vectors, stepped, () -> loops[slot] = vectors);
    }
    loops[slot] = loop;
    return loop;
  }

  private LoopClassWriter stamp(boolean single, boolean simd, int stepped) {
    Formula lowered = simd ? FunctionLowering.lower(formula, single) : null;
    String stretched = stepped == used ? "" : "_" + Integer.toBinaryString(stepped);
    return LoopClassWriter.of(
        name + (single ? "_f32" : "_f64") + (lowered == null ? "_plain" : "_simd") + stretched,
        lowered == null ? formula : lowered,
        single,
        lowered != null,
        stepped);
  }

  @Override
  public String toString() {
    return name + "\n" + formula;
  }
}
