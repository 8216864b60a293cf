package io.autodiff.nn.model;

import com.fasterxml.jackson.jr.ob.JSON;
import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Exports networks in the ONNX format, for runtimes in other languages: operator set 17, one input
 * {@code input} with any number of examples, evaluation mode, and an output {@code output}. Models
 * that tell classes have two more before it, as is usual for classifiers: {@code label}, the names
 * of the classes, {@code (batch)} strings, and {@code probabilities}, {@code (batch, classes)} in
 * the order of the names; they need version 3 of the operators {@code ai.onnx.ml}. The file's
 * metadata hold {@code features}, {@code classes} and {@code target} in JSON.
 *
 * @see <a href="https://onnx.ai/onnx/repo-docs/IR.html">the format</a>
 */
public final class Onnx {
  /** The largest file that is written; a message of protocol buffers has less than 2 GiB. */
  private static final long MAX_BYTES = Integer.MAX_VALUE - (1 << 20);

  private static final long IR_VERSION = 8;
  private static final long OPERATOR_SET = 17;
  private static final long LABEL_OPERATOR_SET = 3;

  private Onnx() {}

  /**
   * Writes a network.
   *
   * @throws AutodiffException if a layer is not the library's own, or the file would exceed 2 GiB
   */
  public static void write(Path file, Mlp network) throws IOException {
    OnnxGraph graph = new OnnxGraph(network.dtype());
    write(file, network, graph, graph.network(network, OnnxGraph.INPUT), new Protobuf());
  }

  /**
   * Writes a model with its preprocessing: it takes examples as they were read, in float64, and
   * gives logits of classes, or numbers like the targets, in float64 if those were prepared.
   *
   * @throws AutodiffException if a layer is not the library's own, or the file would exceed 2 GiB
   */
  public static void write(Path file, TrainedModel model) throws IOException {
    OnnxGraph graph = new OnnxGraph(model.network().dtype());
    String prepared = graph.preprocessing(model.preprocessing());
    String output = graph.network(model.network(), prepared);
    Protobuf more = new Protobuf();
    if (!model.classes().isEmpty()) {
      graph.classes(output, model.classes());
      more.add(8, new Protobuf().add(1, OnnxGraph.LABELS).add(2, LABEL_OPERATOR_SET));
    }
    property(more, "features", model.features());
    property(more, "classes", model.classes());
    property(more, "target", model.origin().target());
    String undone = model.targets().isNone() ? output : graph.undo(model.targets(), output);
    write(file, model.network(), graph, undone, more);
  }

  private static void property(Protobuf model, String key, Object value) throws IOException {
    model.add(14, new Protobuf().add(1, key).add(2, JSON.std.asString(value)));
  }

  /**
   * @param more further fields of the model
   */
  private static void write(Path file, Mlp network, OnnxGraph graph, String result, Protobuf more)
      throws IOException {
    long bytes = network.parameterCount() * (network.dtype() == DType.FLOAT64 ? 8 : 4);
    if (bytes > MAX_BYTES) {
      throw new AutodiffException(
          "ONNX: network too large", bytes + " bytes of parameters", "less than 2 GiB", null);
    }
    graph.output(result);
    Protobuf model =
        new Protobuf()
            .add(1, IR_VERSION)
            .add(2, "autodiff")
            .add(7, graph.finish(shape(network.inputShape()), shape(network.outputShape())))
            .add(8, new Protobuf().add(1, "").add(2, OPERATOR_SET))
            .append(more);
    AtomicFile.write(file, out -> out.write(model.toBytes()));
  }

  /** Returns the message of a shape with any number of examples before these axes. */
  private static Protobuf shape(Shape example) {
    Protobuf shape = new Protobuf().add(1, new Protobuf().add(2, "batch"));
    for (int dim : example.dims()) {
      shape.add(1, new Protobuf().add(1, (long) dim));
    }
    return shape;
  }
}
