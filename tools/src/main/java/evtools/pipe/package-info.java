/**
 * What the tools that read and write event streams share: opening the files on the command line, and writing events as
 * frames or as text.
 *
 * <pre>
 *   FILE… - DIR ──► EventInputs ──► EventInput (frames, events; damage ──► Diagnostics, exit code 3)
 *                                       │
 *   -O -o --tz ──► EventOutputOptions ──► EventOutput ──► frames (ev) | text raw json logfmt
 * </pre>
 *
 * <p>Below all tools: may use cli, lib-format, lib-sort and {@link evtools.archive}, never a tool.
 */
@NullMarked
package evtools.pipe;

import org.jspecify.annotations.NullMarked;
