/** The command line. */
@NullMarked
package io.autodiff.nn.cli;

import org.jspecify.annotations.NullMarked;
