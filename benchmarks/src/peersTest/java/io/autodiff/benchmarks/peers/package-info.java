@NullMarked
package io.autodiff.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
