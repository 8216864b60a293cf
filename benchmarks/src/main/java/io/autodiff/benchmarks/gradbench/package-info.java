/**
 * The twelve problems of GradBench, each in a file of its own, and the protocol by which they are
 * asked for. The problems are written as any user of the library would write them and are its
 * largest examples; none holds a derivative written by hand.
 */
@NullMarked
package io.autodiff.benchmarks.gradbench;

import org.jspecify.annotations.NullMarked;
