/**
 * Code as a caller writes it: outside the library's packages, so that an error can name its line.
 */
@NullMarked
package io.autodiff.caller;

import org.jspecify.annotations.NullMarked;
