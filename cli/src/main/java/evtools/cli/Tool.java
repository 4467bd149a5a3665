package evtools.cli;

/**
 * One command-line tool.
 *
 * <p>A tool is a class with picocli's {@code @Command}, {@code @Option} and {@code @Parameters} annotations, and with
 * {@link Examples}. These are the one definition of its command line: {@code --help}, the man page and the completions
 * are made from them. {@link ToolRunner} fills in the fields and then calls {@link #run}.
 */
public interface Tool {
    /**
     * Does the work.
     *
     * @param io where the tool reads from and writes to; the tool flushes what it buffers itself
     * @return the exit code, see {@link ExitCode}
     * @throws Exception what the tool can't deal with itself; {@link ToolRunner} makes one line and an exit code of it
     */
    int run(Stdio io) throws Exception;
}
