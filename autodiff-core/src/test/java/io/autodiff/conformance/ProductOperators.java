package io.autodiff.conformance;

import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Products of matrices and the operators built from them. */
final class ProductOperators {
  private ProductOperators() {}

  static void addTo(Operators t) {
    plain(t);
    added(t);
    general(t);
  }

  private static void plain(Operators t) {
    t.binary("matmul", Tensor::matmul);
    t.binary("__rmatmul__", (x, y) -> y.matmul(x));
    t.add("mm", "input mat2", a -> a.tensor("input").matmul(a.tensor("mat2")));
    t.add("bmm", "input mat2", a -> a.tensor("input").matmul(a.tensor("mat2")));
    t.add("mv", "input vec", a -> a.tensor("input").matmul(a.tensor("vec")));
    t.binary("dot", Tensor::matmul);
    t.binary("vdot", Tensor::matmul);
    t.add("outer", "input vec2", a -> a.tensor("input").outer(a.tensor("vec2")));
    t.add("linalg.multi_dot", "tensors", a -> chain(a.tensors("tensors")));
    t.add("nn.functional.linear", "input weight bias", ProductOperators::linear);
  }

  private static Tensor chain(Tensor... factors) {
    Tensor product = factors[0];
    for (int i = 1; i < factors.length; i++) {
      product = product.matmul(factors[i]);
    }
    return product;
  }

  private static Tensor linear(Arguments a) {
    Tensor y = a.tensor("input").matmul(a.tensor("weight").transpose());
    return a.has("bias") ? y.add(a.tensor("bias")) : y;
  }

  private static void added(Operators t) {
    for (String name : new String[] {"addmm", "addmm/decomposed"}) {
      t.add(
          name,
          "input mat1 mat2 beta alpha",
          a -> sum(a, a.tensor("mat1").matmul(a.tensor("mat2"))));
    }
    t.add(
        "addmv", "input mat vec beta alpha", a -> sum(a, a.tensor("mat").matmul(a.tensor("vec"))));
    t.add(
        "addr",
        "input vec1 vec2 beta alpha",
        a -> sum(a, a.tensor("vec1").outer(a.tensor("vec2"))));
    t.add(
        "baddbmm",
        "input batch1 batch2 beta alpha",
        a -> sum(a, a.tensor("batch1").matmul(a.tensor("batch2"))));
    t.add(
        "addbmm",
        "input batch1 batch2 beta alpha",
        a -> sum(a, a.tensor("batch1").matmul(a.tensor("batch2")).sum(new int[] {0}, false)));
  }

  private static Tensor sum(Arguments a, Tensor product) {
    return a.tensor("input").mul(a.number("beta", 1)).add(product.mul(a.number("alpha", 1)));
  }

  private static void general(Operators t) {
    t.add(
        "einsum",
        "operands equation",
        a -> Tensor.einsum(a.text("equation", ""), a.tensors("operands")));
    t.add("tensordot", "input other dims", ProductOperators::tensordot);
    t.add(
        "nn.functional.bilinear",
        "input1 input2 weight bias",
        a -> {
          Tensor y =
              Tensor.einsum(
                  "...i,oij,...j->...o",
                  a.tensor("input1"),
                  a.tensor("weight"),
                  a.tensor("input2"));
          return a.has("bias") ? y.add(a.tensor("bias")) : y;
        });
  }

  private static Tensor tensordot(Arguments a) {
    Tensor x = a.tensor("input");
    Tensor y = a.tensor("other");
    List<Integer> ofX = new ArrayList<>();
    List<Integer> ofY = new ArrayList<>();
    if (a.raw("dims") instanceof List<?> pair) {
      for (int axis : Arguments.asInts((Object) pair.get(0))) {
        ofX.add(x.shape().axis(axis));
      }
      for (int axis : Arguments.asInts((Object) pair.get(1))) {
        ofY.add(y.shape().axis(axis));
      }
    } else {
      int n = a.integer("dims");
      for (int i = 0; i < n; i++) {
        ofX.add(x.rank() - n + i);
        ofY.add(i);
      }
    }
    StringBuilder left = new StringBuilder();
    StringBuilder right = new StringBuilder();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < x.rank(); i++) {
      char letter = (char) ('a' + i);
      left.append(letter);
      out.append(ofX.contains(i) ? "" : letter);
    }
    for (int i = 0; i < y.rank(); i++) {
      int at = ofY.indexOf(i);
      char letter = (char) (at >= 0 ? 'a' + ofX.get(at) : 'A' + i);
      right.append(letter);
      out.append(at >= 0 ? "" : letter);
    }
    return Tensor.einsum(left + "," + right + "->" + out, x, y);
  }
}
