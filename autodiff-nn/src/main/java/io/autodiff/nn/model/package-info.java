/**
 * Trained networks as files: {@link io.autodiff.nn.model.TrainedModel} holds a network with the
 * preprocessing of its examples and the names of its classes, and is stored in one safetensors
 * file; {@link io.autodiff.nn.model.Onnx} exports it for other runtimes.
 */
@NullMarked
package io.autodiff.nn.model;

import org.jspecify.annotations.NullMarked;
