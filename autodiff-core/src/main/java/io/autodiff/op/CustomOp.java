package io.autodiff.op;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;
import io.autodiff.tape.Recording;

/**
 * An operation that a user adds: what it computes, and its reverse rule; if forward derivatives are
 * to go through it, the forward rule as well.
 *
 * <pre>{@code
 * record Cube() implements CustomOp {
 *   public String label() { return "cube"; }
 *   public Tensor forward(Workspace w, Tensor... in) {
 *     double[] y = in[0].values();
 *     Arrays.setAll(y, i -> y[i] * y[i] * y[i]);
 *     return Tensor.of(in[0].shape(), y);
 *   }
 *   public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
 *     return g.scale(in[0].square().mul(3));
 *   }
 * }
 * Tensor y = new Cube().on(x);
 * }</pre>
 *
 * <p>{@link #forward} may read the operands' arrays. A rule that is written in operations of the
 * library, as here, serves derivatives of every order; one that reads arrays serves the first only,
 * and a second is an error. A record or an enum, which is equal to another of the same parameters,
 * lets a program share what is computed twice.
 */
public non-sealed interface CustomOp extends Primitive {

  /**
   * {@inheritDoc}
   *
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

  /** Applies the operation; recorded if an operand is. */
  default Tensor on(Tensor... operands) {
    return Recording.apply(this, operands);
  }
}
