package io.autodiff.nn.cli;

/** The program of {@code autodiff.jar}. */
public final class Main {
  private Main() {}

  /** Prints the versions of autodiff and of the Java it runs on. */
  public static void main(String[] arguments) {
    String version = Main.class.getPackage().getImplementationVersion();
    System.out.println("autodiff " + version + ", Java " + Runtime.version());
  }
}
