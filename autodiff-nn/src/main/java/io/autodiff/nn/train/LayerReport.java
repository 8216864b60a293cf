package io.autodiff.nn.train;

/**
 * Measurements of a layer on a probe of the training data after an epoch.
 *
 * @param layer the layer's name
 * @param gradient the root mean square of the loss's derivatives by its parameters; NaN of none
 * @param mean the mean of its output
 * @param deviation the standard deviation of its output
 * @param dead the part of its units whose output is 0 for every example
 */
public record LayerReport(
    String layer, double gradient, double mean, double deviation, double dead) {}
