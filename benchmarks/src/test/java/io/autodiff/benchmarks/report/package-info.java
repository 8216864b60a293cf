@NullMarked
package io.autodiff.benchmarks.report;

import org.jspecify.annotations.NullMarked;
