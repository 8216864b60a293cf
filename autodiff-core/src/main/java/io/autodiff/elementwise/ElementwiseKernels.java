package io.autodiff.elementwise;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.loop.Formula;
import io.autodiff.internal.loop.LoopKernel;
import io.autodiff.internal.loop.LruCache;
import io.autodiff.op.Binary;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Opcode;
import io.autodiff.tape.TapeWorkspace;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of one elementwise operation on tensors: its value and, by each operand, its
 * derivative. {@link RuleTracer} makes their formulas, {@link ElementwiseLauncher} runs them.
 */
public final class ElementwiseKernels {
  /** The kernels of operations that have a code, by it: found without a search. */
  private static final @Nullable ElementwiseKernels[] CODED =
      new ElementwiseKernels[Opcode.TENSOR + 1];

  /** The kernels of operations that are enum constants, by their position. */
  private static final ClassValue<@Nullable ElementwiseKernels[]> CONSTANTS =
      new ClassValue<>() {
        @Override
        protected @Nullable ElementwiseKernels[] computeValue(Class<?> type) {
          return new ElementwiseKernels[type.getEnumConstants().length];
        }
      };

  /** How many operations with parameters keep their kernels. */
  private static final int MOST_RECORDS = 256;

  /** The kernels of operations that have parameters. */
  private static final LruCache<Elementwise, ElementwiseKernels> RECORDS =
      new LruCache<>(MOST_RECORDS);

  /** What the kernels of operations that differ in their parameters alone have in common. */
  private static final Map<Map.Entry<String, Formula>, LoopKernel> FAMILIES =
      new ConcurrentHashMap<>();

  private final Elementwise op;
  private final String label;
  private final boolean flat;
  private final LoopKernel value;
  private final @Nullable LoopKernel[] derivatives;

  /** The kernel of the tangent from those of two operands; null if there is none, or none yet. */
  private @Nullable LoopKernel tangent;

  /** Whether it is known if there is one. */
  private volatile boolean tangentKnown;

  private ElementwiseKernels(Elementwise op) {
    this.op = op;
    this.label = op.label();
    this.flat = op.isPiecewiseConstant();
    this.value = kernel(label, RuleTracer.value(op));
    this.derivatives = new LoopKernel[op.arity()];
  }

  /** Returns the kernels of an operation. */
  public static ElementwiseKernels of(Elementwise op) {
    ElementwiseKernels known = CODED[op.opcode()];
    return known != null ? known : find(op);
  }

  @SuppressWarnings("EnumOrdinal") // the fastest way from an operation to its kernels
  private static ElementwiseKernels find(Elementwise op) {
    if (!(op instanceof Enum<?> constant)) {
      return RECORDS.get(op, ElementwiseKernels::new);
    }
    @Nullable ElementwiseKernels[] all = CONSTANTS.get(constant.getDeclaringClass());
    ElementwiseKernels kernels = all[constant.ordinal()];
    if (kernels == null) {
      kernels = new ElementwiseKernels(op);
      all[constant.ordinal()] = kernels;
      if (op.opcode() != Elementwise.GENERIC) {
        CODED[op.opcode()] = kernels;
      }
    }
    return kernels;
  }

  private LoopKernel kernel(String name, Formula formula) {
    return op instanceof Enum<?>
        ? new LoopKernel(name, formula)
        : LoopKernel.member(
            name,
            formula,
            (n, f) -> FAMILIES.computeIfAbsent(Map.entry(n, f), _ -> new LoopKernel(n, f)));
  }

  /** Returns whether the derivatives are 0 wherever there are any. */
  public boolean isFlat() {
    return flat;
  }

  /** Returns the kernel of {@code f(x, …)}. */
  public LoopKernel value() {
    return value;
  }

  /**
   * Returns the kernel of {@code g * ∂f/∂argument}, whose inputs are {@code g}, the operands and,
   * for operations of one or two operands, the result.
   */
  LoopKernel derivative(int argument) {
    LoopKernel kernel = derivatives[argument];
    if (kernel == null) {
      kernel = kernel("d" + argument + "_" + label, RuleTracer.derivative(op, argument));
      derivatives[argument] = kernel;
    }
    return kernel;
  }

  private @Nullable LoopKernel tangent() {
    if (!tangentKnown) {
      Formula formula = op instanceof Binary binary ? RuleTracer.tangent(binary) : null;
      tangent = formula == null ? null : kernel("t_" + label, formula);
      tangentKnown = true;
    }
    return tangent;
  }

  /** Computes the value of the operation. */
  public Tensor apply(Workspace w, Tensor... in) {
    return switch (in.length) {
      case 1 -> apply(w, in[0]);
      case 2 -> apply(w, in[0], in[1]);
      default -> {
        Shape shape = Shape.broadcast(label, in[0].shape(), in[1].shape(), in[2].shape());
        yield ElementwiseLauncher.run(value, shape, w, in[0], in[1], in[2]);
      }
    };
  }

  /** Computes the value of an operation of one operand. */
  public Tensor apply(Workspace w, Tensor x) {
    return ElementwiseLauncher.run(value, w, x);
  }

  /** Computes the value of an operation of two operands. */
  public Tensor apply(Workspace w, Tensor x, Tensor y) {
    return x.shape().equals(y.shape())
        ? ElementwiseLauncher.run(value, w, x, y)
        : ElementwiseLauncher.run(value, Shape.broadcast(label, x.shape(), y.shape()), w, x, y);
  }

  /**
   * Computes the cotangent of an operand, still of the result's shape.
   *
   * @param g the cotangent of the result
   */
  public Tensor propagate(Workspace w, int argument, Tensor g, Tensor out, Tensor... in) {
    LoopKernel kernel = derivative(argument);
    if (kernel.formula().isInput(0)) {
      return g;
    }
    return switch (in.length) {
      case 1 -> ElementwiseLauncher.run(kernel, out.shape(), w, g, in[0], out);
      case 2 -> ElementwiseLauncher.run(kernel, out.shape(), w, g, in[0], in[1], out);
      default -> ElementwiseLauncher.run(kernel, out.shape(), w, g, in[0], in[1], in[2]);
    };
  }

  /**
   * Computes the tangent of the result, of its shape; null if it is 0.
   *
   * @param tangents the operands' tangents; null where 0
   */
  public @Nullable Tensor tangent(
      TapeWorkspace w, @Nullable Tensor[] tangents, Tensor out, Tensor... in) {
    Tensor first = tangents[0];
    Tensor second = in.length == 2 ? tangents[1] : null;
    LoopKernel both = first == null || second == null ? null : tangent();
    if (first != null && second != null && both != null) {
      return ElementwiseLauncher.run(both, out.shape(), w, first, second, in[0], in[1]);
    }
    Tensor sum = null;
    for (int k = 0; k < in.length; k++) {
      Tensor t = tangents[k];
      if (t != null) {
        Tensor part = propagate(w, k, t, out, in);
        sum = sum == null ? part : of(BinaryOp.ADD).apply(w, sum, part);
      }
    }
    return sum == null ? null : sum.broadcastTo(out.shape());
  }

  /**
   * Replaces an operand by the value of an operation of one operand, in its own array, which must
   * belong to the caller alone.
   */
  public static void replace(Workspace w, Tensor x, Elementwise op) {
    ElementwiseLauncher.runInto(x.storage(), of(op).value, x.shape(), w, x, x, x, x);
  }

  /**
   * Replaces the left operand, of the result's shape, by the value of an operation of two operands,
   * in its own array, which must belong to the caller alone.
   */
  public static void replace(Workspace w, Tensor x, Elementwise op, Tensor y) {
    ElementwiseLauncher.runInto(x.storage(), of(op).value, x.shape(), w, x, y, x, x);
  }

  /** Adds {@code term} to {@code sum}, of the same shape, in its own array. */
  public static void addTo(Workspace w, Tensor sum, Tensor term) {
    ElementwiseLauncher.runInto(sum.storage(), of(BinaryOp.ADD).value, w, sum, term);
  }
}
