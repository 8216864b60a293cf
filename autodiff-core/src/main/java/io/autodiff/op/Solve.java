package io.autodiff.op;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Elements;
import io.autodiff.internal.linear.LuFactorisation;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeWorkspace;

/**
 * The solution {@code X} of {@code A X = B}, or of {@code Aᵀ X = B} if {@code turned}: {@code (…,
 * n, n), (…, n, k) → (…, n, k)}. Computed in double precision.
 *
 * @param label what it is to the caller: {@code solve}, or {@code inverse} of the identity as B,
 *     which is not read then
 * @param kept the factorisation, which the rules use again
 */
public record Solve(boolean turned, String label, KeptFactors kept) implements Primitive {
  private static final String INVERSE = "inverse";

  /** Creates the operation under the name {@code solve}. */
  public Solve(boolean turned) {
    this(turned, "solve", new KeptFactors());
  }

  /** Returns the inverses of square matrices. */
  public static Tensor inverse(Tensor a) {
    return inverse(a, false, new KeptFactors());
  }

  /** Returns the inverses of square matrices, or their transposes. */
  static Tensor inverse(Tensor a, boolean turned, KeptFactors kept) {
    int n = a.dim(-1);
    Workspace w = TapeWorkspace.of(a);
    Object identities = a.dtype().newArray(a.size());
    for (int i = 0; i < a.size(); i += i % n + 1 == n && i / n % n + 1 == n ? 1 : n + 1) {
      Elements.set(identities, i, 1);
    }
    Tensor identity = w.tensor(a.shape(), identities);
    return Recording.apply(new Solve(turned, INVERSE, kept), a, identity);
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape shape = in[1].shape();
    int n = shape.dim(-2);
    int k = shape.dim(-1);
    LuFactorisation[] factors = shape.size() == 0 ? new LuFactorisation[0] : kept.of(w, in[0]);
    double[] b = label.equals(INVERSE) ? new double[0] : in[1].values();
    double[] x = new double[shape.size()];
    for (int i = 0; i < factors.length; i++) {
      if (factors[i].pivotRatio() == 0) {
        throw new AutodiffException(
            label + ": matrix is singular",
            "matrix " + i + " of shape " + in[0].shape(),
            "matrices that have an inverse",
            null);
      }
      if (label.equals(INVERSE)) {
        factors[i].inverse(w.kernels(), turned, x, i * n * n);
      } else {
        factors[i].solve(w.kernels(), turned, b, i * n * k, k, x);
      }
    }
    return w.tensor(shape, Doubles.as(w, in[1].dtype(), x));
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    Tensor back = solution(!turned, in[0], g);
    if (argument == 1) {
      return back;
    }
    return (turned ? out.matmul(back, false, true) : back.matmul(out, false, true)).neg();
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    Tensor right = argument == 1 ? t : t.matmul(out, turned, false).neg();
    return solution(turned, in[0], right);
  }

  private Tensor solution(boolean ofTransposed, Tensor a, Tensor right) {
    return Recording.apply(new Solve(ofTransposed, "solve", kept), a, right);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Solve solve && turned == solve.turned && label.equals(solve.label);
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(turned) + 31 * label.hashCode();
  }
}
