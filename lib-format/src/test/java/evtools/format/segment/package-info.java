/** Tests of the segment's blocks. */
@NullMarked
package evtools.format.segment;

import org.jspecify.annotations.NullMarked;
