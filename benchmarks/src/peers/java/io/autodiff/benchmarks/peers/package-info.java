/** What else a Java user could take, on the same problems from the same first weights. */
@NullMarked
package io.autodiff.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
