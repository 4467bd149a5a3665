/**
 * What every command line shares: option types, diagnostics, exit codes, standard streams.
 *
 * <p>May use picocli and the JDK; knows nothing of events.
 */
@NullMarked
package evtools.cli;

import org.jspecify.annotations.NullMarked;
