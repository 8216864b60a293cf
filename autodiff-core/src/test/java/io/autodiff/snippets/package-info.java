/**
 * The examples of the Javadoc, compiled and run: each stands between {@code @start} and {@code
 * @end}, and a comment of the library shows it by {@code @snippet}.
 */
@NullMarked
package io.autodiff.snippets;

import org.jspecify.annotations.NullMarked;
