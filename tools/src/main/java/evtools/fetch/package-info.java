/**
 * Asking servers for what they hold: one stream of answers from each, frames checked.
 *
 * <pre>
 *   question ──► {@link evtools.fetch.ServerStream} ──► thread that receives ──► short queue ──► head, take
 * </pre>
 *
 * <p>Frames wait in short queues, so that a slow taker slows the server down. Below all tools: may use cli, lib-format
 * and transport.
 */
@NullMarked
package evtools.fetch;

import org.jspecify.annotations.NullMarked;
