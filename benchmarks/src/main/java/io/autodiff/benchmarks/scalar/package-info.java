/** Functions that are all single numbers: recorded on a tape against plain Java. */
@NullMarked
package io.autodiff.benchmarks.scalar;

import org.jspecify.annotations.NullMarked;
