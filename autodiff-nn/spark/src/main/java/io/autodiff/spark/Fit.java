package io.autodiff.spark;

import io.autodiff.AutodiffException;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.Preprocessing.Scaling;
import io.autodiff.nn.model.Origin;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.History;
import io.autodiff.nn.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Dataset;
import org.apache.spark.storage.StorageLevel;

/**
 * One fit of an estimator to a data set.
 *
 * @param params of the estimator
 * @param classes whether classes are told
 * @param smoothing of labels
 * @param huber the bound of Huber's loss in the target's unit; 0 for squares
 * @param targetScaling of targets that are numbers
 */
record Fit(
    MlpParams<?> params,
    Columns columns,
    boolean classes,
    double smoothing,
    double huber,
    Scaling targetScaling,
    List<TrainingListener> listeners) {
  /** Facts of a model: how many rows it was trained on, and how many were kept for validation. */
  static final String ROWS = "rows";

  static final String HELD = "validation rows";

  /** What a fit gives. */
  record Fitted(ModelFile model, History history) {}

  /** What is known of the rows before the training. */
  private record Known(List<Statistics> parts, Statistics all, long[] checksums, int[] train) {}

  /** Returns a parameter's value. */
  static <T> T value(Params params, org.apache.spark.ml.param.Param<?> param, Class<T> type) {
    return type.cast(params.getOrDefault(param));
  }

  private int integer(org.apache.spark.ml.param.IntParam param) {
    return value(params, param, Integer.class);
  }

  private double real(org.apache.spark.ml.param.DoubleParam param) {
    return value(params, param, Double.class);
  }

  private String text(org.apache.spark.ml.param.Param<String> param) {
    return value(params, param, String.class);
  }

  Fitted run(Dataset<?> data) {
    Strategy strategy = Strategy.of(text(params.strategy()), isFullBatch());
    Configuration hadoop = data.sparkSession().sparkContext().hadoopConfiguration();
    Optional<ModelFile> start = initial(hadoop);
    Dealing.Dealt dealt = Dealing.deal(data, columns, integer(params.partitions()));
    JavaRDD<Block> raw = dealt.blocks().persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Known known = known(raw);
      dealt.check(IntStream.of(known.train).asLongStream().sum() + dealt.held());
      return train(
          raw, known, dealt.held(), strategy, start, new Names(data.schema(), columns), hadoop);
    } finally {
      raw.unpersist(false);
    }
  }

  private boolean isFullBatch() {
    return text(params.optimizer()).equals("lbfgs");
  }

  private Optional<ModelFile> initial(Configuration hadoop) {
    String path = text(params.initialModel());
    try {
      return path.isEmpty() ? Optional.empty() : Optional.of(ModelFile.read(path, hadoop));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Known known(JavaRDD<Block> raw) {
    JavaRDD<Object[]> facts =
        raw.map(block -> new Object[] {block.statistics(), block.checksum, block.train});
    List<Statistics> parts = new ArrayList<>();
    List<Object[]> all = Jobs.run(facts::collect);
    long[] checksums = new long[all.size()];
    int[] train = new int[all.size()];
    for (int i = 0; i < train.length; i++) {
      parts.add((Statistics) all.get(i)[0]);
      checksums[i] = (Long) all.get(i)[1];
      train[i] = (Integer) all.get(i)[2];
    }
    return new Known(parts, Statistics.of(parts), checksums, train);
  }

  private Fitted train(
      JavaRDD<Block> raw,
      Known known,
      long held,
      Strategy strategy,
      Optional<ModelFile> start,
      Names names,
      Configuration hadoop) {
    Statistics all = known.all;
    if (all.length() == 0) {
      throw new AutodiffException("spark: rows have no features", "0", "at least one", null);
    }
    boolean fills = columns.invalid().equals(Columns.KEEP);
    List<String> classNames = classes ? names.classes(all.classes()) : List.of();
    Scales features = Scales.of(all, scaling(text(params.scaling())), fills);
    Scales labels = classes ? Scales.none(1) : Scales.of(all.target(), targetScaling, false);
    if (start.isPresent()) {
      TrainedModel given = start.get().model();
      features = Scales.of(given.preprocessing());
      labels = classes ? labels : Scales.of(given.targets());
    }
    Recipe recipe = recipe(all.length(), classes ? classNames.size() : 1, labels.spread());
    Mlp network = start.isEmpty() ? recipe.network() : warm(start.get().model(), recipe);
    History history = train(raw, known, held, recipe, strategy, features, labels, network, hadoop);
    TrainedModel model =
        new TrainedModel(
            network,
            features.preprocessing(),
            classes
                ? io.autodiff.nn.data.Preprocessing.none(recipe.outputs())
                : labels.preprocessing(),
            names.features(recipe.inputs()),
            classNames,
            Optional.empty(),
            new Origin(columns.label(), facts(recipe, strategy, known, held)));
    return new Fitted(ModelFile.of(model), history);
  }

  private History train(
      JavaRDD<Block> raw,
      Known known,
      long held,
      Recipe recipe,
      Strategy strategy,
      Scales features,
      Scales labels,
      Mlp network,
      Configuration hadoop) {
    JavaRDD<Block> prepared = raw.map(block -> block.prepared(features, labels, recipe.dtype()));
    String folder = text(params.checkpointDir());
    Checkpoints checkpoints =
        folder.isEmpty()
            ? null
            : new Checkpoints(folder, hadoop, integer(params.checkpointInterval()));
    try (DistributedRows<Block> blocks = DistributedRows.of(prepared)) {
      blocks.map((rows, _) -> rows.size()); // then the rows as they were read are not needed
      raw.unpersist(false);
      Training.Parts parts =
          new Training.Parts(blocks, known.checksums, known.train, held, labels.spread());
      Training training = new Training(recipe, strategy, parts, network, listeners, checkpoints);
      if (strategy.group()) {
        training.by(
            new GroupTraining(
                blocks, recipe, strategy, known.checksums, known.train, held, labels.spread()));
      }
      return training.run();
    }
  }

  /** Returns the scaling of a name. */
  static Scaling scaling(String name) {
    return Scaling.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private Recipe recipe(int inputs, int outputs, double spread) {
    return new Recipe(
        inputs,
        outputs,
        classes,
        value(params, params.hiddenLayers(), int[].class),
        text(params.activation()),
        real(params.dropout()),
        value(params, params.batchNorm(), Boolean.class),
        integer(params.precision()),
        text(params.optimizer()),
        real(params.learningRate()),
        real(params.weightDecay()),
        real(params.l1()),
        real(params.clip()),
        text(params.schedule()),
        smoothing,
        huber / spread,
        integer(params.epochs()),
        integer(params.batchSize()),
        integer(params.patience()),
        value(params, params.seed(), Long.class));
  }

  /** Returns a network of the recipe with the weights of a model. */
  private static Mlp warm(TrainedModel model, Recipe recipe) {
    Mlp network = recipe.blank();
    String given = described(model.network());
    String expected = described(network);
    if (!given.equals(expected)) {
      throw new AutodiffException(
          "spark: the initial model is another network", given, expected, null);
    }
    network.load(model.network().state());
    return network;
  }

  private static String described(Mlp network) {
    return network.inputShape()
        + " "
        + network.dtype()
        + " "
        + network.architecture().get("layers");
  }

  private static Map<String, String> facts(
      Recipe recipe, Strategy strategy, Known known, long held) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("program", "autodiff-spark");
    facts.put("optimizer", recipe.optimizer());
    facts.put("epochs", String.valueOf(recipe.epochs()));
    facts.put("batch", String.valueOf(recipe.batch()));
    facts.put("seed", String.valueOf(recipe.seed()));
    facts.put("strategy", strategy.toString());
    facts.put(ROWS, String.valueOf(IntStream.of(known.train).asLongStream().sum()));
    facts.put(HELD, String.valueOf(held));
    facts.put("partitions", String.valueOf(known.train.length));
    return facts;
  }
}
