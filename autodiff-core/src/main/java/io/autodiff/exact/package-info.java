/**
 * Programs evaluated in 60 digits: numbers, functions and operations written a second time, for
 * values alone, so that derivatives are held to what these values say and not to their own rules.
 * It is the one place that repeats what an operation computes.
 */
@NullMarked
package io.autodiff.exact;

import org.jspecify.annotations.NullMarked;
