/** Runs benchmarks and writes what they found as tables of ratios and charts. */
@NullMarked
package io.autodiff.benchmarks.report;

import org.jspecify.annotations.NullMarked;
