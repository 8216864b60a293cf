@NullMarked
package io.autodiff.benchmarks.start;

import org.jspecify.annotations.NullMarked;
