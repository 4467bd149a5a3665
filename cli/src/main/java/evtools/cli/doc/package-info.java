/**
 * Man pages and shell completions, written from the annotations of the tools.
 *
 * <pre>
 *   {@link evtools.cli.ToolModel} ──► {@link evtools.cli.doc.ManPage}         man/man1/TOOL.1
 *                ├──────► {@link evtools.cli.doc.BashCompletion}  completions/TOOL.bash
 *                ├──────► {@link evtools.cli.doc.ZshCompletion}   completions/_TOOL
 *                ├──────► {@link evtools.cli.doc.FishCompletion}  completions/TOOL.fish
 *                └──────► {@link evtools.cli.HelpText}            help/TOOL.txt
 * </pre>
 *
 * <p>May use evtools.cli and the JDK. Used by the build, not by running tools.
 */
@NullMarked
package evtools.cli.doc;

import org.jspecify.annotations.NullMarked;
