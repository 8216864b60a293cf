/** What the library costs, measured with JMH. */
@NullMarked
package io.autodiff.benchmarks;

import org.jspecify.annotations.NullMarked;
