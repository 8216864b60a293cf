/**
 * Minimisation and least squares by exact derivatives.
 *
 * <table>
 * <caption>Which method for what</caption>
 * <tr><th>Method</th><th>For</th><th>Derivatives</th></tr>
 * <tr><td>{@link io.autodiff.optimize.LevenbergMarquardt}</td>
 *     <td>sums of squares: fits of models to data</td><td>the Jacobian of the residuals</td></tr>
 * <tr><td>{@link io.autodiff.optimize.NewtonMinimizer}</td>
 *     <td>up to some hundred variables</td><td>the Hessian</td></tr>
 * <tr><td>{@link io.autodiff.optimize.TruncatedNewtonMinimizer}</td>
 *     <td>many variables, badly scaled</td><td>products of the Hessian with vectors</td></tr>
 * <tr><td>{@link io.autodiff.optimize.LbfgsMinimizer}</td>
 *     <td>many variables, with or without bounds</td><td>the gradient</td></tr>
 * </table>
 *
 * <p>Methods are immutable and may be shared by threads; their setters return a changed copy. Each
 * result says why the method stopped.
 */
@NullMarked
package io.autodiff.optimize;

import org.jspecify.annotations.NullMarked;
