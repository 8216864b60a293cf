package io.autodiff.program;

import io.autodiff.Autodiff;
import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.ValueAndGradient;
import io.autodiff.sweep.Transform;
import io.autodiff.transform.ValueTree;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a function that is evaluated often: the function is recorded once, simplified and
 * from then on replayed, which spares the recording; one of scalars that is evaluated some hundred
 * times is compiled in the background ({@link Program#evaluator}).
 *
 * {@snippet class="io.autodiff.snippets.FunctionSnippetsTest" region="recorded-gradient"}
 *
 * <p>What the function takes from elsewhere is frozen when it is recorded: numbers and fields that
 * it uses, what a {@code Random} drew, how often a loop ran. A function whose captured data change
 * needs another object of this class. A comparison that goes another way than when it was recorded
 * is noticed, and that evaluation runs the function itself, as {@link Autodiff#gradient} does; so
 * does one with recorded arguments or recorded captured values. Arguments of another shape or type
 * are recorded anew. The function may not read numbers of its argument.
 *
 * <p>Each thread records for itself, so that threads may share an object.
 *
 * @param <X> the structure of the argument
 */
public final class RecordedGradient<X> {
  private final Function<? super X, ? extends Value<?>> f;

  @SuppressWarnings("ThreadLocalUsage") // each object has programs of its own
  private final ThreadLocal<@Nullable Recorded> recorded = new ThreadLocal<>();

  /** A program of value and gradient, and the kinds of the inputs that it takes. */
  private record Recorded(List<Program.Type> types, Evaluator evaluator) {}

  private RecordedGradient(Function<? super X, ? extends Value<?>> f) {
    this.f = f;
  }

  /** Returns the gradient of a function whose result is a single number. */
  public static <X> RecordedGradient<X> of(Function<? super X, ? extends Value<?>> f) {
    return new RecordedGradient<>(f);
  }

  /** Returns the gradient of a function of several scalars. */
  public static RecordedGradient<Scalar[]> ofScalars(ScalarFunction f) {
    return of(x -> f.apply(x));
  }

  /**
   * Returns the gradient at {@code x}, of its structure.
   *
   * @throws AutodiffException if the result is not a single number or depends on nothing of {@code
   *     x}, or the function reads a number of it
   */
  public X gradient(X x) {
    return valueAndGradient(x).gradient();
  }

  /**
   * Returns value and gradient at {@code x}.
   *
   * @throws AutodiffException if the result is not a single number or depends on nothing of {@code
   *     x}, or the function reads a number of it
   */
  public ValueAndGradient<Scalar, X> valueAndGradient(X x) {
    List<Value<?>> leaves = ValueTree.leaves(x);
    Evaluator evaluator = leaves.stream().allMatch(Value::isConstant) ? evaluator(x, leaves) : null;
    if (evaluator == null) {
      return Autodiff.valueAndGradient(f, x);
    }
    List<Value<?>> results = evaluator.run(leaves);
    if (evaluator.turned() > 0) {
      return Autodiff.valueAndGradient(f, x);
    }
    return new ValueAndGradient<>(
        (Scalar) results.get(0), ValueTree.like(x, results.subList(1, results.size())));
  }

  private @Nullable Evaluator evaluator(X x, List<Value<?>> leaves) {
    List<Program.Type> types = leaves.stream().<Program.Type>map(Program.Type::of).toList();
    Recorded known = recorded.get();
    if (known != null && known.types.equals(types)) {
      return known.evaluator;
    }
    Optional<Program> program = record(x, leaves);
    if (program.isEmpty()) {
      return null;
    }
    Evaluator evaluator = program.get().valueAndGradient().evaluator().guards(Replay.Guards.COUNT);
    recorded.set(new Recorded(types, evaluator));
    return evaluator;
  }

  /** Returns the function as a program; none if a captured value is recorded. */
  private Optional<Program> record(X x, List<Value<?>> leaves) {
    return Transform.recordProgram(
        t -> {
          List<Value<?>> own = t.own(leaves);
          Value<?> y = f.apply(ValueTree.like(x, own));
          t.checkDependence(List.of(y), own);
          Value<?> single = y instanceof Tensor tensor && tensor.size() == 1 ? tensor.scalar() : y;
          return single instanceof Scalar && t.resultOf(single).isConstant()
              ? Optional.of(TapeFreezer.freeze(own, List.of(single)))
              : Optional.empty();
        });
  }

  @Override
  public String toString() {
    Recorded known = recorded.get();
    return known == null
        ? "gradient, not yet recorded on this thread"
        : "gradient, recorded for " + known.types;
  }
}
