/**
 * Hold-down merge, k-way merge and removal of duplicates over streams of events.
 *
 * <p>May use {@code evtools.format} and the JDK.
 */
@NullMarked
package evtools.sort;

import org.jspecify.annotations.NullMarked;
