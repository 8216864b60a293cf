/**
 * Training and fitting on Apache Spark.
 *
 * <p>{@link io.autodiff.spark.DistributedObjective} is the sum of a function of parameters and a
 * row over a data set of Spark, with its derivatives, for the methods of {@link
 * io.autodiff.optimize}. {@link io.autodiff.spark.MlpClassifier} and {@link
 * io.autodiff.spark.MlpRegressor} are estimators of Spark ML; the network that they fit is a file
 * as the command line's.
 *
 * <p>Everything is built on jobs of Spark alone. A task keeps nothing between jobs, so Spark may
 * run it again anywhere. Partial results are added in the order of their parts: a run gives the
 * same bits again, with any number of cores and with executors lost on the way. The one exception
 * are the estimators' steps by ALL_REDUCE, for which tasks talk to each other, and which begin anew
 * together if one is lost; the bits are the same.
 */
@NullMarked
package io.autodiff.spark;

import org.jspecify.annotations.NullMarked;
