@NullMarked
package io.autodiff.benchmarks.mlp;

import org.jspecify.annotations.NullMarked;
