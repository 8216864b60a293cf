/**
 * Functions of scalars applied to all elements of tensors: {@link io.autodiff.batch.Pointwise}
 * once, {@link io.autodiff.batch.Recurrence} step after step, each as one operation on a tape;
 * {@link io.autodiff.batch.Scenarios} gives values, gradients and means as numbers.
 *
 * <p>Floor: above {@code program}, whose instructions it carries out.
 */
@NullMarked
package io.autodiff.batch;

import org.jspecify.annotations.NullMarked;
