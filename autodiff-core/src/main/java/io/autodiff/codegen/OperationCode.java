package io.autodiff.codegen;

import io.autodiff.internal.loop.LruCache;
import io.autodiff.op.Binary;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.Ternary;
import io.autodiff.op.Unary;
import java.lang.classfile.CodeBuilder;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The code of one operation: its value, and the terms that it adds to the adjoints of its operands.
 * It is read from the class file of the operation's definition, so that compiled programs have no
 * formulas of their own.
 */
final class OperationCode {
  /** The number by which code asks for the operation's result; the operands have 0 to 2. */
  static final int RESULT = 3;

  /** The number by which code asks for the cotangent of the result. */
  static final int COTANGENT = 4;

  private static final LruCache<Op, OperationCode> KNOWN = new LruCache<>(512);

  private final Op op;
  private final List<MethodCode> values;
  private final List<Term> terms;

  /**
   * A term of an operand's adjoint.
   *
   * @param whole the method that computes it
   * @param slope the method that computes the derivative alone, by which the first one multiplies
   *     unless the operation has one of its own
   */
  private record Term(MethodCode whole, MethodCode slope) {
    boolean isProduct(Op op) {
      return !whole.isKnown() && !((Elementwise) op).isSelection() && slope.isFormula();
    }

    int loaded() {
      return whole.isKnown() ? whole.loaded() : slope.loaded();
    }
  }

  private OperationCode(Op op) {
    this.op = op;
    switch (op) {
      case Unary _ -> {
        Methods m = new Methods(op, Unary.class);
        values = List.of(m.find("applyAsDouble", 0));
        terms =
            List.of(
                new Term(m.find("term", COTANGENT, 0, RESULT), m.find("derivative", 0, RESULT)));
      }
      case Binary _ -> {
        Methods m = new Methods(op, Binary.class);
        values = List.of(m.find("applyAsDouble", 0, 1));
        terms =
            List.of(
                new Term(m.find("leftTerm", COTANGENT, 0, 1, RESULT), m.find("left", 0, 1, RESULT)),
                new Term(
                    m.find("rightTerm", COTANGENT, 0, 1, RESULT), m.find("right", 0, 1, RESULT)));
      }
      case Ternary _ -> {
        Methods m = new Methods(op, Ternary.class);
        values = List.of(m.find("applyAsDouble", 0, 1, 2));
        terms = List.of(ternary(m, 0), ternary(m, 1), ternary(m, 2));
      }
      default -> { // a stop
        values = List.of();
        terms = List.of();
      }
    }
  }

  private static Term ternary(Methods m, int k) {
    return new Term(m.find(k, "term", COTANGENT, 0, 1, 2), m.find(k, "derivative", 0, 1, 2));
  }

  private record Methods(Op op, Class<?> type) {
    MethodCode find(String name, int... parameters) {
      return MethodCode.find(op, type, name, -1, parameters);
    }

    MethodCode find(int argument, String name, int... parameters) {
      return MethodCode.find(op, type, name, argument, parameters);
    }
  }

  /** Returns the code of an elementwise operation, or of one that stops derivatives. */
  static OperationCode of(Op op) {
    return KNOWN.get(op, OperationCode::new);
  }

  /** Returns the interface by which an operation is called. */
  static Class<?> type(Object op) {
    return switch (op) {
      case Unary _ -> Unary.class;
      case Binary _ -> Binary.class;
      default -> Ternary.class;
    };
  }

  /** Returns whether an operand's adjoint gets a term that is not always 0. */
  boolean passes(int argument) {
    return argument < terms.size() && !((Elementwise) op).isPiecewiseConstant();
  }

  /** Returns a bit for each operand, and {@link #RESULT}, that the term of an operand reads. */
  int reads(int argument) {
    return terms.get(argument).loaded() & ~(1 << COTANGENT);
  }

  /**
   * Writes what leaves the value on the stack.
   *
   * @param push pushes what a number stands for
   * @param constant pushes an object that is part of the class
   */
  void value(CodeBuilder code, IntConsumer push, Consumer<Object> constant) {
    if (values.isEmpty()) {
      push.accept(0);
    } else {
      values.get(0).write(code, push, constant);
    }
  }

  /** Writes what leaves the term of an operand's adjoint on the stack. */
  void term(CodeBuilder code, int argument, IntConsumer push, Consumer<Object> constant) {
    Term term = terms.get(argument);
    if (term.isProduct(op)) {
      push.accept(COTANGENT);
      term.slope.write(code, push, constant);
      code.dmul();
    } else {
      int read = reads(argument) | 1 << COTANGENT;
      IntConsumer pushRead =
          number -> {
            if ((read >> number & 1) != 0) {
              push.accept(number);
            } else {
              code.dconst_0(); // the method does not look at it
            }
          };
      term.whole.write(code, pushRead, constant);
    }
  }
}
