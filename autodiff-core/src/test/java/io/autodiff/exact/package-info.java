/**
 * Functions and their Taylor series in 60 digits, written without the library: the oracle that its
 * values and derivatives are held to.
 */
@NullMarked
package io.autodiff.exact;

import org.jspecify.annotations.NullMarked;
