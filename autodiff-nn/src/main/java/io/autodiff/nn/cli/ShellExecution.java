package io.autodiff.nn.cli;

import java.util.Map;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Runs the snippets of the shell in this JVM, on the thread that reads them: a tape that one
 * snippet opens is then usable by the next. JShell's own ways start a JVM, or a thread for each
 * snippet.
 */
public final class ShellExecution implements ExecutionControlProvider {
  /** The name by which the shell finds this class. */
  static final String NAME = "autodiff";

  /** Makes the provider; called by the service loader. */
  public ShellExecution() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
    return new DirectExecutionControl();
  }
}
