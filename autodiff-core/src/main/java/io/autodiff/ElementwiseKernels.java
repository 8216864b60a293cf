package io.autodiff;

import io.autodiff.internal.array.BroadcastLoop;
import io.autodiff.internal.loop.Formula;
import io.autodiff.internal.loop.FormulaOp;
import io.autodiff.internal.loop.Loop;
import io.autodiff.internal.loop.LoopKernel;
import io.autodiff.internal.loop.LruCache;
import io.autodiff.op.Binary;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Opcode;
import io.autodiff.op.Ternary;
import io.autodiff.op.Unary;
import io.autodiff.op.UnaryOp;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The loops of an elementwise operation on tensors: its value and, by each operand, its derivative.
 *
 * <p>The derivative's loop comes from the rule itself. Applied to scalars on a private tape, the
 * rule leaves a record of what it does to each element; that record is a {@link Formula}, which
 * becomes one loop over cotangent, operands and result, without temporaries.
 */
final class ElementwiseKernels {
  private static final ClassValue<@Nullable ElementwiseKernels[]> ENUMS =
      new ClassValue<>() {
        @Override
        protected @Nullable ElementwiseKernels[] computeValue(Class<?> type) {
          return new ElementwiseKernels[type.getEnumConstants().length];
        }
      };

  /** The loops of the operations that tensors meet most, found without a search. */
  private static final @Nullable ElementwiseKernels[] UNARY = ENUMS.get(UnaryOp.class);

  private static final @Nullable ElementwiseKernels[] BINARY = ENUMS.get(BinaryOp.class);

  /** How many operations with parameters keep their loops. */
  private static final int MOST_RECORDS = 256;

  private static final LruCache<Elementwise, ElementwiseKernels> RECORDS =
      new LruCache<>(MOST_RECORDS);

  /** What the loops of operations that differ in their parameters alone have in common. */
  private static final Map<Map.Entry<String, Formula>, LoopKernel> FAMILIES =
      new ConcurrentHashMap<>();

  private static final Map<String, FormulaOp> INSTRUCTIONS = new HashMap<>();

  static {
    for (FormulaOp i : FormulaOp.values()) {
      INSTRUCTIONS.put(i.name(), i);
    }
  }

  private final Elementwise op;
  private final String label;
  private final boolean flat;
  private final LoopKernel value;
  private final @Nullable LoopKernel[] derivatives;

  private ElementwiseKernels(Elementwise op) {
    this.op = op;
    this.label = op.label();
    this.flat = op.isPiecewiseConstant();
    this.value = kernel(label, value(op));
    this.derivatives = new LoopKernel[arity(op)];
  }

  /** Returns the loops of an operation. */
  @SuppressWarnings("EnumOrdinal") // the fastest way from an operation to its loops
  static ElementwiseKernels of(Elementwise op) {
    ElementwiseKernels known =
        op instanceof BinaryOp b
            ? BINARY[b.ordinal()]
            : op instanceof UnaryOp u ? UNARY[u.ordinal()] : null;
    return known != null ? known : find(op);
  }

  @SuppressWarnings("EnumOrdinal")
  private static ElementwiseKernels find(Elementwise op) {
    if (!(op instanceof Enum<?> constant)) {
      return RECORDS.get(op, ElementwiseKernels::new);
    }
    @Nullable ElementwiseKernels[] all = ENUMS.get(constant.getDeclaringClass());
    ElementwiseKernels loops = all[constant.ordinal()];
    if (loops == null) {
      loops = new ElementwiseKernels(op);
      all[constant.ordinal()] = loops;
    }
    return loops;
  }

  private LoopKernel kernel(String name, Formula formula) {
    return op instanceof Enum<?>
        ? new LoopKernel(name, formula)
        : LoopKernel.member(
            name,
            formula,
            (n, f) -> FAMILIES.computeIfAbsent(Map.entry(n, f), _ -> new LoopKernel(n, f)));
  }

  static int arity(Elementwise op) {
    return switch (op) {
      case Unary _ -> 1;
      case Binary _ -> 2;
      case Ternary _ -> 3;
    };
  }

  /** Returns whether the derivatives are 0 wherever there are any. */
  boolean isFlat() {
    return flat;
  }

  /** Returns the kernel of {@code f(x, …)}. */
  LoopKernel value() {
    return value;
  }

  /**
   * Returns the kernel of {@code g * ∂f/∂argument}, whose inputs are {@code g}, the operands and,
   * for operations of one or two operands, the result.
   */
  LoopKernel derivative(int argument) {
    LoopKernel kernel = derivatives[argument];
    if (kernel == null) {
      int n = arity(op);
      Formula rule =
          trace(
              n == 3 ? 4 : n + 2,
              null,
              v ->
                  switch (op) {
                    case Unary u -> u.propagate(v[0], v[1], v[2]);
                    case Binary b ->
                        argument == 0
                            ? b.propagateLeft(v[0], v[1], v[2], v[3])
                            : b.propagateRight(v[0], v[1], v[2], v[3]);
                    case Ternary t -> t.propagate(argument, v[0], v[1], v[2], v[3]);
                  });
      kernel = kernel("d" + argument + "_" + label, rule);
      derivatives[argument] = kernel;
    }
    return kernel;
  }

  /** Computes the value of the operation. */
  Tensor apply(Workspace w, Tensor... in) {
    return switch (in.length) {
      case 1 -> apply(w, in[0]);
      case 2 -> apply(w, in[0], in[1]);
      default -> {
        Shape shape = Shape.broadcast(label, in[0].shape, in[1].shape);
        shape = Shape.broadcast(label, shape, in[2].shape);
        yield run(value, shape, w, in[0], in[1], in[2], in[0]);
      }
    };
  }

  /** Computes the value of an operation of one operand. */
  Tensor apply(Workspace w, Tensor x) {
    return run(value, value.used(), x.shape, w, x, x, x, x);
  }

  /** Computes the value of an operation of two operands. */
  Tensor apply(Workspace w, Tensor x, Tensor y) {
    if (x.shape.equals(y.shape)) {
      return run(value, value.used(), x.shape, w, x, y, x, x);
    }
    return run(value, Shape.broadcast(label, x.shape, y.shape), w, x, y, x, x);
  }

  /**
   * Computes the cotangent of an operand, still of the result's shape.
   *
   * @param g the cotangent of the result
   */
  Tensor propagate(Workspace w, int argument, Tensor g, Tensor out, Tensor... in) {
    LoopKernel kernel = derivative(argument);
    if (kernel.formula().isInput(0)) {
      return g;
    }
    return switch (in.length) {
      case 1 -> run(kernel, out.shape, w, g, in[0], out, g);
      case 2 -> run(kernel, out.shape, w, g, in[0], in[1], out);
      default -> run(kernel, out.shape, w, g, in[0], in[1], in[2]);
    };
  }

  /** Adds {@code term} to {@code sum}, of the same shape, in its own array. */
  static void addTo(Workspace w, Tensor sum, Tensor term) {
    LoopKernel add = of(BinaryOp.ADD).value;
    loop(add, add.used(), w, sum, term, sum, sum, sum.array, sum.shape.size());
  }

  /** Runs a kernel of up to four operands; those that it does not use may be any tensors. */
  private static Tensor run(
      LoopKernel kernel, Shape shape, Workspace w, Tensor a, Tensor b, Tensor c, Tensor d) {
    int stepped =
        step(kernel, 0, a, shape)
            | step(kernel, 1, b, shape)
            | step(kernel, 2, c, shape)
            | step(kernel, 3, d, shape);
    if (stepped >= 0 || shape.size() == 0) {
      return run(kernel, stepped, shape, w, a, b, c, d);
    }
    int row = row(kernel, 0, a, shape, 0);
    row = row(kernel, 1, b, shape, row);
    row = row(kernel, 2, c, shape, row);
    row = row(kernel, 3, d, shape, row);
    if (row >= BroadcastLoop.NARROW) {
      return rows(kernel, row, shape, w, a, b, c, d);
    }
    Object[] arrays = {a.array, b.array, c.array, d.array};
    int[] strides = new int[arrays.length * shape.rank()];
    strides(kernel, 0, a, shape, strides);
    strides(kernel, 1, b, shape, strides);
    strides(kernel, 2, c, shape, strides);
    strides(kernel, 3, d, shape, strides);
    BroadcastLoop broadcast =
        new BroadcastLoop(kernel, arrays, shape.dims(), strides, w.kernels().memory());
    Object out = w.allocate(a.dtype(), shape.size());
    broadcast.run(w.kernels().parallel(), w.engine().simd(), out);
    return w.tensor(shape, out);
  }

  private static void strides(
      LoopKernel kernel, int input, Tensor operand, Shape shape, int[] strides) {
    if (kernel.uses(input)) {
      operand.shape.stridesIn(shape, strides, input * shape.rank());
    }
  }

  /**
   * Runs a kernel whose operands are of the result's shape or single numbers.
   *
   * @param stepped a bit for each operand, set where it is read element by element
   */
  private static Tensor run(
      LoopKernel kernel,
      int stepped,
      Shape shape,
      Workspace w,
      Tensor a,
      Tensor b,
      Tensor c,
      Tensor d) {
    Object out = w.allocate(a.dtype(), shape.size());
    loop(kernel, stepped, w, a, b, c, d, out, shape.size());
    return w.tensor(shape, out);
  }

  /**
   * Returns the bit of an operand that is read element by element, 0 of one that is a single number
   * or not used, and a negative number of one that is stretched along some axes only.
   */
  private static int step(LoopKernel kernel, int input, Tensor operand, Shape shape) {
    if (!kernel.uses(input)) {
      return 0;
    }
    return operand.shape.equals(shape) ? 1 << input : operand.shape.size() == 1 ? 0 : -1;
  }

  /**
   * Returns how long the one row is that some operands have where the others are of the result's
   * shape or single numbers; below 0 if an operand is stretched in another way.
   *
   * @param before what it is by the operands before this one
   */
  private static int row(LoopKernel kernel, int input, Tensor operand, Shape shape, int before) {
    Shape own = operand.shape;
    if (before < 0 || !kernel.uses(input) || own.size() == 1 || own.equals(shape)) {
      return before;
    }
    boolean fits = shape.endsWith(own) && (before == 0 || before == own.size());
    return fits ? own.size() : -1;
  }

  /**
   * Runs a kernel row by row, without the arrays that {@link BroadcastLoop} needs for any strides.
   */
  private static Tensor rows(
      LoopKernel kernel,
      int row,
      Shape shape,
      Workspace w,
      Tensor a,
      Tensor b,
      Tensor c,
      Tensor d) {
    int whole =
        whole(kernel, 0, a, shape)
            | whole(kernel, 1, b, shape)
            | whole(kernel, 2, c, shape)
            | whole(kernel, 3, d, shape);
    int stepped = stepped(a, 0) | stepped(b, 1) | stepped(c, 2) | stepped(d, 3);
    Object out = w.allocate(a.dtype(), shape.size());
    Loop loop = kernel.loop(out instanceof float[], w.engine().simd(), stepped);
    w.kernels()
        .parallel()
        .run(
            shape.size() / row,
            Math.max(1, BroadcastLoop.GRAIN / row),
            (from, to) -> {
              for (int at = from * row; at < to * row; at += row) {
                part(loop, whole, a, b, c, d, out, at, row);
              }
            });
    return w.tensor(shape, out);
  }

  /** Returns the bit of an operand that has the result's shape. */
  private static int whole(LoopKernel kernel, int input, Tensor operand, Shape shape) {
    return kernel.uses(input) && operand.shape.equals(shape) ? 1 << input : 0;
  }

  /** Returns the bit of an operand that is more than a single number. */
  private static int stepped(Tensor operand, int input) {
    return operand.shape.size() == 1 ? 0 : 1 << input;
  }

  /** Runs a loop over all elements, in pieces if there are many. */
  private static void loop(
      LoopKernel kernel,
      int stepped,
      Workspace w,
      Tensor a,
      Tensor b,
      Tensor c,
      Tensor d,
      Object out,
      int n) {
    Loop loop = kernel.loop(out instanceof float[], w.engine().simd(), stepped);
    if (n <= BroadcastLoop.GRAIN) {
      loop.run(a.array, 0, b.array, 0, c.array, 0, d.array, 0, out, 0, n);
      return;
    }
    w.kernels()
        .parallel()
        .run(
            n,
            BroadcastLoop.GRAIN,
            (from, to) -> part(loop, stepped, a, b, c, d, out, from, to - from));
  }

  /**
   * Runs a loop over {@code n} elements of the result.
   *
   * @param moving a bit for each operand, set where the part begins at {@code at}, not at 0
   */
  private static void part(
      Loop loop, int moving, Tensor a, Tensor b, Tensor c, Tensor d, Object out, int at, int n) {
    loop.run(
        a.array,
        at & all(moving, 0),
        b.array,
        at & all(moving, 1),
        c.array,
        at & all(moving, 2),
        d.array,
        at & all(moving, 3),
        out,
        at,
        n);
  }

  /** Returns all bits if that of an operand is set, else none. */
  private static int all(int bits, int input) {
    return -(bits >> input & 1);
  }

  /** Returns what an operation computes: an instruction, or what its definition does. */
  private static Formula value(Elementwise op) {
    int n = arity(op);
    FormulaOp instruction = op instanceof Enum<?> e ? INSTRUCTIONS.get(e.name()) : null;
    return instruction != null ? single(n, instruction, null) : trace(n, op, v -> define(op, v));
  }

  private static Scalar define(Elementwise op, Scalar... v) {
    return switch (op) {
      case Unary u -> u.define(v[0]);
      case Binary b -> b.define(v[0], v[1]);
      case Ternary t -> t.define(v[0], v[1], v[2]);
    };
  }

  /** Returns the formula that is one instruction or one call. */
  private static Formula single(int inputs, FormulaOp instruction, @Nullable Object function) {
    Formula.Builder b = new Formula.Builder(inputs);
    int[] operands = new int[inputs];
    Arrays.setAll(operands, k -> k);
    return b.build(function == null ? b.step(instruction, operands) : b.call(function, operands));
  }

  /**
   * Runs a function of scalars on a private tape and reads from it what was done.
   *
   * @param opaque an operation that is called, not looked into, if it occurs
   */
  private static Formula trace(
      int inputs, @Nullable Elementwise opaque, Function<Scalar[], Scalar> f) {
    try (Tape tape = Tape.scratch(Engine.standard())) {
      Scalar[] v = new Scalar[inputs];
      for (int i = 0; i < inputs; i++) {
        v[i] = tape.variable(0.5);
      }
      Scalar result = f.apply(v);
      Formula.Builder b = new Formula.Builder(inputs);
      if (result.isConstant()) {
        return b.build(b.constant(result.value));
      }
      int last = Recording.node(result);
      int[] values = new int[last + 1];
      for (int i = 0; i <= last; i++) {
        values[i] = i < inputs ? i : read(tape.nodes(), i, values, b, opaque);
      }
      return b.build(values[last]);
    }
  }

  private static int read(
      NodeStore nodes, int node, int[] values, Formula.Builder b, @Nullable Elementwise opaque) {
    int code = nodes.code(node);
    if (code == Opcode.ALIAS) {
      return values[nodes.left(node)];
    }
    Elementwise op;
    int[] operands;
    if (code == Opcode.OTHER) {
      NodeDetails described = nodes.described(node);
      op = (Elementwise) described.op();
      operands = new int[described.inputs().length];
      for (int k = 0; k < operands.length; k++) {
        int input = described.inputs()[k];
        operands[k] =
            input == NodeDetails.CONSTANT
                ? b.constant(((Scalar) described.operands()[k]).value)
                : values[input];
      }
    } else {
      op = Opcode.operation(code);
      operands = new int[arity(op)];
      for (int k = 0; k < operands.length; k++) {
        int argument = k == 0 ? nodes.left(node) : nodes.right(node);
        operands[k] = argument < 0 ? b.constant(nodes.value(argument)) : values[argument];
      }
    }
    return b.inline(op.equals(opaque) ? call(op) : of(op).value.formula(), operands);
  }

  private static Formula call(Elementwise op) {
    Object function = op instanceof Ternary t ? (Formula.TernaryFunction) t::applyAsDouble : op;
    return single(arity(op), FormulaOp.CALL, function);
  }
}
