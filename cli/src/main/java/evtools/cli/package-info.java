/**
 * What every command line shares: option types, messages, exit codes, standard streams, progress, signals.
 *
 * <p>May use picocli and the JDK; knows nothing of events. Picocli's classes are touched here and in the annotations of
 * the tools, nowhere else.
 *
 * <pre>
 *  args ──► {@link evtools.cli.ToolRunner} ── fills fields, calls ──► {@link evtools.cli.Tool} ◄──► {@link evtools.cli.Stdio}
 *                 │    ▲                                       │              in, out, env,
 *                 │    └── exit code, or an exception ─────────┘              clock, signals
 *                 └─ one line per error ──► {@link evtools.cli.Diagnostics} ──► stderr
 *
 *  annotations ──► {@link evtools.cli.ToolModel} ──► {@link evtools.cli.HelpText}, man page, completions (evtools.cli.doc)
 * </pre>
 *
 * <p>A tool throws {@link evtools.cli.UserError} for what its user can understand and lets other exceptions pass: the
 * runner makes one line of them. Only {@code Main} ends the process.
 */
@NullMarked
package evtools.cli;

import org.jspecify.annotations.NullMarked;
