/**
 * The examples of the Javadoc, compiled and run: each stands between {@code @start} and {@code
 * @end}, and a comment of the library shows it by {@code @snippet}.
 */
package io.autodiff.nn.snippets;
