/** Data: examples with their targets, in memory or as a stream of batches. */
@NullMarked
package io.autodiff.nn.data;

import org.jspecify.annotations.NullMarked;
