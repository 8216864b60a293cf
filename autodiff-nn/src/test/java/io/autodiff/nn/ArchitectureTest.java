package io.autodiff.nn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The packages that each package may depend on; the module system hides what core does not export.
 */
class ArchitectureTest {
  private static final String COMMAND_LINE = "io.autodiff.nn.cli..";

  private final JavaClasses classes =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.autodiff.(nn..)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void libraryDoesNotDependOnTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(COMMAND_LINE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(COMMAND_LINE)
        .check(classes);
  }

  /** All stored layers but networks, whose layers a residual block stores. */
  @Test
  void libraryStoresAllItsLayers() {
    ArchRule rule =
        classes()
            .that()
            .areAssignableTo(Layer.class)
            .and()
            .areNotInterfaces()
            .and()
            .doNotBelongToAnyOf(Mlp.class)
            .should()
            .beAssignableTo(MlpBuilder.StoredLayer.class);
    rule.check(classes);
  }
}
