/** Tests of the recogniser. */
@NullMarked
package evtools.format.time;

import org.jspecify.annotations.NullMarked;
