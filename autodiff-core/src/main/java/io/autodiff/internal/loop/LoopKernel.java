package io.autodiff.internal.loop;

import org.jspecify.annotations.Nullable;

/**
 * A formula with a name and its loops, one for each element type, each way to compute (plain, SIMD)
 * and each choice of stretched operands; a loop's class is written when it is first needed.
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

  /** The kernel that writes the loops: this one or, in a family, the one that its members share. */
  private final LoopKernel template;

  private final double[] parameters;
  private final @Nullable LoopClassWriter[] writers;

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
    this.writers = new LoopClassWriter[4 * MASKS];
  }

  private LoopKernel(LoopKernel template, Formula formula, double[] parameters) {
    this.name = template.name;
    this.formula = formula;
    this.used = template.used;
    this.template = template;
    this.parameters = parameters;
    this.writers = template.writers;
  }

  /** The kernels that the members of families share. */
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

  /** Returns the formula of each element. */
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
   * Returns the formula that a loop computes: of a SIMD loop the one in which functions are written
   * out.
   */
  public Formula formula(boolean single, boolean simd) {
    Formula lowered = simd ? FunctionLowering.lower(formula, single) : null;
    return lowered == null ? formula : lowered;
  }

  /**
   * Returns the loop for an element type.
   *
   * @param stepped a bit for each input, set where it is read element by element and not stretched
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

  /** Threads that run this at the same time may make the same loop twice, and either serves. */
  private Loop make(int slot, boolean single, boolean simd, int stepped) {
    LoopClassWriter writer = writers[slot];
    if (writer == null) {
      writer = template.write(single, simd, stepped);
      writers[slot] = writer;
    }
    Loop loop = writer.loop(parameters);
    if (loop instanceof VectorLoop vectors) {
      loop = new WarmingLoop(vectors, stepped, () -> loops[slot] = vectors);
    }
    loops[slot] = loop;
    return loop;
  }

  private LoopClassWriter write(boolean single, boolean simd, int stepped) {
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
