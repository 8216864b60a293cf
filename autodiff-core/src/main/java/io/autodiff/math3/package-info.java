/**
 * Functions of this library where commons-math3 asks for functions with derivatives, and the other
 * way round.
 */
@NullMarked
package io.autodiff.math3;

import org.jspecify.annotations.NullMarked;
