package io.autodiff.launcher;

import java.util.Arrays;

/**
 * What {@link LauncherTest} launches: prints how it was started, then waits or exits with a status.
 */
public final class Program {
  private Program() {}

  /**
   * Prints the process id, the version, a property and the arguments; the first says how to end.
   */
  public static void main(String[] arguments) throws InterruptedException {
    System.out.println(ProcessHandle.current().pid());
    System.out.println(Runtime.version().feature());
    System.out.println(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    System.out.println(System.getProperty("who"));
    System.out.println(Arrays.asList(arguments));
    if (arguments[0].equals("wait")) {
      Thread.sleep(60_000);
    }
    System.exit(
        switch (arguments[0]) {
          case "run", "other" -> 0;
          case "fail" -> 7;
          default -> Integer.parseInt(arguments[0]);
        });
  }
}
