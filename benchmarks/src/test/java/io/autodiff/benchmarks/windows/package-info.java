@NullMarked
package io.autodiff.benchmarks.windows;

import org.jspecify.annotations.NullMarked;
