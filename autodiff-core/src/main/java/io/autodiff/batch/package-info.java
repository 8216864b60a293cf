/**
 * Functions of scalars applied to all elements of tensors as one operation: {@link
 * io.autodiff.batch.Pointwise} once, {@link io.autodiff.batch.Recurrence} step after step.
 *
 * <p>Floor: above {@code program}, whose instructions it carries out.
 */
@NullMarked
package io.autodiff.batch;

import org.jspecify.annotations.NullMarked;
