/** What a program waits for before its first gradient. */
@NullMarked
package io.autodiff.benchmarks.start;

import org.jspecify.annotations.NullMarked;
