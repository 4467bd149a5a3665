/** Tests of segments. */
@NullMarked
package evtools.format.segmentfile;

import org.jspecify.annotations.NullMarked;
