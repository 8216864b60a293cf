/** How times grow with sizes. */
@NullMarked
package io.autodiff.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
