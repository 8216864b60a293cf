package io.autodiff.tape;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The list of packages by which an error finds the caller's line. */
class LibraryPackagesTest {
  @Test
  void everyPackageOfTheLibraryIsListed() {
    assertEquals(
        new ClassFileImporter()
            .importPath(Path.of("target", "classes")).stream()
                .filter(c -> !c.getSimpleName().endsWith("-info"))
                .map(JavaClass::getPackageName)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet()),
        SourceLines.LIBRARY);
  }
}
