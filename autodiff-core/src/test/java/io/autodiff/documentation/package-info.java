/** What the Javadoc of exported packages says, held against what methods are seen to do. */
@NullMarked
package io.autodiff.documentation;

import org.jspecify.annotations.NullMarked;
