package io.autodiff.benchmarks.windows;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Window;
import java.util.Random;

/** A convolution by its sizes; one of lines has height 1. Strides are 1. */
public enum Layer {
  /** One short line, three weights: what a call costs. */
  LINE(1, 1, 1, 1, 1, 64, 1, 3, 0),
  /** Lines of several channels. */
  LINES(8, 1, 16, 16, 1, 512, 1, 9, 4),
  /** One plane of one channel, as a filter of an image. */
  IMAGE(1, 1, 1, 1, 256, 256, 5, 5, 0),
  /** The first layer of a small network on digits. */
  DIGITS(16, 1, 1, 8, 28, 28, 5, 5, 0),
  /** A layer within a network. */
  PLANES(8, 1, 16, 32, 28, 28, 3, 3, 1),
  /** As many groups as channels. */
  DEPTHWISE(4, 32, 1, 1, 28, 28, 3, 3, 1);

  final int batch;
  final int groups;
  final int in;
  final int out;
  final int height;
  final int width;
  final int down;
  final int across;
  final int padding;

  Layer(
      int batch,
      int groups,
      int in,
      int out,
      int height,
      int width,
      int down,
      int across,
      int padding) {
    this.batch = batch;
    this.groups = groups;
    this.in = in;
    this.out = out;
    this.height = height;
    this.width = width;
    this.down = down;
    this.across = across;
    this.padding = padding;
  }

  private boolean isLine() {
    return height == 1;
  }

  int top() {
    return isLine() ? 0 : padding;
  }

  int rows() {
    return height + 2 * top() - down + 1;
  }

  int columns() {
    return width + 2 * padding - across + 1;
  }

  /** Draws an input. */
  Tensor input(DType dtype) {
    return draw(1, dtype, Shape.of(batch, groups * in), height, width);
  }

  /** Draws weights. */
  Tensor weights(DType dtype) {
    return draw(2, dtype, Shape.of(groups * out, in), down, across);
  }

  /** Draws a cotangent of the result. */
  Tensor cotangent(DType dtype) {
    return draw(3, dtype, Shape.of(batch, groups * out), rows(), columns());
  }

  private Tensor draw(int seed, DType dtype, Shape channels, int high, int wide) {
    Shape shape = isLine() ? channels.and(wide) : channels.and(high, wide);
    return Tensor.randn(new Random(seed), shape.dims()).to(dtype);
  }

  /** Convolves. */
  Tensor apply(Tensor x, Tensor w) {
    Window window = Window.of().padding(padding);
    return isLine() ? x.conv1d(w, window, groups) : x.conv2d(w, window, groups);
  }
}
