@NullMarked
package io.autodiff.benchmarks.gradbench;

import org.jspecify.annotations.NullMarked;
