package io.autodiff.testkit;

import static io.autodiff.testkit.Rules.ANY;
import static io.autodiff.testkit.Rules.DISTINCT;

import io.autodiff.Shape;
import io.autodiff.TensorFourier.FourierNorm;
import io.autodiff.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What convolutions, poolings and Fourier transforms need to know of their operands. */
final class WindowRules {
  private static final Domain COMPLEX = new Domain.Complex();
  private static final int LONGEST = 4;

  private final Rules rules;

  private WindowRules(Rules rules) {
    this.rules = rules;
  }

  static void add(Rules rules) {
    WindowRules windows = new WindowRules(rules);
    windows.convolutions("conv1d", Shape.of(2, 2, 4), Shape.of(2, 2, 2), Shape.of(2, 1, 2));
    windows.convolutions(
        "conv2d", Shape.of(1, 2, 3, 3), Shape.of(2, 2, 2, 2), Shape.of(2, 1, 2, 2));
    windows.poolings();
    windows.transforms();
  }

  /** Two channels in one group, or each in a group of its own. */
  private void convolutions(String name, Shape input, Shape weights, Shape grouped) {
    Domain x = new Domain.Shaped(input);
    Domain bias = new Domain.Shaped(Shape.of(2));
    List<Domain> whole = List.of(x, new Domain.Shaped(weights));
    List<Domain> apart = List.of(x, new Domain.Shaped(grouped));
    Constants window = (_, random) -> new Object[] {window(random)};
    Constants groups = (_, random) -> new Object[] {window(random), 2};
    rules.with(whole, window, name + "(Tensor,Window)");
    rules.with(apart, groups, name + "(Tensor,Window,int)");
    rules.with(with(whole, bias), window, name + "(Tensor,Tensor,Window)");
    rules.with(with(apart, bias), groups, name + "(Tensor,Tensor,Window,int)");
  }

  private static List<Domain> with(List<Domain> domains, Domain last) {
    List<Domain> all = new ArrayList<>(domains);
    all.add(last);
    return all;
  }

  /** Returns windows that overlap, lie apart or reach over the edge. */
  private static Expression window(RandomGenerator random) {
    Expression sideBySide = Calls.ofStatic(Window.class, "of", new Class<?>[0]);
    return switch (random.nextInt(3)) {
      case 0 -> sideBySide;
      case 1 -> set(sideBySide, "stride", 2);
      default -> set(set(sideBySide, "padding", 1), "stride", 1);
    };
  }

  private static Expression set(Expression window, String setting, int number) {
    Expression.Literal numbers = new Expression.Literal(new int[] {number});
    return Calls.of(window, Window.class, setting, int[].class, numbers);
  }

  private void poolings() {
    Constants size = Constants.oneOf(2);
    Constants sizes = Constants.oneOf(new int[] {2}, new int[] {2, 1});
    rules.with(List.of(DISTINCT), size, "maxPool1d(int)");
    rules.with(List.of(ANY), size, "avgPool1d(int)");
    rules.with(List.of(DISTINCT), sizes, "maxPool2d(int[])");
    rules.with(List.of(ANY), sizes, "avgPool2d(int[])");
    rules.with(
        List.of(DISTINCT),
        (_, random) -> new Object[] {window(random), 2},
        "maxPool1d(Window,int)");
    rules.with(
        List.of(DISTINCT),
        (_, random) -> new Object[] {window(random), new int[] {2}},
        "maxPool2d(Window,int[])");
    rules.with(
        List.of(ANY),
        (_, random) -> new Object[] {window(random), random.nextBoolean(), 2},
        "avgPool1d(Window,boolean,int)");
    rules.with(
        List.of(ANY),
        (_, random) -> new Object[] {window(random), random.nextBoolean(), new int[] {2}},
        "avgPool2d(Window,boolean,int[])");
  }

  private void transforms() {
    List<Domain> complex = List.of(COMPLEX);
    rules.on(complex, "fft(int)", "ifft(int)", "irfft(int)", "fft2()", "ifft2()");
    Constants resized =
        Constants.ofAxes(
            (shape, random) ->
                new Object[] {Constants.axis(shape, random), length(random), norm(random)});
    for (String name : List.of("fft", "ifft", "irfft")) {
      rules.with(complex, resized, name + "(int,int,FourierNorm)");
    }
    rules.with(List.of(ANY), resized, "rfft(int,int,FourierNorm)");
    rules.with(complex, (_, random) -> new Object[] {length(random)}, "irfft2(int)");
  }

  private static int length(RandomGenerator random) {
    return 1 + random.nextInt(LONGEST);
  }

  private static FourierNorm norm(RandomGenerator random) {
    List<FourierNorm> norms = List.of(FourierNorm.values());
    return norms.get(random.nextInt(norms.size()));
  }
}
