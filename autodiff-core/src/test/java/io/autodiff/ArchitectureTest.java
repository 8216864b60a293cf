package io.autodiff;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
class ArchitectureTest {
  private static final Path CLASSES = Path.of("target", "classes");
  private static final String INTERNAL = "io.autodiff.internal..";

  private final JavaClasses classes = new ClassFileImporter().importPath(CLASSES);

  @Test
  void packagesFormNoCycle() {
    slices()
        .assignedFrom(new PackageButValuesAndRulesAreOne())
        .should()
        .beFreeOfCycles()
        .check(classes);
  }

  @Test
  void internalPackagesKnowNothingAboveThem() {
    noClasses()
        .that()
        .resideInAPackage(INTERNAL)
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage("io.autodiff..")
                .and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(INTERNAL))))
        .check(classes);
  }

  @Test
  void exportsAreForEveryone() {
    var module = ModuleFinder.of(CLASSES).find("io.autodiff").orElseThrow().descriptor();
    assertEquals(List.of(), module.exports().stream().filter(Exports::isQualified).toList());
  }

  /** One slice for each package; rules speak of values, so those two packages count as one. */
  private static final class PackageButValuesAndRulesAreOne implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      return SliceIdentifier.of(name.equals("io.autodiff.op") ? "io.autodiff" : name);
    }

    @Override
    public String getDescription() {
      return "packages of io.autodiff";
    }
  }
}
