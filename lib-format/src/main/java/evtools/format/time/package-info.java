/**
 * Recognises the time, host and app at the head of log lines, of any log, without being told the layout.
 *
 * <pre>
 *   first lines ──► LayoutLearner ──► layouts, text like "%b %e %H:%M:%S ${syslog}"      (positions carry them)
 *                     TimeLearner        │
 *                                        ▼
 *   each line ──────────────────────► Recogniser ──► LineHead: time, host, app, words beside the line, message, form
 *                                        │  Layout = prefix, TimePattern, separator, tail
 *                                        └ a line that fits no layout: learned on its own, or no time
 * </pre>
 *
 * <p>A line is only taken apart where its form ({@code docs/FORMAT.md} section 3) puts it together again byte for byte:
 * patterns match exactly what the form's directives print, and a time whose text they wouldn't print is kept as text.
 *
 * <p>May use {@link evtools.format} and {@link evtools.format.form}. Learning may be slow; matching allocates nothing.
 */
@NullMarked
package evtools.format.time;

import org.jspecify.annotations.NullMarked;
