/**
 * Events one after another, without thinking of frames.
 *
 * <pre>
 *   EventStreamWriter ──► frames ──► EventReader
 *        add, cut              next(event)
 * </pre>
 *
 * <p>May use {@link evtools.format.event} and {@link evtools.format.frame}.
 */
@NullMarked
package evtools.format.stream;

import org.jspecify.annotations.NullMarked;
