package org.example.bumptest;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the tests where no build tool does. */
public final class RunTests {
  private RunTests() {}

  public static void main(String[] args) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(BumpTest.class))
                .build(),
            listener);
    TestExecutionSummary summary = listener.getSummary();
    summary.printFailuresTo(new PrintWriter(System.out, true), 20);
    System.out.println(
        BumpTest.class.getModule()
            + ", kit in "
            + io.autodiff.testkit.Tensors.class.getModule()
            + ": "
            + summary.getTestsSucceededCount()
            + " tests right, "
            + summary.getTotalFailureCount()
            + " not");
    System.exit(summary.getTotalFailureCount() == 0 ? 0 : 1);
  }
}
