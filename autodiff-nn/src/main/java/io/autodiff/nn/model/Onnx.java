package io.autodiff.nn.model;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Exports networks in the ONNX format, for runtimes in other languages: operator set 17, one input
 * {@code input} and one output {@code output} with any number of examples, evaluation mode.
 *
 * @see <a href="https://onnx.ai/onnx/repo-docs/IR.html">the format</a>
 */
public final class Onnx {
  /** The largest file that is written; a message of protocol buffers has less than 2 GiB. */
  private static final long MAX_BYTES = Integer.MAX_VALUE - (1 << 20);

  private static final long IR_VERSION = 8;
  private static final long OPERATOR_SET = 17;

  private Onnx() {}

  /**
   * Writes a network.
   *
   * @throws AutodiffException if a layer is not the library's own, or the file would exceed 2 GiB
   */
  public static void write(Path file, Mlp network) throws IOException {
    OnnxGraph graph = new OnnxGraph(network.dtype());
    write(file, network, graph, graph.network(network, OnnxGraph.INPUT));
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
    String undone = model.targets().isNone() ? output : graph.undo(model.targets(), output);
    write(file, model.network(), graph, undone);
  }

  private static void write(Path file, Mlp network, OnnxGraph graph, String result)
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
            .add(8, new Protobuf().add(1, "").add(2, OPERATOR_SET));
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
