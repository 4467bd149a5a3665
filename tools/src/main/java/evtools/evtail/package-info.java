/**
 * evtail: turns the lines of logs into events.
 *
 * <pre>
 *   FILE GLOB DIR - ──► SourceFinder ──► sources
 *                                          │ bytes (plain, gzip, zstd)
 *                                          ▼
 *                       SourceLines: lines, parts of long lines, the last line without its end
 *                                          │
 *                       EventMaker: Recogniser (time, host, app), PointNumbering, Tokeniser
 *                                          │
 *                       EventSink ──► events frames, positions frames  |  text
 * </pre>
 *
 * <p>The bytes of an event follow from the file's content and the position reading began at, not from when or in which
 * pieces it was read.
 *
 * <p>May use cli, lib-format and {@link evtools.pipe}.
 */
@NullMarked
package evtools.evtail;

import org.jspecify.annotations.NullMarked;
