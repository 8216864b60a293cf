/** Values, the tape that records their operations, and the gradients it returns. */
@NullMarked
package io.autodiff;

import org.jspecify.annotations.NullMarked;
