package io.autodiff.internal;

import org.jspecify.annotations.Nullable;

/**
 * A formula with a name and its loops, one for each element type, each way to compute (plain, SIMD)
 * and each choice of stretched operands; a loop is stamped when it is first needed.
 */
public final class Kernel {
  private static final int MASKS = 1 << Formula.MAX_INPUTS;

  private final String name;
  private final Formula formula;
  private final int used;
  private final @Nullable Loop[] loops = new Loop[4 * MASKS];

  /**
   * Makes the kernel of a formula.
   *
   * @param name its name in profiles: the operation's, and the argument's of a derivative
   */
  public Kernel(String name, Formula formula) {
    this.name = name;
    this.formula = formula;
    this.used = formula.used();
  }

  /** Returns what each element is computed by. */
  public Formula formula() {
    return formula;
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
    Formula lowered = simd ? VectorMath.lower(formula, single) : null;
    return lowered == null ? formula : lowered;
  }

  /**
   * Returns the loop for an element type; a bit of {@code stepped} is not set for a stretched
   * input.
   */
  public Loop loop(boolean single, boolean simd, int stepped) {
    int slot = (single ? MASKS : 0) + (simd ? 2 * MASKS : 0) + (stepped & used);
    Loop loop = loops[slot];
    return loop != null ? loop : stamp(slot, single, simd, stepped & used);
  }

  /** Returns the loop for inputs that are as long as the result. */
  public Loop loop(boolean single, boolean simd) {
    return loop(single, simd, used);
  }

  /** Threads that meet here make the same loop twice, and either serves. */
  private Loop stamp(int slot, boolean single, boolean simd, int stepped) {
    Formula lowered = simd ? VectorMath.lower(formula, single) : null;
    String stretched = stepped == used ? "" : "_" + Integer.toBinaryString(stepped);
    Loop loop =
        Stamp.loop(
            name + (single ? "_f32" : "_f64") + (lowered == null ? "_plain" : "_simd") + stretched,
            lowered == null ? formula : lowered,
            single,
            lowered != null,
            stepped);
    loops[slot] = loop;
    return loop;
  }

  @Override
  public String toString() {
    return name + "\n" + formula;
  }
}
