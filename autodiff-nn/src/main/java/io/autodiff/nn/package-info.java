/** Neural networks on the engine. */
@NullMarked
package io.autodiff.nn;

import org.jspecify.annotations.NullMarked;
