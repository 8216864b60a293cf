package io.autodiff.exact;

import io.autodiff.Shape;
import io.autodiff.op.FourierTransform;
import java.math.BigDecimal;

/** The values of Fourier transforms, by the sum that defines them. */
final class ExtendedFourier {
  private ExtendedFourier() {}

  static ExtendedTensor transform(FourierTransform op, ExtendedTensor x) {
    Shape shape = x.shape();
    int groups = shape.reduce(new int[] {op.axis()}, false).size();
    int[][] lines = Positions.members(groups, Positions.groups(shape, op.axis()));
    int n = shape.dim(op.axis());
    Extended[] cosines = new Extended[n];
    Extended[] sines = new Extended[n];
    for (int m = 0; m < n; m++) {
      BigDecimal angle = Exact.div(Exact.mul(Exact.pi(), 2L * m), n);
      cosines[m] = Extended.of(Exact.cos(angle));
      Extended sine = Extended.of(Exact.sin(angle));
      sines[m] = op.inverse() ? sine : sine.neg();
    }
    Extended[] out = new Extended[x.size()];
    for (int line = 0; line + 1 < lines.length; line += 2) { // real parts, imaginary parts
      for (int k = 0; k < n; k++) {
        Extended real = Extended.ZERO;
        Extended imaginary = Extended.ZERO;
        for (int j = 0; j < n; j++) {
          int turn = (int) ((long) j * k % n);
          Extended a = x.get(lines[line][j]);
          Extended b = x.get(lines[line + 1][j]);
          real = real.add(a.mul(cosines[turn])).sub(b.mul(sines[turn]));
          imaginary = imaginary.add(a.mul(sines[turn])).add(b.mul(cosines[turn]));
        }
        out[lines[line][k]] = real;
        out[lines[line + 1][k]] = imaginary;
      }
    }
    return new ExtendedTensor(shape, out);
  }
}
