package evtools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs tools one after another in one JVM, so that it can note which of their code is hot: {@code TrainingMain FILE}. For
 * install.sh: a cache with profiles is made of one run of a JVM, and one job alone would not touch all that matters.
 *
 * <p>FILE has a command on each line: a tool and its arguments, with a blank between them and no quoting. All have the
 * same standard streams. A command that fails is no reason to stop: what it loaded is as good.
 */
public final class TrainingMain {
    private TrainingMain() {}

    /**
     * Runs them.
     *
     * @param args the file of commands
     * @throws IOException when it can't be read
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("usage: TrainingMain FILE");
        }
        for (String command : Files.readAllLines(Path.of(args[0]))) {
            Main.run(command.split(" ", -1));
        }
    }
}
