package io.autodiff.op;

import static io.autodiff.fixture.Numbers.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Gradients;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.fixture.Plain;
import io.autodiff.fixture.Replays;
import io.autodiff.fixture.Setting;
import io.autodiff.program.Program;
import io.autodiff.program.Replay;
import io.autodiff.sweep.OpDerivatives;
import io.autodiff.tape.Recording;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of operations on whole tensors, on the samples of {@link TensorSamples}. */
class TensorOpContractTest {

  static Stream<Arguments> samplesAndSettings() {
    return TensorSamples.all().stream()
        .flatMap(sample -> Setting.ALL.stream().map(s -> Arguments.of(sample, s)));
  }

  @ParameterizedTest
  @MethodSource("samplesAndSettings")
  void valueFollowsThePlainFormula(TensorSample sample, Setting setting) {
    Tensor[] in = convert(sample.operands(), setting);
    Tensor expected = TensorSamples.formula(sample.op(), in);
    Tensor actual = Recording.apply(sample.op(), in);
    assertEquals(sample.op() instanceof To to ? to.dtype() : setting.dtype(), actual.dtype());
    assertClose(expected, actual, setting.tolerance(), sample.toString());
  }

  private static Tensor cotangent(Tensor y) {
    return Tensor.randn(new Random(3), y.shape().dims()).to(y.dtype());
  }

  @ParameterizedTest
  @MethodSource("samplesAndSettings")
  void operandsStayAsTheyAre(TensorSample sample, Setting setting) {
    Tensor[] in = convert(sample.operands(), setting);
    try (Tape tape = setting.tape()) {
      Tensor[] v = variables(tape, in);
      Tensor y = Recording.apply(sample.op(), v);
      Tensor g = cotangent(y);
      double[] cotangent = g.values();
      tape.gradients(List.of(y), List.of(g));
      assertClose(cotangent, g.values(), 0, sample + ", cotangent");
    }
    for (int k = 0; k < in.length; k++) {
      double[] before = setting.convert(sample.operands().get(k)).values();
      assertClose(before, in[k].values(), 0, sample + ", operand " + k);
    }
  }

  @ParameterizedTest
  @MethodSource("samplesAndSettings")
  void recordedDerivativesEqualThoseOfTheSweep(TensorSample sample, Setting setting) {
    try (Tape tape = setting.tape()) {
      Tensor[] v = variables(tape, convert(sample.operands(), setting));
      Tensor y = Recording.apply(sample.op(), v);
      Tensor g = cotangent(y);
      Gradients grads = tape.gradients(List.of(y), List.of(g));
      List<Value<?>> recorded = tape.differentiate(List.of(y), List.of(g), List.of(v));
      for (int k = 0; k < v.length; k++) {
        assertEquals(setting.dtype(), grads.of(v[k]).dtype());
        assertEquals(v[k].shape(), grads.of(v[k]).shape());
        String what = sample + " by operand " + k;
        assertClose(grads.of(v[k]), (Tensor) recorded.get(k), setting.tolerance(), what);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samplesAndSettings")
  void aReplayGivesTheBitsOfTheTape(TensorSample sample, Setting setting) {
    try (Tape tape = setting.tape()) {
      Tensor[] v = variables(tape, convert(sample.operands(), setting));
      Tensor y = Recording.apply(sample.op(), v);
      Tensor g = cotangent(y);
      for (Tensor of : List.of(y, y.mul(y))) {
        Replay replay = Program.between(List.of(v), List.of(of)).replay();
        Replays.assertSameBits(sample.toString(), replay, tape, of, g, v);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samplesAndSettings")
  void atAKinkTheConventionHolds(TensorSample sample, Setting setting) {
    List<Tensor> expected = sample.derivatives();
    if (expected == null) {
      return;
    }
    try (Tape tape = setting.tape()) {
      Tensor[] v = variables(tape, convert(sample.operands(), setting));
      Gradients grads = tape.gradients(Recording.apply(sample.op(), v).sum());
      for (int k = 0; k < v.length; k++) {
        assertClose(expected.get(k), grads.of(v[k]), setting.tolerance(), sample.toString());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samplesAndSettings")
  void forwardAndReverseRuleAreTransposesOfEachOther(TensorSample sample, Setting setting) {
    Tensor[] in = convert(sample.operands(), setting);
    Random random = new Random(7);
    Tensor out = Recording.apply(sample.op(), in);
    Tensor g = Tensor.randn(random, out.shape().dims()).to(out.dtype());
    for (int k = 0; k < in.length; k++) {
      Tensor t = setting.convert(Tensor.randn(random, in[k].shape().dims()));
      @Nullable Tensor[] tangents = new Tensor[in.length];
      tangents[k] = t;
      Tensor forward = Objects.requireNonNull(OpDerivatives.jvp(sample.op(), tangents, out, in));
      Tensor back = OpDerivatives.vjp(sample.op(), k, g, out, in);
      assertEquals(out.shape(), forward.shape());
      assertEquals(in[k].shape(), back.shape());
      double difference = Plain.dot(g, forward) - Plain.dot(back, t);
      assertClose(0, difference, 20 * setting.tolerance(), () -> sample + " not transposed");
    }
  }

  @ParameterizedTest
  @MethodSource("samplesAndSettings")
  void derivativesOfBothOrdersAreWhatDifferencesSay(TensorSample sample, Setting setting) {
    if (sample.isSmooth()) {
      setting
          .check(x -> Recording.apply(sample.op(), x))
          .order(2)
          .at(convert(sample.operands(), setting))
          .assertCorrect();
    }
  }

  @ParameterizedTest
  @MethodSource("samplesAndSettings")
  void aMultilinearOperationIsLinearInEachOperand(TensorSample sample, Setting setting) {
    if (!(sample.op() instanceof Multilinear op)) {
      return;
    }
    Tensor[] in = convert(sample.operands(), setting);
    Tensor y = Recording.apply(op, in);
    boolean joint = op.isJointlyLinear();
    for (int k = 0; k < in.length; k++) {
      Tensor[] doubled = in.clone();
      for (int i = 0; i < in.length; i++) {
        doubled[i] = joint || i == k ? in[i].mul(2) : in[i];
      }
      assertClose(y.mul(2), Recording.apply(op, doubled), setting.tolerance(), sample.toString());
    }
  }

  private static Tensor[] convert(List<Tensor> operands, Setting setting) {
    return operands.stream().map(setting::convert).toArray(Tensor[]::new);
  }

  private static Tensor[] variables(Tape tape, Tensor... in) {
    return Arrays.stream(in).map(tape::variable).toArray(Tensor[]::new);
  }
}
