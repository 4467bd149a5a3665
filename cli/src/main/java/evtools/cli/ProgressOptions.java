package evtools.cli;

import picocli.CommandLine.Option;

/** {@code --progress} and {@code --no-progress}, to be taken in with {@code @Mixin}. The last one counts. */
public final class ProgressOptions {
    private boolean forced;
    private boolean forbidden;

    @Option(names = "--progress", description = "Show progress on standard error even if it is no terminal.")
    void force(boolean given) {
        forced = given;
        forbidden = false;
    }

    @Option(names = "--no-progress", description = "Show no progress.")
    void forbid(boolean given) {
        forbidden = given;
        forced = false;
    }

    boolean isOn(Stdio io) {
        return forced || (!forbidden && io.isTerminal(2));
    }
}
