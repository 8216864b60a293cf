package io.autodiff.internal.loop;

import io.autodiff.internal.loop.StraightCode.Place;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.util.List;
import java.util.stream.Stream;

/** Operands of some elements that are written out one by one; see {@link StraightCode}. */
final class PlaceOperands extends LoopOperands {
  static final int TABLE = 1;
  static final int SCALARS = 2;
  private final List<Place> places;
  private final int[] array;
  private final int first;
  private final int end;
  private int element;

  /** Makes the operands of the elements from {@code first} to below {@code end}. */
  PlaceOperands(StraightCode.Chain chain, int first, int end) {
    super(chain.values().stream().mapToInt(Integer::intValue).toArray(), stepped(chain));
    this.places = Stream.concat(chain.from().stream(), chain.to().stream()).toList();
    this.array = new int[places.size()];
    this.first = first;
    this.end = end;
    this.element = first;
  }

  private static boolean[] stepped(StraightCode.Chain chain) {
    boolean[] stepped = new boolean[chain.from().size()];
    for (int k = 0; k < stepped.length; k++) {
      stepped[k] = !chain.from().get(k).isSingle();
    }
    return stepped;
  }

  @Override
  int writtenOut() {
    return end - first;
  }

  @Override
  void select(int next) {
    element = first + next;
  }

  @Override
  void prepare(CodeBuilder code, boolean[] live, ClassDesc type) {
    for (int k = 0; k < array.length; k++) {
      if (k >= inputs() || live[k]) {
        array[k] = code.allocateLocal(TypeKind.REFERENCE);
        pushArray(code, places.get(k).array(), type);
        code.astore(array[k]);
      }
    }
  }

  /** Pushes an array of the table, or the scalars. */
  static void pushArray(CodeBuilder code, int number, ClassDesc type) {
    if (number == StraightCode.SCALARS) {
      code.aload(SCALARS);
    } else {
      code.aload(TABLE).loadConstant(number).aaload().checkcast(type);
    }
  }

  @Override
  void pushArray(CodeBuilder code, int operand) {
    code.aload(array[operand]);
  }

  @Override
  void pushPosition(CodeBuilder code, int operand) {
    code.loadConstant((int) places.get(operand).at().get(element));
  }

  @Override
  void push(CodeBuilder code, int operand, int i) {
    pushFirst(code, operand);
  }

  @Override
  int count() {
    throw new IllegalStateException("no loop counts these elements");
  }
}
