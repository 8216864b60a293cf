package io.autodiff.benchmarks.peers;

import io.autodiff.DType;
import io.autodiff.Parameter;
import io.autodiff.benchmarks.mlp.MlpCase;
import io.autodiff.benchmarks.mlp.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.SoftmaxCrossEntropyWithLogits;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** TensorFlow Java: a graph that is made once and run each step. */
final class TensorFlowStep<T extends TNumber> implements PeerStep {
  private final Graph graph = new Graph();
  private final Session session;
  private final Operand<T> inputs;
  private final Operand<T> targets;
  private final Operand<T> loss;
  private final List<Op> updates = new ArrayList<>();
  private final Tensor x;
  private final Tensor t;

  private TensorFlowStep(Class<T> type, MlpCase mlp, double rate, int threads) {
    Ops tf = Ops.create(graph);
    inputs = tf.placeholder(type, Placeholder.shape(shape(mlp.inputs())));
    targets = tf.placeholder(type, Placeholder.shape(shape(mlp.targets())));
    List<Op> initial = new ArrayList<>();
    List<Variable<T>> variables = new ArrayList<>();
    for (Parameter parameter : mlp.model().parameters()) {
      Variable<T> variable = tf.variable(shape(parameter.value()), type);
      initial.add(tf.assign(variable, constant(tf, type, parameter.value())));
      variables.add(variable);
    }
    loss = loss(tf, mlp, output(tf, mlp, variables));
    Gradients gradients = tf.gradients(loss, variables);
    List<Op> all = new ArrayList<>();
    gradients.forEach(all::add); // an update before the last gradient would change that gradient
    Ops after = tf.withControlDependencies(all);
    Operand<T> step = after.dtypes.cast(after.constant(rate), type);
    for (int i = 0; i < variables.size(); i++) {
      updates.add(after.train.applyGradientDescent(variables.get(i), step, gradients.<T>dy(i)));
    }
    session =
        new Session(
            graph,
            ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(threads)
                .build());
    Session.Runner first = session.runner();
    initial.forEach(first::addTarget);
    first.run().close();
    x = tensor(mlp.inputs());
    t = tensor(mlp.targets());
  }

  static TensorFlowStep<?> of(MlpCase mlp, double rate, int threads) {
    return switch (mlp.dtype()) {
      case FLOAT32 -> new TensorFlowStep<>(TFloat32.class, mlp, rate, threads);
      case FLOAT64 -> new TensorFlowStep<>(TFloat64.class, mlp, rate, threads);
    };
  }

  private static Shape shape(io.autodiff.Tensor of) {
    return Shape.of(Arrays.stream(of.shape().dims()).asLongStream().toArray());
  }

  private static Tensor tensor(io.autodiff.Tensor from) {
    double[] values = from.values();
    if (from.dtype() == DType.FLOAT64) {
      return TFloat64.tensorOf(shape(from), DataBuffers.of(values));
    }
    float[] rounded = new float[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) values[i];
    }
    return TFloat32.tensorOf(shape(from), DataBuffers.of(rounded));
  }

  private Operand<T> constant(Ops tf, Class<T> type, io.autodiff.Tensor value) {
    return tf.dtypes.cast(tf.constant(shape(value), DataBuffers.of(value.values())), type);
  }

  private Operand<T> output(Ops tf, MlpCase mlp, List<Variable<T>> variables) {
    Operand<T> value = inputs;
    Unit[] units = mlp.plan().units();
    for (int l = 0; l < units.length; l++) {
      Operand<T> z =
          tf.nn.biasAdd(tf.linalg.matMul(value, variables.get(2 * l)), variables.get(2 * l + 1));
      value =
          switch (units[l]) {
            case LINEAR -> z;
            case RELU -> tf.nn.relu(z);
            case TANH -> tf.math.tanh(z);
            case SIGMOID -> tf.math.sigmoid(z);
          };
    }
    return value;
  }

  private Operand<T> loss(Ops tf, MlpCase mlp, Operand<T> output) {
    if (mlp.isClassifier()) {
      SoftmaxCrossEntropyWithLogits<T> each = tf.nn.softmaxCrossEntropyWithLogits(output, targets);
      return tf.math.mean(each.loss(), tf.constant(0));
    }
    return tf.math.mean(tf.math.squaredDifference(output, targets), tf.constant(new int[] {0, 1}));
  }

  @Override
  public double step() {
    Session.Runner runner = session.runner().feed(inputs, x).feed(targets, t).fetch(loss);
    updates.forEach(runner::addTarget);
    try (Result result = runner.run()) {
      return switch (result.get(0)) {
        case TFloat32 value -> value.getFloat();
        case TFloat64 value -> value.getDouble();
        default -> throw new IllegalStateException("the loss is no number");
      };
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
    x.close();
    t.close();
  }
}
