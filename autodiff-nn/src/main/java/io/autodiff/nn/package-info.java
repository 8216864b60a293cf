/**
 * Neural networks on the engine: {@link io.autodiff.nn.Mlp} is a network of {@link
 * io.autodiff.nn.Layer}s, which {@link io.autodiff.nn.MlpBuilder} lays out; {@link
 * io.autodiff.nn.Loss} is what training minimises.
 */
@NullMarked
package io.autodiff.nn;

import org.jspecify.annotations.NullMarked;
