/**
 * Neural networks on the engine. A network is laid out, given chance to draw its parameters from,
 * trained, tested and stored:
 *
 * {@snippet class="io.autodiff.nn.snippets.NetworkSnippetsTest" region="model"}
 *
 * <p>Where to look:
 *
 * <table>
 *   <caption>Rooms</caption>
 *   <tr><th>package</th><th>what is in it</th></tr>
 *   <tr><td>this one</td><td>{@link io.autodiff.nn.Mlp}, a network of {@link
 *       io.autodiff.nn.Layer}s that {@link io.autodiff.nn.MlpBuilder} lays out; {@link
 *       io.autodiff.nn.Loss}, what training makes small</td></tr>
 *   <tr><td>{@link io.autodiff.nn.data}</td><td>examples in memory and as streams, CSV files and
 *       their schemas, folds, preprocessing</td></tr>
 *   <tr><td>{@link io.autodiff.nn.optim}</td><td>optimisers, schedules, clipping, penalties</td></tr>
 *   <tr><td>{@link io.autodiff.nn.train}</td><td>the trainer, metrics, diagnosis</td></tr>
 *   <tr><td>{@link io.autodiff.nn.model}</td><td>trained models as files, ONNX</td></tr>
 *   <tr><td>{@link io.autodiff.nn.io}</td><td>safetensors, NPY, NPZ, IDX, checkpoints</td></tr>
 * </table>
 *
 * <p>Rules that hold everywhere:
 *
 * <ul>
 *   <li>The first axis of a tensor is the batch. Targets are class numbers or numbers, {@code
 *       (batch)}, or rows, {@code (batch, …)}; a single output fits targets of either form.
 *   <li>Numbers are float64 unless {@link io.autodiff.nn.MlpBuilder#dtype} says float32; data are
 *       cast to the network's element type.
 *   <li>Chance comes from generators and seeds that the caller gives: the same ones give the same
 *       bits.
 *   <li>{@link io.autodiff.nn.Pass} says whether a network is trained or used: dropout and batch
 *       normalisation behave differently, all other layers do not.
 *   <li>Parameters have names, by which they are frozen, grouped, saved and loaded; no two of a
 *       network share one.
 * </ul>
 *
 * <p>A loss of one's own is a function of predictions and targets, {@link
 * io.autodiff.nn.Loss#ofElements} makes one that also takes weights; a layer of one's own is a
 * small class, see {@link io.autodiff.nn.Layer}, and {@link io.autodiff.nn.LayerKinds} save and
 * load it.
 */
@NullMarked
package io.autodiff.nn;

import org.jspecify.annotations.NullMarked;
