@NullMarked
package io.autodiff.benchmarks.scalar;

import org.jspecify.annotations.NullMarked;
