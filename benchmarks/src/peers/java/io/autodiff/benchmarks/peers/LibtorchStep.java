package io.autodiff.benchmarks.peers;

import io.autodiff.DType;
import io.autodiff.Parameter;
import io.autodiff.benchmarks.mlp.MlpCase;
import io.autodiff.benchmarks.mlp.Unit;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** PyTorch's C++ library through the bindings of bytedeco, eager. */
final class LibtorchStep implements PeerStep {
  private final MlpCase mlp;
  private final PointerScope scope = new PointerScope();
  private final Unit[] units;
  private final Tensor inputs;
  private final Tensor targets;
  private final Tensor[] parameters;
  private final SGD optimizer;

  LibtorchStep(MlpCase mlp, double rate, int threads) {
    this.mlp = mlp;
    torch.set_num_threads(threads);
    openblas_nolapack.blas_set_num_threads(threads);
    units = mlp.plan().units();
    inputs = tensor(mlp.inputs());
    targets =
        mlp.isClassifier()
            ? Tensor.create(Arrays.stream(mlp.labels()).asLongStream().toArray())
            : tensor(mlp.targets());
    parameters =
        mlp.model().parameters().stream()
            .map(Parameter::value)
            .map(value -> tensor(value).set_requires_grad(true))
            .toArray(Tensor[]::new);
    optimizer = new SGD(new TensorVector(parameters), new SGDOptions(rate));
  }

  private static Tensor tensor(io.autodiff.Tensor from) {
    long[] dims = Arrays.stream(from.shape().dims()).asLongStream().toArray();
    if (from.dtype() == DType.FLOAT64) {
      return Tensor.create(from.values(), dims);
    }
    double[] values = from.values();
    float[] rounded = new float[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) values[i];
    }
    return Tensor.create(rounded, dims);
  }

  @Override
  @SuppressWarnings("try") // the scope frees what is made within
  public double step() {
    try (PointerScope each = new PointerScope()) {
      Tensor value = inputs;
      for (int l = 0; l < units.length; l++) {
        value = torch.addmm(parameters[2 * l + 1], value, parameters[2 * l]);
        value = activate(units[l], value);
      }
      Tensor loss =
          mlp.isClassifier()
              ? torch.cross_entropy_loss(value, targets)
              : torch.mse_loss(value, targets);
      optimizer.zero_grad();
      loss.backward();
      optimizer.step();
      return loss.item_double();
    }
  }

  private static Tensor activate(Unit unit, Tensor z) {
    return switch (unit) {
      case LINEAR -> z;
      case RELU -> torch.relu(z);
      case TANH -> torch.tanh(z);
      case SIGMOID -> torch.sigmoid(z);
    };
  }

  @Override
  public void close() {
    scope.close();
  }
}
