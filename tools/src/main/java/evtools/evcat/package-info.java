/**
 * evcat: prints events.
 *
 * <pre>
 *   FILE… ──► frames ──► as they are (ev)  |  text, raw, json, logfmt
 * </pre>
 *
 * <p>May use cli, lib-format and {@link evtools.pipe}.
 */
@NullMarked
package evtools.evcat;

import org.jspecify.annotations.NullMarked;
