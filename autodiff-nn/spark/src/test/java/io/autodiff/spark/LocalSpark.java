package io.autodiff.spark;

import java.lang.reflect.Method;
import java.util.Objects;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests a session of Spark in this process, of two threads. */
final class LocalSpark implements ParameterResolver, BeforeAllCallback, AfterAllCallback {
  private @Nullable SparkSession session;

  static SparkSession.Builder builder(String master) {
    return SparkSession.builder()
        .master(master)
        .appName("tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        // Tests run each query once or twice, which is not worth compiling it.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.warehouse.dir", "target/warehouse");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    session = builder("local[2]").getOrCreate();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Objects.requireNonNull(session).stop();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return (type == SparkSession.class || type == JavaSparkContext.class)
        && parameter.getDeclaringExecutable() instanceof Method;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    SparkSession open = Objects.requireNonNull(session);
    return parameter.getParameter().getType() == SparkSession.class
        ? open
        : JavaSparkContext.fromSparkContext(open.sparkContext());
  }
}
