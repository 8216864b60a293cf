package io.autodiff.program;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places boxes in layers from top to bottom so that every arrow points down: each box one layer
 * below the lowest that it comes from, an arrow over several layers through a point in each, the
 * order within a layer by the mean position of neighbours (Sugiyama, Tagawa, Toda, IEEE Trans. SMC
 * 11, 1981).
 */
final class LayeredGraph {
  private static final int PASSES = 12;
  private static final double GAP = 18;
  private static final double LAYER_GAP = 34;

  /** A box or, with no size, a point that an arrow passes. */
  private static final class Item {
    final double width;
    final double height;
    final int layer;
    final List<Item> above = new ArrayList<>();
    final List<Item> below = new ArrayList<>();
    double center;
    double y;

    /** The height of the layer. */
    double span;

    Item(double width, double height, int layer) {
      this.width = width;
      this.height = height;
      this.layer = layer;
    }
  }

  private final Item[] boxes;
  private final List<List<Item>> arrows = new ArrayList<>();
  private final List<List<Item>> layers = new ArrayList<>();
  private double width;
  private double height;

  /**
   * @param widths the boxes' widths
   * @param heights the boxes' heights
   * @param edges pairs of boxes; each leads from a box to one with a greater number
   */
  public LayeredGraph(double[] widths, double[] heights, List<int[]> edges) {
    int[] layer = layers(widths.length, edges);
    boxes = new Item[widths.length];
    for (int i = 0; i < boxes.length; i++) {
      boxes[i] = add(new Item(widths[i], heights[i], layer[i]));
    }
    for (int[] edge : edges) {
      arrows.add(connect(boxes[edge[0]], boxes[edge[1]]));
    }
    layers.forEach(LayeredGraph::pack);
    for (int pass = 0; pass < PASSES; pass++) {
      order(pass % 2 == 0);
    }
    for (int pass = 0; pass < PASSES; pass++) {
      settle(pass % 2 == 0);
    }
    finish();
  }

  private static int[] layers(int n, List<int[]> edges) {
    int[] layer = new int[n];
    List<int[]> sorted = new ArrayList<>(edges);
    sorted.sort(Comparator.comparingInt(e -> e[1]));
    for (int[] edge : sorted) {
      layer[edge[1]] = Math.max(layer[edge[1]], layer[edge[0]] + 1);
    }
    return layer;
  }

  private Item add(Item item) {
    while (layers.size() <= item.layer) {
      layers.add(new ArrayList<>());
    }
    layers.get(item.layer).add(item);
    return item;
  }

  private List<Item> connect(Item from, Item to) {
    List<Item> way = new ArrayList<>(List.of(from));
    for (int layer = from.layer + 1; layer < to.layer; layer++) {
      way.add(add(new Item(0, 0, layer)));
    }
    way.add(to);
    for (int i = 1; i < way.size(); i++) {
      way.get(i - 1).below.add(way.get(i));
      way.get(i).above.add(way.get(i - 1));
    }
    return way;
  }

  /** Places the items of a layer side by side in their order. */
  private static void pack(List<Item> layer) {
    double x = 0;
    for (Item item : layer) {
      item.center = x + item.width / 2;
      x += item.width + GAP;
    }
  }

  private static double wish(Item item, boolean down) {
    List<Item> near = down ? item.above : item.below;
    return near.stream().mapToDouble(n -> n.center).average().orElse(item.center);
  }

  private void order(boolean down) {
    for (int k = 0; k < layers.size(); k++) {
      List<Item> layer = layers.get(down ? k : layers.size() - 1 - k);
      layer.sort(Comparator.comparingDouble(item -> wish(item, down)));
      pack(layer);
    }
  }

  /** Moves the items of each layer towards their neighbours without changing their order. */
  private void settle(boolean down) {
    for (int k = 0; k < layers.size(); k++) {
      List<Item> layer = layers.get(down ? k : layers.size() - 1 - k);
      double[] wishes = layer.stream().mapToDouble(item -> wish(item, down)).toArray();
      double[] fromLeft = wishes.clone();
      double[] fromRight = wishes.clone();
      for (int i = 1; i < wishes.length; i++) {
        double least = distance(layer.get(i - 1), layer.get(i));
        fromLeft[i] = Math.max(wishes[i], fromLeft[i - 1] + least);
      }
      for (int i = wishes.length - 2; i >= 0; i--) {
        double least = distance(layer.get(i), layer.get(i + 1));
        fromRight[i] = Math.min(wishes[i], fromRight[i + 1] - least);
      }
      for (int i = 0; i < wishes.length; i++) {
        layer.get(i).center = (fromLeft[i] + fromRight[i]) / 2;
      }
    }
  }

  private static double distance(Item left, Item right) {
    return (left.width + right.width) / 2 + GAP;
  }

  private void finish() {
    double left = Double.POSITIVE_INFINITY;
    double right = 0;
    double y = GAP;
    for (List<Item> layer : layers) {
      double tallest = layer.stream().mapToDouble(item -> item.height).max().orElse(0);
      for (Item item : layer) {
        item.y = y + tallest / 2;
        item.span = tallest;
        left = Math.min(left, item.center - item.width / 2);
      }
      y += tallest + LAYER_GAP;
    }
    for (List<Item> layer : layers) {
      for (Item item : layer) {
        item.center += GAP - left;
        right = Math.max(right, item.center + item.width / 2);
      }
    }
    width = right + GAP;
    height = Math.max(GAP, y - LAYER_GAP) + GAP;
  }

  /** Returns the width of the whole. */
  public double width() {
    return width;
  }

  /** Returns the height of the whole. */
  public double height() {
    return height;
  }

  /** Returns the left edge of a box. */
  public double left(int box) {
    return boxes[box].center - boxes[box].width / 2;
  }

  /** Returns the top edge of a box. */
  public double top(int box) {
    return boxes[box].y - boxes[box].height / 2;
  }

  /**
   * Returns the points of an arrow from the bottom of its first box to the top of its last: x and y
   * by turns.
   */
  public double[] arrow(int edge) {
    List<Item> way = arrows.get(edge);
    double[] points = new double[4 * way.size() - 4];
    int next = 0;
    for (int k = 0; k < way.size(); k++) {
      Item item = way.get(k);
      double half = item.width > 0 ? item.height / 2 : item.span / 2;
      if (k > 0) {
        points[next++] = item.center;
        points[next++] = item.y - half;
      }
      if (k < way.size() - 1) {
        points[next++] = item.center;
        points[next++] = item.y + half;
      }
    }
    return points;
  }
}
