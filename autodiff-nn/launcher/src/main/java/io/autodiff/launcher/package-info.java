/**
 * The way into a runnable jar. These classes alone are compiled for an older Java, 17, so that a
 * jar started on whatever {@code java} the user has can find a newer one and go on there.
 */
@NullMarked
package io.autodiff.launcher;

import org.jspecify.annotations.NullMarked;
