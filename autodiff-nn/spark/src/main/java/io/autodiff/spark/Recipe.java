package io.autodiff.spark;

import io.autodiff.DType;
import io.autodiff.nn.Activation;
import io.autodiff.nn.Initializer;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.MlpBuilder;
import io.autodiff.nn.optim.Adagrad;
import io.autodiff.nn.optim.Adam;
import io.autodiff.nn.optim.Clipping;
import io.autodiff.nn.optim.Lbfgs;
import io.autodiff.nn.optim.Optimizer;
import io.autodiff.nn.optim.Penalty;
import io.autodiff.nn.optim.RmsProp;
import io.autodiff.nn.optim.Schedule;
import io.autodiff.nn.optim.Sgd;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What a network and its training are made of, in values that travel. Names are those of the
 * command line's options.
 *
 * @param inputs the number of features
 * @param outputs the number of classes; 1 for numbers
 * @param classes whether classes are told
 * @param hidden the units of the hidden layers
 * @param rate the learning rate; 0 for the optimiser's usual one
 * @param decay what draws weights to 0: decoupled for adamw, else half the price of squared weights
 * @param l1 the price of absolute weights
 * @param clip the bound on the gradient's norm; 0 for none
 * @param huber the bound of Huber's loss in prepared targets; 0 for squares
 * @param patience the epochs without progress after which training ends; 0 if it never does
 */
@SuppressWarnings("ArrayRecordComponent") // never changed
record Recipe(
    int inputs,
    int outputs,
    boolean classes,
    int[] hidden,
    String activation,
    double dropout,
    boolean batchNorm,
    int precision,
    String optimizer,
    double rate,
    double decay,
    double l1,
    double clip,
    String schedule,
    double smoothing,
    double huber,
    int epochs,
    int batch,
    int patience,
    long seed)
    implements Serializable {

  static final List<String> OPTIMIZERS =
      List.of("adam", "adamw", "sgd", "momentum", "nesterov", "rmsprop", "adagrad", "lbfgs");
  static final List<String> SCHEDULES =
      List.of("auto", "constant", "cosine", "step", "exponential", "one-cycle", "plateau");
  private static final double MOMENTUM = 0.9;

  /** Returns the names of the activations of hidden layers. */
  static List<String> activations() {
    List<String> names = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      names.add(activation.toString());
    }
    return names;
  }

  DType dtype() {
    return precision == 32 ? DType.FLOAT32 : DType.FLOAT64;
  }

  /** Returns the network with parameters drawn from the seed. */
  Mlp network() {
    Activation own = Activation.valueOf(activation.toUpperCase(Locale.ROOT));
    return network(own.initializer(), Activation.LINEAR.initializer());
  }

  /** Returns a network of the same layers, its weights 0, to be loaded. */
  Mlp blank() {
    return network(Initializer.zeros(), Initializer.zeros());
  }

  private Mlp network(Initializer weights, Initializer last) {
    Activation own = Activation.valueOf(activation.toUpperCase(Locale.ROOT));
    MlpBuilder builder = Mlp.builder(inputs).dtype(dtype());
    for (int units : hidden) {
      builder.dense(units, Activation.LINEAR, weights);
      if (batchNorm) {
        builder.batchNorm();
      }
      builder.activation(own);
      if (dropout != 0) {
        builder.dropout(dropout);
      }
    }
    return builder.dense(outputs, Activation.LINEAR, last).build(new SplittableRandom(seed));
  }

  private double rate(double usual) {
    return rate == 0 ? usual : rate;
  }

  Optimizer newOptimizer() {
    return switch (optimizer) {
      case "adam" -> Adam.of(rate(3e-3));
      case "adamw" -> Adam.of(rate(3e-3)).decoupledDecay(decay == 0 ? 0.01 : decay);
      case "sgd" -> Sgd.of(rate(0.1));
      case "momentum" -> Sgd.of(rate(0.05)).momentum(MOMENTUM);
      case "nesterov" -> Sgd.of(rate(0.05)).nesterov(MOMENTUM);
      case "rmsprop" -> RmsProp.of(rate(3e-3));
      case "adagrad" -> Adagrad.of(rate(3e-2));
      case "lbfgs" -> Lbfgs.of(rate(1));
      default -> throw new IllegalArgumentException(optimizer);
    };
  }

  boolean isFullBatch() {
    return optimizer.equals("lbfgs");
  }

  Schedule newSchedule() {
    String name = schedule.equals("auto") ? (isFullBatch() ? "constant" : "cosine") : schedule;
    return switch (name) {
      case "constant" -> Schedule.constant();
      case "cosine" -> Schedule.cosine();
      case "step" -> Schedule.step(Math.max(1, epochs / 3), 0.1);
      case "exponential" -> Schedule.exponential(Math.pow(0.01, 1.0 / Math.max(1, epochs)));
      case "one-cycle" -> Schedule.oneCycle();
      case "plateau" -> Schedule.reduceOnPlateau(0.3, 5);
      default -> throw new IllegalArgumentException(schedule);
    };
  }

  Loss loss() {
    if (!classes) {
      return huber == 0 ? Loss.meanSquaredError() : Loss.huber(huber);
    }
    return smoothing == 0 ? Loss.softmaxCrossEntropy() : Loss.softmaxCrossEntropy(smoothing);
  }

  Clipping clipping() {
    return clip == 0 ? Clipping.none() : Clipping.byNorm(clip);
  }

  List<Penalty> penalties() {
    List<Penalty> penalties = new ArrayList<>();
    if (decay != 0 && !optimizer.equals("adamw")) {
      penalties.add(Penalty.l2(decay / 2));
    }
    if (l1 != 0) {
      penalties.add(Penalty.l1(l1));
    }
    return penalties;
  }
}
