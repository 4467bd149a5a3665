/** Tests of positions. */
@NullMarked
package evtools.format.position;

import org.jspecify.annotations.NullMarked;
