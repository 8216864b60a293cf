package io.autodiff;

import io.autodiff.op.Primitive;
import io.autodiff.tape.Recording;
import org.jspecify.annotations.Nullable;

/**
 * An operation that a user adds: what it computes, and its reverse rule; if forward derivatives are
 * to go through it, the forward rule as well.
 *
 * {@snippet class="io.autodiff.snippets.ValueSnippetsTest" region="custom-op"}
 *
 * <p>{@link #forward} may read the operands' arrays. A rule that is written in operations of the
 * library, as here, serves derivatives of every order; one that reads arrays serves the first only,
 * and a second is an error. A record or an enum, which is equal to another of the same parameters,
 * lets a program share what is computed twice.
 */
@SuppressWarnings("exports") // what it is to the library is of no use to an author
public non-sealed interface CustomOp extends Primitive {

  /** Returns the operation's name as it reads in a printed program: {@code cube}. */
  @Override
  String label();

  /**
   * Computes the operation; nothing is recorded.
   *
   * @param w where to compute
   * @param in the operands, whose numbers may change after the call: an operation that remembers
   *     one copies it
   * @throws AutodiffException if the operands' shapes do not fit
   */
  @Override
  Tensor forward(Workspace w, Tensor... in);

  /**
   * The reverse rule: returns the cotangent of operand {@code argument}, linear in {@code g}. A
   * cotangent that was broadcast may be left so.
   *
   * @param argument which operand
   * @param g a cotangent of the result, of its shape
   * @param out the result
   * @param in the operands
   */
  @Override
  Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in);

  /**
   * The forward rule: returns the part of the result's tangent that comes from operand {@code
   * argument}, linear in {@code t}.
   *
   * @param argument which operand
   * @param t a tangent of that operand, of its shape
   * @param out the result
   * @param in the operands
   * @throws AutodiffException unless overridden
   */
  @Override
  default Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    throw new AutodiffException(
        "jvp: operation " + label() + " has no forward rule",
        "a custom operation that defines vjp only",
        "an operation that overrides jvp(argument, t, out, in)",
        "gradient(...), hessian(...).reverse() and vjp go in reverse and need none");
  }

  /**
   * Defines the operation in operations of the library: by these a {@linkplain
   * io.autodiff.check.GradientCheck#certificate certificate} computes its values in 60 digits. The
   * definition has no part in values and derivatives otherwise. It need not be fast, nor as
   * accurate as {@link #forward}; it reads no numbers of its operands.
   *
   * @param in the operands
   * @return the result; null, as here, if there is no definition: then nothing that this operation
   *     takes part in is certified
   */
  default @Nullable Tensor define(Tensor... in) {
    return null;
  }

  /** Applies the operation; recorded if an operand is. */
  default Tensor on(Tensor... operands) {
    return Recording.apply(this, operands);
  }
}
