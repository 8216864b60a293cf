/**
 * Training: {@link io.autodiff.nn.train.Trainer} fits a network to data and returns the {@link
 * io.autodiff.nn.train.History} of it; {@link io.autodiff.nn.train.Metric}s say how good a network
 * is.
 */
@NullMarked
package io.autodiff.nn.train;

import org.jspecify.annotations.NullMarked;
