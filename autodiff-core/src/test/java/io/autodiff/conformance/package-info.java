/**
 * The library against another one: PyTorch's operators, each mapped to this library's API and
 * compared with golden samples of values, gradients and second derivatives.
 */
@NullMarked
package io.autodiff.conformance;

import org.jspecify.annotations.NullMarked;
