/** Formulas in usual notation: read, evaluated and differentiated through the graph. */
@NullMarked
package io.autodiff.expression;

import org.jspecify.annotations.NullMarked;
