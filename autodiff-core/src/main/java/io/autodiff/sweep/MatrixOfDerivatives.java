package io.autodiff.sweep;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.internal.array.Elements;
import io.autodiff.tape.ArrayPool;
import io.autodiff.tape.TapeRecord;
import io.autodiff.tape.TapeWorkspace;
import java.util.ArrayList;
import java.util.List;

/**
 * The derivatives of some values by others as a matrix of numbers. Each traversal computes in the
 * arrays of the one before, so that the matrix is all that is allocated in proportion to its size.
 */
final class MatrixOfDerivatives {
  private final TapeRecord record;
  private final SweepMemory memory;
  private final List<Value<?>> results;
  private final List<Value<?>> arguments;

  MatrixOfDerivatives(
      TapeRecord record, SweepMemory memory, List<Value<?>> results, List<Value<?>> arguments) {
    this.record = record;
    this.memory = memory;
    this.results = results;
    this.arguments = arguments;
    record.mark(); // from here on its arrays are used again
  }

  /** Returns the rows, by a traversal in reverse for each. */
  double[][] rows() {
    double[][] rows = new double[UnitVectors.size(results)][];
    int columns = UnitVectors.size(arguments);
    int row = 0;
    for (Value<?> y : results) {
      Object unit = array(y);
      Value<?> seed = y instanceof Tensor t ? Tensor.wrap(t.shape(), unit) : Scalar.of(1);
      for (int i = 0; i < y.shape().size(); i++) {
        rows[row] = new double[columns];
        if (!y.isConstant()) {
          Elements.set(unit, i, 1);
          GradientStore found =
              ReverseSweep.run(record, memory, List.of(y), List.of(seed), List.of());
          found.copy(arguments, rows[row]);
          memory.giveBack(found);
          Elements.set(unit, i, 0);
        }
        row++;
      }
    }
    return rows;
  }

  private static Object array(Value<?> like) {
    return like instanceof Tensor t ? t.dtype().newArray(t.size()) : new double[1];
  }

  /** Returns the matrix, by traversals forward for a few columns each. */
  double[][] columns() {
    int columns = UnitVectors.size(arguments);
    double[][] matrix = new double[UnitVectors.size(results)][columns];
    List<Value<?>> recorded = results.stream().filter(y -> !y.isConstant()).toList();
    int width = ForwardSweep.width(record.size());
    List<List<Object>> units = new ArrayList<>();
    List<List<Value<?>>> directions = new ArrayList<>();
    for (int d = 0; d < Math.min(width, columns); d++) {
      List<Object> arrays = arguments.stream().map(MatrixOfDerivatives::array).toList();
      units.add(arrays);
      directions.add(new ArrayList<>());
    }
    for (int from = 0; from < columns; from += width) {
      int count = Math.min(width, columns - from);
      for (int d = 0; d < count; d++) {
        set(units.get(d), directions.get(d), from + d, 1);
      }
      sweep(matrix, recorded, directions.subList(0, count), from);
      for (int d = 0; d < count; d++) {
        set(units.get(d), directions.get(d), from + d, 0);
      }
    }
    return matrix;
  }

  /** Sets one number of a direction, which is 0 else. */
  private void set(List<Object> arrays, List<Value<?>> direction, int position, double number) {
    direction.clear();
    int first = 0;
    for (int k = 0; k < arrays.size(); k++) {
      int at = position - first;
      Value<?> like = arguments.get(k);
      first += like.shape().size();
      if (at >= 0 && position < first) {
        Elements.set(arrays.get(k), at, number);
      }
      direction.add(
          like instanceof Tensor t
              ? Tensor.wrap(t.shape(), arrays.get(k))
              : Scalar.of(((double[]) arrays.get(k))[0]));
    }
  }

  private void sweep(
      double[][] matrix, List<Value<?>> recorded, List<List<Value<?>>> directions, int column) {
    TapeWorkspace workspace = record.workspace();
    ArrayPool.Position arrays = workspace.beginSweep();
    boolean before = workspace.begin();
    boolean done = false;
    try {
      ForwardSweep sweep = new ForwardSweep(record, arguments, directions, recorded);
      for (int d = 0; d < directions.size(); d++) {
        int row = 0;
        for (Value<?> y : results) {
          if (!y.isConstant()) {
            copy(sweep.tangent(y, d), matrix, row, column + d);
          }
          row += y.shape().size();
        }
      }
      done = true;
    } finally {
      workspace.end(before);
      if (done) {
        workspace.endSweep(arrays, null);
      } else {
        workspace.abandonSweep(arrays);
      }
    }
  }

  private static void copy(Value<?> tangent, double[][] matrix, int row, int column) {
    switch (tangent) {
      case Scalar s -> matrix[row][column] = s.number();
      case Tensor t -> {
        for (int i = 0; i < t.size(); i++) {
          matrix[row + i][column] = Elements.get(t.storage(), i);
        }
      }
    }
  }
}
